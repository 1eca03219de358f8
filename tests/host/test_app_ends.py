"""However the firmware ends, or cannot begin, the loads are safe and the console says why."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nethour import journal, wire
from nethour_host.virtual_board import VirtualBoard
from running_firmware import (
    BOTH_OFF,
    BOTH_ON,
    NOON_AT_S,
    SPEED,
    asks,
    break_after_some_calls,
    config_of,
    install,
    journal_of,
    loads_of,
)
from served_house import ServedHouse
from virtual_boards import Port, until


@pytest.fixture
def board(directory: Path) -> Iterator[VirtualBoard]:
    with VirtualBoard(directory, start_at_s=NOON_AT_S, speed=SPEED) as made:
        yield made


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
