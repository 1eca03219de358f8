"""The staging store: what goes in comes out, all or nothing, and a file that is no store is refused in one sentence."""

import sqlite3
from pathlib import Path

import pytest

from nethour.journal import BOOT, INPUT, TURN, Record
from nethour.reading import Reading
from nethour_host.errors import StoreError
from nethour_host.store import Cursor, Store

NOON_S = 3600 * 12


def turn(seq: int, reading: Reading | None) -> Record:
    record = Record(seq, NOON_S + 5 * seq, TURN, [(True, 4), (False, 3)])
    record.reading = reading
    record.net_ws = -7200
    return record


def boot(seq: int) -> Record:
    record = Record(seq, NOON_S, BOOT, [(False, 0), (False, 0)])
    record.config_crc = 0xFEDCBA98
    record.boot_count = 3
    return record


def given(seq: int) -> Record:
    record = Record(seq, NOON_S + 18, INPUT, [(True, 4), (False, 3)])
    record.input_kind, record.load_index, record.value, record.input_at_s = 1, 1, -(2**31), 2**32 - 1
    return record


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / "store.sqlite3")
    yield store
    store.close()


RECORDS = [
    boot(1),
    turn(2, Reading(NOON_S + 9, -1234, 4_000_000_000, 7)),
    turn(3, Reading(NOON_S + 15, 0)),
    turn(4, None),
    given(5),
]


def facts(record: Record) -> tuple:
    reading = record.reading
    seen = None if reading is None else (reading.at_s, reading.grid_power_w, reading.import_wh, reading.export_wh)
    return (
        record.seq, record.at_s, record.kind, record.loads, seen, record.net_ws, record.config_crc, record.boot_count,
        record.input_kind, record.load_index, record.value, record.input_at_s,
    )  # fmt: skip


def test_records_come_back_as_they_went_in_and_in_their_order(store: Store):
    board = store.board("e660", "abcd", "virtual")
    store.add_records(board, RECORDS[::-1])
    assert [facts(record) for record in store.records(board)] == [facts(record) for record in RECORDS]


def test_a_record_that_is_there_already_is_not_doubled(store: Store):
    board = store.board("e660", "abcd", "virtual")
    store.add_records(board, RECORDS)
    store.add_records(board, RECORDS)
    assert len(list(store.records(board))) == len(RECORDS)


def test_rows_and_cursor_of_a_transaction_that_fails_are_both_undone(store: Store):
    board = store.board("e660", "abcd", "virtual")

    def add_and_be_interrupted() -> None:
        with store.transaction():
            store.add_records(board, RECORDS)
            store.set_cursor(board, "turns", Cursor(1, 128, 5))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_and_be_interrupted()
    assert list(store.records(board)) == []
    assert store.cursor(board, "turns") is None


def test_a_new_journal_on_the_same_device_is_another_board(store: Store):
    first = store.board("e660", "abcd", "kitchen")
    second = store.board("e660", "ffff", "kitchen")
    store.add_records(first, RECORDS)
    assert list(store.records(second)) == []
    assert store.boards() == [first, second]
    assert store.board("e660", "abcd", "kitchen") == first


def test_everything_is_there_after_closing_and_opening_again(tmp_path: Path):
    path = tmp_path / "store.sqlite3"
    store = Store(path)
    board = store.board("e660", "abcd", "virtual")
    with store.transaction():
        store.add_records(board, RECORDS)
        store.add_config(board, 0xFEDCBA98, "{}")
        store.set_cursor(board, "turns", Cursor(2, 96, 5))
    store.close()
    store = Store(path)
    assert len(list(store.records(board))) == len(RECORDS)
    assert store.cursor(board, "turns") == Cursor(2, 96, 5)
    assert store.config_text(board, 0xFEDCBA98) == "{}"
    assert store.config_text(board, 1) is None
    store.close()


def foreign_text(path: Path) -> None:
    path.write_text("timestamp,powerP\n" * 100)


def foreign_database(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE photo (id INTEGER)")
    database.commit()
    database.close()


def newer_schema(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.commit()
    database.close()


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (foreign_text, "cannot be used as a store"),
        (foreign_database, "is not a store of Nethour"),
        (newer_schema, "version 99"),
        (a_folder, "cannot be used as a store"),
    ],
)
def test_a_file_that_is_no_store_is_refused_by_name_and_left_alone(tmp_path: Path, make, says: str):
    path = tmp_path / "other.sqlite3"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=says) as refused:
        Store(path)
    assert "other.sqlite3" in str(refused.value)
    assert "\n" not in str(refused.value)
    if before is not None:
        assert path.read_bytes() == before


def test_a_store_of_an_older_schema_is_brought_up_to_date_and_keeps_what_it_has(tmp_path: Path):
    path = tmp_path / "old.sqlite3"
    store = Store(path)
    board = store.board("e660", "abcd", "virtual")
    store.add_records(board, RECORDS[:4])
    store.close()
    database = sqlite3.connect(path)
    database.execute("DROP TABLE input")
    database.execute("PRAGMA user_version = 1")
    database.commit()
    database.close()
    store = Store(path)
    store.add_records(board, RECORDS)
    assert [facts(record) for record in store.records(board)] == [facts(record) for record in RECORDS]
    store.close()
