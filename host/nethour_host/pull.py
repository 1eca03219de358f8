"""Pulls what is new of a board's journal into the store while its firmware runs; can be cut and resumed at any byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nethour import journal, wire
from nethour.journal import HEADER_SIZE, Header, JournalError, Record
from nethour_host.board_link import BoardLink
from nethour_host.errors import BoardRefused, JournalDamaged
from nethour_host.store import Board, Cursor, Store

RING = wire.RINGS[wire.TURNS]
_COMMIT_BYTES = 16 * 1024


@dataclass
class Pulled:
    """What one pull brought: records kept, bytes read, and what could not be had.

    lost_count      records that the ring had overwritten before they were pulled
    damaged_count   records whose checksum did not fit, left out
    """

    board: Board
    record_count: int = 0
    byte_count: int = 0
    lost_count: int = 0
    damaged_count: int = 0
    notes: list[str] = field(default_factory=list)


def pull(link: BoardLink, store: Store, on_progress: Callable[[int, int], None] | None = None) -> Pulled:
    """Bring the store up to date with the journal of the board behind `link`.

    Calls on_progress(bytes done, bytes in all). Whole records and the cursor commit together, every few kB.
    Raises HostError when the board goes away; what was committed stays, the next pull goes on from there.
    """
    identity = link.identity()
    board = store.board(str(identity["device"]), str(identity["store_id"]), str(identity["name"]))
    pulled = Pulled(board)
    cursor = store.cursor(board, RING) or Cursor(segment=0, offset=0, next_seq=0)
    segments = list(_listing(link, cursor.segment))
    sizes = dict(segments)
    total = sum(size for _, size in segments) - min(cursor.offset, sizes.get(cursor.segment, 0))
    for segment, size in segments:
        if size < HEADER_SIZE:
            continue
        start = cursor.offset if segment == cursor.segment else HEADER_SIZE
        try:
            header = _header(link, segment)
            _keep_config(link, store, board, header.config_crc)
            reader = _SegmentReader(link, segment, header, start, size, segment == segments[-1][0])
            for read, offset in reader.batches(pulled):
                cursor = _keep(link, store, pulled, read, Cursor(segment, offset, cursor.next_seq))
                if on_progress is not None:
                    on_progress(pulled.byte_count, total)
        except BoardRefused:
            # The ring has dropped this segment meanwhile: what was in it shows as missing numbers in the next one.
            pulled.notes.append(f"segment {segment} was overwritten on the board while it was being pulled")
    return pulled


def _keep(link: BoardLink, store: Store, pulled: Pulled, read: list[Record | None], cursor: Cursor) -> Cursor:
    """Commit records and the cursor behind them; counts the numbers that are missing before them."""
    next_seq = cursor.next_seq
    for record in read:
        if record is None:
            next_seq += 1 if next_seq else 0
            continue
        if next_seq and record.seq > next_seq:
            pulled.lost_count += record.seq - next_seq
        next_seq = record.seq + 1
        if record.kind == journal.BOOT:
            _keep_config(link, store, pulled.board, record.config_crc)
    cursor = Cursor(cursor.segment, cursor.offset, next_seq)
    records = [record for record in read if record is not None]
    with store.transaction():
        store.add_records(pulled.board, records)
        store.set_cursor(pulled.board, RING, cursor)
    pulled.record_count += len(records)
    return cursor


def _listing(link: BoardLink, first: int) -> Iterator[tuple[int, int]]:
    while True:
        listed = wire.decode_listing(link.ask(f"ls {RING} {first}"))
        yield from listed
        if len(listed) < wire.MAX_LISTED:
            return
        first = listed[-1][0] + 1


def _header(link: BoardLink, segment: int) -> Header:
    _, _, _, data = wire.decode_chunk(link.ask(f"rd {RING} {segment} 0 {HEADER_SIZE}"))
    try:
        return journal.decode_header(data)
    except JournalError as error:
        raise JournalDamaged(f"{link.port}: segment {segment} of the journal cannot be read: {error}") from None


def _keep_config(link: BoardLink, store: Store, board: Board, crc: int) -> None:
    """Pull config.json when it is the one in force and the store does not have it."""
    if store.config_text(board, crc) is not None or link.identity()["config_crc"] != crc:
        return
    text = bytearray()
    while True:
        _, _, _, data = wire.decode_chunk(link.ask(f"cf {len(text)} {wire.MAX_CHUNK}"))
        text += data
        if len(data) < wire.MAX_CHUNK:
            break
    store.add_config(board, crc, text.decode())


class _SegmentReader:
    """Reads one segment from an offset on and cuts it into records."""

    def __init__(self, link: BoardLink, segment: int, header: Header, start: int, size: int, is_last: bool):
        self._link = link
        self._segment = segment
        self._header = header
        self._start = start
        self._size = size
        self._is_last = is_last

    def batches(self, pulled: Pulled) -> Iterator[tuple[list[Record | None], int]]:
        """(records, offset after them), every few kB and at the end; None stands for a damaged record."""
        commands = [
            f"rd {RING} {self._segment} {offset} {min(wire.MAX_CHUNK, self._size - offset)}"
            for offset in range(self._start, self._size, wire.MAX_CHUNK)
        ]
        data = bytearray()
        base = self._start
        early: dict[int, bytes] = {}
        for _, payload in self._link.ask_all(commands):
            _, _, offset, chunk = wire.decode_chunk(payload)
            early[offset] = chunk
            while base + len(data) in early:
                chunk = early.pop(base + len(data))
                data += chunk
                pulled.byte_count += len(chunk)
            if len(data) >= _COMMIT_BYTES:
                records, used = self._records(data, base, pulled)
                base += used
                del data[:used]
                yield records, base
        records, used = self._records(data, base, pulled)
        torn = len(data) - used
        if torn and not self._is_last:
            pulled.notes.append(f"segment {self._segment} ends in a torn record of {torn} bytes (a power cut)")
        if used:
            yield records, base + used

    def _records(self, data: bytearray, base: int, pulled: Pulled) -> tuple[list[Record | None], int]:
        size = self._header.record_size
        records: list[Record | None] = []
        used = 0
        while used + size <= len(data):
            try:
                records.append(journal.decode_record(data, used, self._header.load_count))
            except JournalError as error:
                records.append(None)
                pulled.damaged_count += 1
                pulled.notes.append(f"segment {self._segment}, byte {base + used}: {error}")
            used += size
        return records, used
