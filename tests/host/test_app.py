"""The whole firmware on a virtual board, with a meter and relays that pymodbus serves."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient

from nethour import journal, wire
from nethour.control.reason import NAMES
from nethour.journal import Record
from nethour_host import resources
from nethour_host.board_link import BoardLink
from nethour_host.pull import pull
from nethour_host.store import Store
from nethour_host.virtual_board import VirtualBoard
from served_house import RELAY_UNIT, ServedHouse, served_house
from virtual_boards import Port, until

SPEED = 100
NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
BOTH_ON = [True, True]
BOTH_OFF = [False, False]


def config_of(port: int, **changes: Any) -> dict[str, Any]:
    loads = [
        {
            "name": name,
            "rated_power_w": power_w,
            "min_on_s": 0,
            "min_off_s": 0,
            "relay": {"kind": "modbus_coil", "bus": "house", "unit": 2, "coil": coil},
        }
        for coil, (name, power_w) in enumerate({"heater": 750, "pump": 1000}.items())
    ]
    return {
        "version": 1,
        "stale_after_s": 60,
        "strategy": {"name": "time_to_consume"},
        "buses": [{"name": "house", "kind": "modbus_tcp", "host": "127.0.0.1", "port": port, "timeout_ms": 100}],
        "meter": {"profile": "eastron_sdm630", "bus": "house", "unit": 1},
        "loads": loads,
    } | changes


def install(board: VirtualBoard, config_text: str | None) -> None:
    """The firmware as a deploy leaves it; it starts with the next boot."""
    files = resources.firmware_files() | {
        "/board.py": resources.board("virtual").module,
        "/main.py": resources.main_file(),
    }
    for name, source in files.items():
        target = board.flash / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    if config_text is not None:
        (board.flash / "config.json").write_text(config_text)


@pytest.fixture
def house() -> Iterator[ServedHouse]:
    with served_house() as made:
        yield made


@pytest.fixture
def board(directory: Path) -> Iterator[VirtualBoard]:
    with VirtualBoard(directory, start_at_s=NOON_AT_S, speed=SPEED) as made:
        yield made


@pytest.fixture
def running(board: VirtualBoard, house: ServedHouse) -> VirtualBoard:
    """A board that controls the house; the sun shines."""
    house.power_w = -3000.0
    install(board, json.dumps(config_of(house.port)))
    board.power_cut()
    return board


def break_after_some_calls(source: Path, method: str, of: str = "_unit") -> None:
    """Give a driver on the board a bug: `method` divides by zero from the 20th call on."""
    lines = source.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if method in line)
    lines.insert(at, "    calls = 0")
    body = next(number for number in range(at + 2, len(lines)) if lines[number].endswith('"""')) + 1
    lines.insert(body, f"        self.calls += bool(self.{of})\n        1 // (self.calls < 20)")
    source.write_text("\n".join(lines))


def loads_of(house: ServedHouse) -> list[bool]:
    return house.coils[:2]


def journal_of(board: VirtualBoard, directory: Path) -> list[Record]:
    """What a pull brings."""
    store = Store(directory / "store.sqlite3")
    try:
        with BoardLink(board.port) as link:
            link.ask("flush")
            pulled = pull(link, store)
        assert pulled.damaged_count == pulled.lost_count == 0
        return list(store.records(pulled.board))
    finally:
        store.close()


def reasons(record: Record) -> list[str]:
    return [NAMES[code] for _, code in record.loads]


def asks(port: Port, command: str) -> bytes:
    """The payload of the reply, whatever stands before it; what follows is left to be read."""
    port.write(wire.encode_request(command))
    received = bytearray(port.seen)
    found: list[bytes] = []

    def has_come() -> bool:
        received.extend(port.serial.read(4096))
        reply = wire.decode_reply(received)
        if reply is not None and reply[0] == wire.request_tag(command):
            found.append(reply[2])
        return bool(found)

    until(has_come)
    port.seen = bytes(received)
    return found[0]


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


class TestEnd:
    def test_stop_leaves_loads_off_and_the_journal_whole(
        self, running: VirtualBoard, house: ServedHouse, tmp_path: Path
    ) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        with Port(running) as port:
            assert asks(port, "stop") == b""
            port.reads(b">>> ")
        assert loads_of(house) == BOTH_OFF
        running.power_cut()
        records = journal_of(running, tmp_path)
        boots = [record for record in records if record.kind == journal.BOOT]
        assert [record.boot_count for record in boots] == [1, 2]
        assert [record.seq for record in records] == list(range(1, len(records) + 1))
        last_turn = records[records.index(boots[1]) - 1]
        assert [is_on for is_on, _ in last_turn.loads] == BOTH_ON

    def test_a_power_cut_costs_no_flushed_record(
        self, running: VirtualBoard, house: ServedHouse, tmp_path: Path
    ) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        before = journal_of(running, tmp_path)
        running.power_cut()
        after = journal_of(running, tmp_path)
        assert [record.seq for record in after] == list(range(1, len(after) + 1))
        assert [record.at_s for record in after[: len(before)]] == [record.at_s for record in before]
        assert [record.boot_count for record in after if record.kind == journal.BOOT] == [1, 2]

    def test_ctrl_c_leaves_loads_off(self, running: VirtualBoard, house: ServedHouse) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        with Port(running) as port:
            port.write(b"\x03\x03")
            told = port.reads(b">>> ")
        assert loads_of(house) == BOTH_OFF
        assert b"interrupted: all loads are in their safe state" in told
        assert b"Traceback" not in told

    def test_a_meter_that_hangs_does_not_keep_the_end_waiting(self, running: VirtualBoard, house: ServedHouse) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        with Port(running) as port:
            house.meter = "silent"
            port.write(wire.encode_request("stop"))
            port.reads(b"stopped: all loads are in their safe state")
        assert loads_of(house) == BOTH_OFF

    def test_relays_that_hang_are_told(self, running: VirtualBoard, house: ServedHouse) -> None:
        until(lambda: loads_of(house) == BOTH_ON)
        with Port(running) as port:
            house.relays = "silent"
            port.write(wire.encode_request("stop"))
            port.reads(b"load heater: its relay fails: bus house")
            port.reads(b"stopped: NOT all loads are in their safe state")
            port.reads(b">>> ")

    def test_a_bug_leaves_loads_off_and_starts_the_board_again(self, board: VirtualBoard, house: ServedHouse) -> None:
        house.power_w = -3000.0
        install(board, json.dumps(config_of(house.port)))
        break_after_some_calls(board.flash / "nethour/devices/meters/reader.py", "async def read(self, now_s")
        with Port(board) as port:
            board.power_cut()
            port.reads(b"a bug in meter: ZeroDivisionError")
            port.reads(b"failed: all loads are in their safe state")
            assert loads_of(house) == BOTH_OFF
            port.reads(b"Traceback")
            port.reads(b"start 2")

    def test_a_bug_in_one_relay_leaves_the_others_off(self, board: VirtualBoard, house: ServedHouse) -> None:
        house.power_w = -3000.0
        install(board, json.dumps(config_of(house.port)))
        break_after_some_calls(
            board.flash / "nethour/devices/loads/modbus_coil.py", "async def set(self", of="_coil == 0"
        )
        with Port(board) as port:
            board.power_cut()
            port.reads(b"a bug in relays: ZeroDivisionError")
            port.reads(b"failed: NOT all loads are in their safe state")
            assert loads_of(house)[1] is False


class TestConfiguration:
    def broken(self, house: ServedHouse) -> str:
        config = config_of(house.port, turn_s=0, colour="red")
        config["loads"][1]["name"] = "heater"
        return json.dumps(config)

    def test_a_broken_one_is_told_and_touches_no_relay(self, board: VirtualBoard, house: ServedHouse) -> None:
        text = self.broken(house)
        house.coils[0] = True
        install(board, text)
        with Port(board) as port:
            board.power_cut()
            told = port.reads(b"nothing is controlled: deploy a config.json without errors").decode()
            assert "config.json: turn_s is 0: give a whole number from 1 to 60" in told
            assert "config.json: colour is not a setting" in told
            assert "Traceback" not in told
            assert json.loads(asks(port, "id"))["config_crc"]
            assert wire.decode_chunk(asks(port, "cf 0 256"))[3] == text.encode()[:256]
            assert b"there is no journal" in asks(port, "ls turns 0")
            asks(port, "stop")
            port.reads(b">>> ")
        assert house.coils[0]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            (None, "config.json: it is missing: deploy one"),
            ("{", "config.json: it is not valid JSON"),
            ("[]", "config.json: it must be one JSON object"),
        ],
    )
    def test_none_and_no_json_are_told(self, text: str | None, sentence: str, board: VirtualBoard) -> None:
        install(board, text)
        with Port(board) as port:
            board.power_cut()
            told = port.reads(b"nothing is controlled").decode()
            assert sentence in told
            assert not re.search("Traceback|Error:", told)

    def test_what_the_board_cannot_offer_is_told(self, board: VirtualBoard, house: ServedHouse) -> None:
        meter = {"profile": "sundial", "bus": "house", "unit": 1}
        install(board, json.dumps(config_of(house.port, meter=meter)))
        with Port(board) as port:
            board.power_cut()
            assert b"config.json: meter.profile: meter profile sundial is not" in port.reads(b"nothing is controlled")
