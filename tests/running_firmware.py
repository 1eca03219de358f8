"""The whole firmware on a virtual board, as a deploy leaves it, with a served house at its buses."""

from pathlib import Path
from typing import Any

from nethour import wire
from nethour.journal import Record
from nethour_host import resources
from nethour_host.board_link import BoardLink
from nethour_host.pull import pull
from nethour_host.store import Store
from nethour_host.virtual_board import VirtualBoard
from served_house import ServedHouse
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
