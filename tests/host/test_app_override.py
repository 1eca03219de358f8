"""A user's word reaches the loads of a running board, outlives its power cut, ends by itself, and is replayed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nethour import journal
from nethour.control.reason import NAMES
from nethour_host.board_link import BoardLink
from nethour_host.cli import app
from nethour_host.errors import BoardNotResponding, HostError
from nethour_host.store import Store
from nethour_host.virtual_board import VirtualBoard
from nethour_sim.replay import replay
from running_firmware import BOTH_OFF, NOON_AT_S, SPEED, config_of, install, journal_of, loads_of
from served_house import ServedHouse
from virtual_boards import until


@pytest.fixture
def board(directory: Path) -> Iterator[VirtualBoard]:
    with VirtualBoard(directory, start_at_s=NOON_AT_S, speed=SPEED) as made:
        yield made


@pytest.fixture
def dark(house: ServedHouse, board: VirtualBoard) -> VirtualBoard:
    """A board that controls a house without sun; its meter shows an import that no load of ours explains."""
    house.power_w = 3000.0
    install(board, json.dumps(config_of(house.port)))
    board.power_cut()
    until(lambda: has_started(board))
    return board


def has_started(board: VirtualBoard) -> bool:
    try:
        with BoardLink(board.port) as link:
            return link.identity()["boot_count"] == 1
    except HostError:
        return False


def order(board: VirtualBoard, words: str) -> str:
    with BoardLink(board.port) as link:
        return link.ask(words).decode()


def test_an_order_switches_a_load_and_its_end_gives_it_back(
    dark: VirtualBoard, house: ServedHouse, tmp_path: Path
) -> None:
    until_at_s = dark.clock.at_s() + 120
    assert order(dark, f"ov pump on {until_at_s}") == ""
    until(lambda: loads_of(house) == [False, True])
    until(lambda: loads_of(house) == BOTH_OFF)
    assert dark.clock.at_s() >= until_at_s
    records = journal_of(dark, tmp_path)
    given = [record for record in records if record.kind == journal.INPUT]
    assert [(one.load_index, one.value, one.input_at_s) for one in given] == [(1, 1, until_at_s)]
    assert "forced_on" in {NAMES[record.loads[1][1]] for record in records}
    store = Store(tmp_path / "store.sqlite3")
    try:
        pulled_from = store.boards()[0]
        outcome = replay(store.records(pulled_from), lambda crc: store.config_text(pulled_from, crc))
    finally:
        store.close()
    assert outcome.is_identical


def test_an_order_outlives_a_power_cut_until_it_is_taken_back(
    dark: VirtualBoard, house: ServedHouse, tmp_path: Path
) -> None:
    order(dark, f"ov heater on {NOON_AT_S + 86400}")
    until(lambda: loads_of(house) == [True, False])
    order(dark, "flush")
    dark.power_cut()
    house.coils[0] = False
    until(lambda: loads_of(house) == [True, False])
    assert [record.kind for record in journal_of(dark, tmp_path)].count(journal.BOOT) == 2
    order(dark, "ov heater auto 0")
    until(lambda: loads_of(house) == BOTH_OFF)


def test_an_order_that_cannot_be_is_refused_and_auto_takes_nothing_back(dark: VirtualBoard) -> None:
    needs = "ov needs a load, one of on, off and auto, and until when, in seconds since 2020"
    for words, sentence in (
        ("ov sauna on 9", "there is no load sauna: give one of heater, pump"),
        ("ov heater up 9", needs),
        ("ov heater on", needs),
        ("ov heater on -9", needs),
    ):
        with pytest.raises(BoardNotResponding) as error:
            order(dark, words)
        assert str(error.value).endswith(sentence)
    done = CliRunner().invoke(app, ["override", "heater", "auto", "--port", dark.port])
    assert (done.exit_code, done.output) == (0, "heater: auto\n")
