"""The staging store: one SQLite file that holds everything ever pulled from a board."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nethour.journal import BOOT, INPUT, TURN, Record
from nethour.reading import Reading
from nethour_host.errors import StoreError

SCHEMA_VERSION = 2

# Instants are seconds since 2020-01-01 UTC; powers W, import positive; energies Wh and Ws, as the controller saw them.
# A statement list each version of the schema, which leads there from the one before.
_SCHEMA = (
    """
CREATE TABLE board (
    id INTEGER PRIMARY KEY, device TEXT NOT NULL, store_id TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (device, store_id)
);
CREATE TABLE config (
    board_id INTEGER NOT NULL REFERENCES board, crc INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (board_id, crc)
) WITHOUT ROWID;
CREATE TABLE boot (
    board_id INTEGER NOT NULL REFERENCES board, seq INTEGER NOT NULL, at_s INTEGER NOT NULL,
    config_crc INTEGER NOT NULL, boot_count INTEGER NOT NULL, loads BLOB NOT NULL,
    PRIMARY KEY (board_id, seq)
) WITHOUT ROWID;
CREATE TABLE turn (
    board_id INTEGER NOT NULL REFERENCES board, seq INTEGER NOT NULL, at_s INTEGER NOT NULL,
    reading_at_s INTEGER, grid_power_w INTEGER, import_wh INTEGER, export_wh INTEGER,
    net_ws INTEGER NOT NULL, loads BLOB NOT NULL,
    PRIMARY KEY (board_id, seq)
) WITHOUT ROWID;
CREATE INDEX turn_by_time ON turn (board_id, at_s);
CREATE TABLE pull_cursor (
    board_id INTEGER NOT NULL REFERENCES board, ring TEXT NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL,
    next_seq INTEGER NOT NULL,
    PRIMARY KEY (board_id, ring)
) WITHOUT ROWID
""",
    """
CREATE TABLE input (
    board_id INTEGER NOT NULL REFERENCES board, seq INTEGER NOT NULL, at_s INTEGER NOT NULL,
    kind INTEGER NOT NULL, load_index INTEGER NOT NULL, value INTEGER NOT NULL, input_at_s INTEGER NOT NULL,
    loads BLOB NOT NULL,
    PRIMARY KEY (board_id, seq)
) WITHOUT ROWID
""",
)


@dataclass(frozen=True)
class Board:
    """A board as the store knows it: its row, its unique id, the id of its journal, its name."""

    id: int
    device: str
    store_id: str
    name: str


@dataclass(frozen=True)
class Cursor:
    """How far a ring was pulled: whole records up to `offset` of `segment`; `next_seq` is the record after it."""

    segment: int
    offset: int
    next_seq: int


class Store:
    """Opens `path`, creating it where there is none. Raises StoreError for a foreign file or a newer schema.

    Rows and cursor of a pull commit together (see transaction()), so that a pull cut anywhere loses and doubles none.
    """

    def __init__(self, path: Path):
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from None
        try:
            self._check()
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._create()
        except sqlite3.Error as error:
            self._db.close()
            raise self._unusable(error) from None
        except StoreError:
            self._db.close()
            raise

    def _unusable(self, error: Exception) -> StoreError:
        return StoreError(f"store {self.path}: it cannot be used as a store ({error}); give another file")

    def _check(self) -> None:
        """Refuse what is not ours before anything is written."""
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreError(f"store {self.path}: this SQLite file is not a store of Nethour; give another file")
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"store {self.path}: its schema is version {version}, this Nethour knows {SCHEMA_VERSION}; "
                "update Nethour or give another file"
            )

    def _create(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        with self.transaction():
            for statements in _SCHEMA[version:]:
                for statement in statements.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def board(self, device: str, store_id: str, name: str) -> Board:
        """The board of these ids, added when it is new."""
        self._db.execute(
            "INSERT INTO board (device, store_id, name) VALUES (?, ?, ?) "
            "ON CONFLICT (device, store_id) DO UPDATE SET name = excluded.name",
            (device, store_id, name),
        )
        row = self._db.execute(
            "SELECT id, device, store_id, name FROM board WHERE device = ? AND store_id = ?", (device, store_id)
        ).fetchone()
        return Board(*row)

    def boards(self) -> list[Board]:
        """Every board in the store, the first pulled first."""
        return [Board(*row) for row in self._db.execute("SELECT id, device, store_id, name FROM board ORDER BY id")]

    def cursor(self, board: Board, ring: str) -> Cursor | None:
        """How far this ring was pulled, None when never."""
        row = self._db.execute(
            "SELECT segment, offset, next_seq FROM pull_cursor WHERE board_id = ? AND ring = ?", (board.id, ring)
        ).fetchone()
        return Cursor(*row) if row else None

    def set_cursor(self, board: Board, ring: str, cursor: Cursor) -> None:
        """Remember how far this ring was pulled."""
        self._db.execute(
            "INSERT OR REPLACE INTO pull_cursor (board_id, ring, segment, offset, next_seq) VALUES (?, ?, ?, ?, ?)",
            (board.id, ring, cursor.segment, cursor.offset, cursor.next_seq),
        )

    def add_config(self, board: Board, crc: int, text: str) -> None:
        """Keep the text of a configuration under its crc32."""
        self._db.execute("INSERT OR IGNORE INTO config (board_id, crc, text) VALUES (?, ?, ?)", (board.id, crc, text))

    def config_text(self, board: Board, crc: int) -> str | None:
        """The configuration of this crc32, None when it was never pulled."""
        row = self._db.execute("SELECT text FROM config WHERE board_id = ? AND crc = ?", (board.id, crc)).fetchone()
        return row[0] if row else None

    def add_records(self, board: Board, records: list[Record]) -> None:
        """Keep records; those that are there already stay as they are."""
        boots = [
            (board.id, record.seq, record.at_s, record.config_crc, record.boot_count, _pack(record.loads))
            for record in records
            if record.kind == BOOT
        ]
        turns = [_turn_row(board, record) for record in records if record.kind == TURN]
        inputs = [_input_row(board, record) for record in records if record.kind == INPUT]
        self._db.executemany("INSERT OR IGNORE INTO boot VALUES (?, ?, ?, ?, ?, ?)", boots)
        self._db.executemany("INSERT OR IGNORE INTO turn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", turns)
        self._db.executemany("INSERT OR IGNORE INTO input VALUES (?, ?, ?, ?, ?, ?, ?, ?)", inputs)

    def records(self, board: Board) -> Iterator[Record]:
        """Every record of the board in the order in which it was written."""
        rows = self._db.execute(
            f"SELECT seq, at_s, {TURN}, loads, reading_at_s, grid_power_w, import_wh, export_wh, net_ws "
            "FROM turn WHERE board_id = :id "
            f"UNION ALL SELECT seq, at_s, {BOOT}, loads, config_crc, boot_count, 0, 0, 0 "
            "FROM boot WHERE board_id = :id "
            f"UNION ALL SELECT seq, at_s, {INPUT}, loads, kind, load_index, value, input_at_s, 0 "
            "FROM input WHERE board_id = :id ORDER BY seq",
            {"id": board.id},
        )
        for seq, at_s, kind, loads, *numbers in rows:
            record = Record(seq, at_s, kind, _unpack(loads))
            if kind == BOOT:
                record.config_crc, record.boot_count = numbers[:2]
            elif kind == INPUT:
                record.input_kind, record.load_index, record.value, record.input_at_s = numbers[:4]
            else:
                record.net_ws = numbers[4]
                if numbers[0] is not None:
                    record.reading = Reading(*numbers[:4])
            yield record


def _turn_row(board: Board, record: Record) -> tuple[object, ...]:
    reading = record.reading
    seen = (
        (None,) * 4 if reading is None else (reading.at_s, reading.grid_power_w, reading.import_wh, reading.export_wh)
    )
    return (board.id, record.seq, record.at_s, *seen, record.net_ws, _pack(record.loads))


def _input_row(board: Board, record: Record) -> tuple[object, ...]:
    given = (record.input_kind, record.load_index, record.value, record.input_at_s)
    return (board.id, record.seq, record.at_s, *given, _pack(record.loads))


def _pack(loads: list[tuple[bool, int]]) -> bytes:
    return bytes(reason | (0x80 if is_on else 0) for is_on, reason in loads)


def _unpack(data: bytes) -> list[tuple[bool, int]]:
    return [(byte >= 0x80, byte & 0x7F) for byte in data]
