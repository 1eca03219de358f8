"""Virtual boards in tests: a program at the port, files and restarts, and waiting for what must happen."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import serial

from nethour_host import resources
from nethour_host.virtual_board import VirtualBoard

WITHIN_S = 30
REPL = b'Type "help()" for more information.\r\n>>> '
BUSY = "print('busy')\nwhile True:\n    pass\n"
ASYNCIO = """
import asyncio
async def main():
    print('busy')
    while True:
        await asyncio.sleep_ms(1)
asyncio.run(main())
"""


def until(condition: Callable[[], object]) -> None:
    """Wait for condition; a bound this generous is only met by a defect."""
    deadline_s = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline_s, "it did not happen"
        time.sleep(0.01)


def mpremote(board: VirtualBoard, *arguments: object) -> str:
    command = [sys.executable, "-m", "mpremote", "connect", board.port, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Port:
    """A program that has the port open, and all that it has read."""

    def __init__(self, board: VirtualBoard) -> None:
        self.serial = serial.Serial(board.port, timeout=0.02)
        self.seen = b""

    def __enter__(self) -> "Port":
        return self

    def __exit__(self, *_: object) -> None:
        self.serial.close()

    def write(self, data: bytes) -> None:
        self.serial.write(data)

    def reads(self, expected: bytes) -> bytes:
        """Read until expected comes; returns what came before it."""

        def has_come() -> bool:
            self.seen += self.serial.read(4096)
            return expected in self.seen

        until(has_come)
        before, _, self.seen = self.seen.partition(expected)
        return before


def restart(board: VirtualBoard, files: dict[str, str]) -> Port:
    """The port of a board that has just begun to run these files."""
    for name, text in files.items():
        (board.flash / name).write_text(text)
    boot = board.flash / "boot.py"
    (board.flash / "boot_of_test.py").write_text(boot.read_text() if boot.exists() else "")
    boot.write_text("print('restarted')\nexecfile('boot_of_test.py')\n")
    port = Port(board)
    board.power_cut()
    port.reads(b"restarted\n")
    return port


def install_board_module(directory: Path) -> None:
    (directory / "flash" / "board.py").write_bytes(resources.board("virtual").module.read_bytes())


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
