"""The whole firmware controls a house that pymodbus serves, and answers at its console."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from nethour import journal, wire
from nethour.control.reason import NAMES
from nethour.journal import Record
from nethour_host.board_link import BoardLink
from nethour_host.virtual_board import VirtualBoard
from running_firmware import BOTH_OFF, BOTH_ON, NOON_AT_S, SPEED, asks, journal_of, loads_of
from served_house import RELAY_UNIT, ServedHouse
from virtual_boards import Port, until


@pytest.fixture
def board(directory: Path) -> Iterator[VirtualBoard]:
    with VirtualBoard(directory, start_at_s=NOON_AT_S, speed=SPEED) as made:
        yield made


def reasons(record: Record) -> list[str]:
    return [NAMES[code] for _, code in record.loads]


class TestControl:
    def test_surplus_runs_the_loads_and_deficit_ends_it(
        self, running: VirtualBoard, house: ServedHouse, tmp_path: Path
    ) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        house.power_w = 9000.0
        until(lambda: loads_of(house) == BOTH_OFF)
        records = journal_of(running, tmp_path)
        assert records[0].kind == journal.BOOT
        assert [record.seq for record in records] == list(range(1, len(records) + 1))
        turns = records[1:]
        assert all(record.at_s - before.at_s > 0 for before, record in pairwise(turns))
        seen = [record.reading for record in turns if record.reading is not None]
        assert {reading.grid_power_w for reading in seen} == {-3000, 9000}
        assert {(reading.import_wh, reading.export_wh) for reading in seen} == {(1_234_500, 99_000)}
        assert {"no_surplus", "surplus", "running"} <= {reason for record in turns for reason in reasons(record)}

    @pytest.mark.parametrize("mood", ["exception", "silent"])
    def test_a_lost_meter_switches_the_loads_off_until_it_is_back(
        self, mood: str, running: VirtualBoard, house: ServedHouse, tmp_path: Path
    ) -> None:
        with Port(running) as port:
            until(lambda: loads_of(house) == BOTH_ON)
            house.meter = mood
            port.reads(b"the meter is lost: bus house")
            until(lambda: loads_of(house) == BOTH_OFF)
            house.meter = "right"
            told = port.reads(b"the meter answers again")
            assert b"lost" not in told
            until(lambda: loads_of(house) == BOTH_ON)
        turns = [record for record in journal_of(running, tmp_path) if record.kind == journal.TURN]
        stale = [record for record in turns if "stale_meter" in reasons(record)]
        assert stale
        assert all(record.reading is None and not any(is_on for is_on, _ in record.loads) for record in stale)

    def test_a_relay_that_fails_is_told_once_and_set_again(self, running: VirtualBoard, house: ServedHouse) -> None:
        with Port(running) as port:
            until(lambda: loads_of(house) == BOTH_ON)
            house.relays = "exception"
            port.reads(b"load pump: its relay fails: bus house")
            house.power_w = 9000.0
            house.relays = "right"
            told = port.reads(b"load pump: its relay works again")
            assert b"fails" not in told
            until(lambda: loads_of(house) == BOTH_OFF)

    def test_a_coil_that_somebody_else_switches_is_set_again(self, running: VirtualBoard, house: ServedHouse) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        with ModbusTcpClient("127.0.0.1", port=house.port) as other:
            other.write_coil(1, False, device_id=RELAY_UNIT)
        until(lambda: loads_of(house) == BOTH_ON)

    def test_the_watchdog_is_fed(self, running: VirtualBoard, house: ServedHouse) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        timeout_ms, fed_count = running.clock.watchdog()
        assert timeout_ms == 10_000
        until(lambda: running.clock.watchdog()[1] > fed_count + 3)


class TestConsole:
    def test_a_request_is_found_in_noise(self, running: VirtualBoard) -> None:
        with Port(running) as port:
            assert json.loads(asks(port, "id"))["name"] == "virtual"
            port.write(b"\xff\xfe\x00!nh i")
            assert json.loads(asks(port, "id"))["boot_count"] == 1
            port.write(b"x" * 5000 + b"\r\n!nh id 00000000\n!nh\n\n!nh id\n")
            assert json.loads(asks(port, "id"))["version"]

    def test_several_requests_are_answered_in_order(self, running: VirtualBoard) -> None:
        text = (running.flash / "config.json").read_bytes()
        commands = [f"cf {offset} 64" for offset in range(0, len(text), 64)]
        with BoardLink(running.port) as link:
            answers = dict(link.ask_all(commands))
        assert b"".join(wire.decode_chunk(answers[command])[3] for command in commands) == text

    def test_a_refused_command_says_why(self, running: VirtualBoard) -> None:
        with Port(running) as port:
            assert b"not a command of this firmware" in asks(port, "reboot now")
