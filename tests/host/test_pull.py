"""Pulling: everything once, whatever is cut in between; what is gone or damaged is told, never invented.

The board runs the real firmware at 2,000 times the wall clock without a meter: every turn is journaled all the same.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nethour import journal
from nethour.journal import HEADER_SIZE
from nethour_host import resources
from nethour_host.board_link import BoardLink
from nethour_host.errors import BoardBusy, BoardNotFound, BoardNotResponding, JournalDamaged
from nethour_host.pull import Pulled, pull
from nethour_host.store import Store
from nethour_host.virtual_board import VirtualBoard
from nethour_sim.replay import replay
from virtual_boards import until

SPEED = 2000
RECORD_SIZE = journal.record_size(1)
CONFIG = json.dumps(
    {
        "version": 1,
        "strategy": {"name": "time_to_consume"},
        "buses": [{"name": "house", "kind": "modbus_tcp", "host": "127.0.0.1", "port": 9, "timeout_ms": 10}],
        "meter": {"profile": "eastron_sdm630", "bus": "house"},
        "journal": {"turns_kib": 128},
        "loads": [
            {
                "name": "heater",
                "rated_power_w": 750,
                "relay": {"kind": "modbus_coil", "bus": "house", "unit": 2, "coil": 0},
            }
        ],
    }
)


def start(directory: Path) -> VirtualBoard:
    """A board on which the firmware runs."""
    flash = directory / "flash"
    files = resources.firmware_files() | {
        "/board.py": resources.board("virtual").module,
        "/main.py": resources.main_file(),
    }
    for name, source in files.items():
        target = flash / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (flash / "config.json").write_text(CONFIG)
    board = VirtualBoard(directory, start_at_s=200_000_000, speed=SPEED)
    until(lambda: answers(board))
    return board


def answers(board: VirtualBoard) -> bool:
    with BoardLink(board.port) as link:
        try:
            link.identity()
        except BoardNotResponding:
            return False
    return True


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualBoard]:
    """A board whose firmware runs, shared by these tests: none of them may change its journal."""
    with start(tmp_path_factory.mktemp("board")) as board:
        yield board


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.sqlite3")
    yield store
    store.close()


def pull_flushed(port: str, store: Store) -> Pulled:
    with BoardLink(port) as link:
        link.ask("flush")
        return pull(link, store)


def segments(board: VirtualBoard) -> list[Path]:
    return sorted((board.flash / "journal" / "turns").glob("*.nhj"))


def sequence(store: Store, pulled: Pulled) -> list[int]:
    return [record.seq for record in store.records(pulled.board)]


def test_a_second_pull_brings_only_what_is_new(board: VirtualBoard, store: Store):
    first = pull_flushed(board.port, store)
    grown = board.clock.at_s() + 2000
    until(lambda: board.clock.at_s() > grown)
    second = pull_flushed(board.port, store)
    assert first.record_count > 0
    assert second.record_count > 0
    numbers = sequence(store, second)
    assert numbers == list(range(numbers[0], numbers[0] + first.record_count + second.record_count))


def test_what_was_pulled_replays_with_the_configuration_that_came_along(board: VirtualBoard, store: Store):
    pulled = pull_flushed(board.port, store)
    outcome = replay(store.records(pulled.board), lambda crc: store.config_text(pulled.board, crc))
    assert outcome.is_identical
    assert outcome.turn_count + outcome.boot_count == pulled.record_count


class Interrupted(Exception):
    pass


def test_a_pull_cut_at_any_commit_goes_on_without_loss_or_double(board: VirtualBoard, store: Store, monkeypatch):
    monkeypatch.setattr("nethour_host.pull._COMMIT_BYTES", 1024)
    grown = board.clock.at_s() + 6000
    until(lambda: board.clock.at_s() > grown)

    def cut(done: int, total: int) -> None:
        raise Interrupted

    cuts = 0
    while cuts < 3:
        with BoardLink(board.port) as link:
            link.ask("flush")
            with pytest.raises(Interrupted):
                pull(link, store, cut)
        cuts += 1
    last = pull_flushed(board.port, store)
    numbers = sequence(store, last)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert last.lost_count == last.damaged_count == 0


def test_a_cable_pulled_in_the_middle_is_one_sentence_and_the_next_pull_completes(tmp_path: Path, store: Store):
    with start(tmp_path / "board") as board:
        grown = board.clock.at_s() + 6000
        until(lambda: board.clock.at_s() > grown)
        with BoardLink(board.port) as link:
            link.ask("flush")
            board.unplug()
            with pytest.raises((BoardNotFound, BoardNotResponding)) as lost:
                pull(link, store)
        assert "\n" not in str(lost.value)
        with pytest.raises(BoardNotFound, match="plugged in"):
            BoardLink(board.port)
        board.plug()
        pulled = pull_flushed(board.port, store)
    numbers = sequence(store, pulled)
    assert len(numbers) > 6000 // 60
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_a_port_that_another_program_holds_is_told(board: VirtualBoard):
    with BoardLink(board.port), pytest.raises(BoardBusy, match="another program"):
        BoardLink(board.port)


class TestDamage:
    """On the flash of a board of its own, which is stopped and started around it."""

    @pytest.fixture
    def board(self, tmp_path: Path) -> Iterator[VirtualBoard]:
        with start(tmp_path / "board") as board:
            until(lambda: len(segments(board)) >= 2)
            yield board

    def restart(self, board: VirtualBoard) -> None:
        board.power_cut()
        until(lambda: answers(board))

    def test_a_flipped_bit_costs_its_record_and_is_told(self, board: VirtualBoard, store: Store):
        path = segments(board)[0]
        data = bytearray(path.read_bytes())
        data[HEADER_SIZE + 10 * RECORD_SIZE + 5] ^= 0x10
        path.write_bytes(data)
        self.restart(board)
        pulled = pull_flushed(board.port, store)
        assert (pulled.damaged_count, pulled.lost_count) == (1, 0)
        assert any("checksum" in note for note in pulled.notes)
        numbers = sequence(store, pulled)
        assert sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers)) == [numbers[0] + 10]

    def test_what_the_ring_overwrote_before_it_was_pulled_is_counted_to_the_record(
        self, board: VirtualBoard, store: Store
    ):
        first = pull_flushed(board.port, store)
        last_seq = sequence(store, first)[-1]
        newest = segments(board)[-1].name
        until(lambda: segments(board)[0].name > newest)
        second = pull_flushed(board.port, store)
        numbers = sequence(store, second)
        missing = set(range(numbers[0], numbers[-1] + 1)) - set(numbers)
        assert second.lost_count == len(missing) > 0
        assert min(missing) == last_seq + 1

    def test_a_foreign_file_in_its_place_is_refused_by_number(self, board: VirtualBoard, store: Store):
        segments(board)[0].write_bytes(b"timestamp,powerP\n" * 100)
        self.restart(board)
        with pytest.raises(JournalDamaged, match=r"segment 1 .*NHJ1"):
            pull_flushed(board.port, store)
