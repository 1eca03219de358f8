"""The journal on flash: records numbered without a gap inside a segment, kept in RAM until they are flushed."""

from nethour import journal
from nethour.devices.storage import SEGMENT_SIZE, SegmentRing

_TRIES = 4


class JournalRing:
    """Appends records to a ring of segments; goes on where the last start ended.

    segments       where they are kept
    load_count     loads in each record
    store_id       eight bytes that name this store
    config_crc     of the configuration in force
    buffer_count   records that RAM holds; beyond, what waits there is given up and a new segment begins

    next_seq       number of the next record; lost_count: records given up since the start

    No method raises or waits; only flush() touches the flash.
    """

    def __init__(self, segments: SegmentRing, load_count: int, store_id: bytes, config_crc: int, buffer_count: int):
        self.segments = segments
        self.lost_count = 0
        self._load_count = load_count
        self._store_id = store_id
        self._config_crc = config_crc
        self._size = journal.record_size(load_count)
        self._buffer = bytearray(self._size * buffer_count)
        self._buffer_count = buffer_count
        self._waiting_count = 0
        self._is_open = False
        self.next_seq = self._continue()
        self._newest_at_s = 0

    def add_turn(self, now_s: int, reading, net_ws: int, loads: list) -> None:
        """Keep the record of a turn: what the controller saw and decided."""
        journal.encode_turn(self._buffer, self._place(now_s), self.next_seq - 1, now_s, reading, net_ws, loads)

    def add_boot(self, now_s: int, boot_count: int, loads: list) -> None:
        """Keep the record of this start."""
        place = self._place(now_s)
        journal.encode_boot(self._buffer, place, self.next_seq - 1, now_s, self._config_crc, boot_count, loads)

    def add_input(self, now_s: int, given: tuple, loads: list) -> None:
        """Keep the record of an input, before that of the turn it is for."""
        journal.encode_input(self._buffer, self._place(now_s), self.next_seq - 1, now_s, given, loads)

    def flush(self) -> bool:
        """Write what waits in RAM. A flash that is full costs the oldest segment. Returns whether all is written."""
        done_count = 0
        for _ in range(_TRIES):
            while done_count < self._waiting_count:
                first_seq = self.next_seq - self._waiting_count + done_count
                written_count, is_fine = self._write(first_seq, done_count)
                done_count += written_count
                if not is_fine:
                    break
            if done_count == self._waiting_count:
                break
            self.segments.drop_oldest()
        left_count = self._waiting_count - done_count
        if done_count and left_count:
            self._buffer[: left_count * self._size] = self._buffer[
                done_count * self._size : self._waiting_count * self._size
            ]
        self._waiting_count = left_count
        return not left_count

    def _place(self, now_s: int) -> int:
        if self._waiting_count == self._buffer_count:
            self.lost_count += self._waiting_count
            self._waiting_count = 0
            # Inside a segment the place of a record tells its number: after a gap another one begins.
            self._is_open = False
        place = self._waiting_count * self._size
        self._waiting_count += 1
        self.next_seq += 1
        self._newest_at_s = now_s
        return place

    def _write(self, first_seq: int, done_count: int) -> tuple:
        """Write waiting records from the done_count-th on, as many as fit. Returns (records written, no trouble)."""
        segments = self.segments
        room_count = (SEGMENT_SIZE - segments.last_size) // self._size
        if not self._is_open or not room_count:
            header = journal.Header(self._load_count, self._store_id, first_seq, self._newest_at_s, self._config_crc)
            self._is_open = segments.begin(journal.encode_header(header))
            if not self._is_open:
                return 0, False
            room_count = (SEGMENT_SIZE - segments.last_size) // self._size
        count = min(room_count, self._waiting_count - done_count)
        start = done_count * self._size
        before = segments.last_size
        is_fine = segments.append(memoryview(self._buffer)[start : start + count * self._size])
        if not is_fine:
            # Half a record may be there now: nothing can follow it in this segment.
            self._is_open = False
            count = min(count, max(0, segments.last_size - before) // self._size)
        return count, is_fine

    def _continue(self) -> int:
        """The number after the last record on flash; the last segment stays open if it is whole and like ours."""
        skipped_count = 0
        for number in reversed(self.segments.numbers):
            size = self.segments.size(number)
            try:
                header = journal.decode_header(self.segments.read(number, 0, journal.HEADER_SIZE))
            except (OSError, journal.JournalError):
                # Cut while it was begun, or foreign. No number that it may hold is given twice.
                skipped_count += size // journal.record_size(1)
                continue
            content = size - journal.HEADER_SIZE
            self._is_open = (
                number == self.segments.numbers[-1]
                and content % header.record_size == 0
                and header.load_count == self._load_count
                and header.store_id == self._store_id
            )
            return header.first_seq + content // header.record_size + skipped_count
        return skipped_count + 1
