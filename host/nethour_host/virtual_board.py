"""A board without hardware: real MicroPython behind a pseudo-terminal, for mpremote and for tests.

`python -m nethour_host.virtual_board DIRECTORY [--speed N]` starts one to try by hand.
What it emulates, and what not, is told in boards/virtual/README.md.
"""

import argparse
import fcntl
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from nethour_host import resources
from nethour_host.errors import BoardBusy, BoardNotResponding, HostError
from nethour_host.virtual.cable import Cable
from nethour_host.virtual.chip import Chip
from nethour_host.virtual.clock import VirtualClock, wall_at_s
from nethour_host.virtual.relay import Relay

_START_WITHIN_S = 30.0


class VirtualBoard:
    """A running board. Its files are in DIRECTORY/flash and outlive it.

    directory: made when missing; one board at a time.
    start_at_s: time of its clock at the start [s since 2020-01-01 UTC]; the host's clock when None.
    speed: seconds of the board in one second of the wall, >= 1.
    heap_kib: memory for Python objects [KiB]; those of a desktop are up to twice as large as a chip's.
    Raises BoardBusy, BoardNotResponding, ToolMissing.
    """

    def __init__(
        self, directory: Path | str, *, start_at_s: int | None = None, speed: int = 1, heap_kib: int = 192
    ) -> None:
        if speed < 1:
            raise HostError(f"the virtual board's speed is {speed}; give a whole number from 1 on")
        self.directory = Path(directory).resolve()
        self.flash = self.directory / "flash"
        self.flash.mkdir(parents=True, exist_ok=True)
        self._lock_fd = self._lock()
        try:
            self.clock_path = self.directory / "clock"
            self.clock = VirtualClock(self.clock_path, wall_at_s() if start_at_s is None else start_at_s, speed)
            rom = resources.board("virtual").directory / "rom"
            self._chip = Chip(self.flash, rom, self.clock, self._unique_id(), heap_kib)
        except BaseException:
            os.close(self._lock_fd)
            raise
        self._cable = Cable(self.directory / "port")
        self._relay = Relay(self._chip, self._cable, self.clock)
        self._relay.start()
        self._relay.call(self._cable.plug)
        self._relay.call(self._relay.hard_reset)
        self._wait_until_started()

    @property
    def port(self) -> str:
        """What mpremote and pyserial open; the same after unplug() and plug()."""
        return str(self._cable.port)

    @property
    def pid(self) -> int:
        """Of the MicroPython process; another after each reset."""
        return self._chip.pid

    def unplug(self) -> None:
        """Pull the cable: the port vanishes, the board runs on."""
        self._relay.call(self._cable.unplug)

    def plug(self) -> None:
        """Plug the cable in again."""
        self._relay.call(self._cable.plug)

    def power_cut(self) -> None:
        """Take the power away and give it back: what is on the flash stays, the clock goes on."""
        self._relay.call(self._relay.hard_reset)

    def close(self) -> None:
        """End the board; no process is left."""
        if self._lock_fd < 0:
            return
        self._relay.stop()
        self.clock.close()
        os.close(self._lock_fd)
        self._lock_fd = -1

    def __enter__(self) -> "VirtualBoard":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lock(self) -> int:
        descriptor = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise BoardBusy(
                f"another virtual board runs in {self.directory}; close it or choose another directory"
            ) from None
        return descriptor

    def _unique_id(self) -> bytes:
        path = self.directory / "unique_id"
        if not path.exists():
            path.write_text(secrets.token_hex(8))
        return bytes.fromhex(path.read_text())

    def _wait_until_started(self) -> None:
        deadline_s = time.monotonic() + _START_WITHIN_S
        while not self.clock.has_started():
            if self._relay.failure is not None or time.monotonic() > deadline_s:
                failure = self._relay.failure or f"nothing within {_START_WITHIN_S:.0f} s"
                self.close()
                raise BoardNotResponding(f"MicroPython does not start on the virtual board: {failure}")
            time.sleep(0.005)


def main() -> int:
    """Run a virtual board until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="nethour_host.virtual_board", description=main.__doc__)
    parser.add_argument("directory", type=Path, help="where its files are")
    parser.add_argument("--speed", type=int, default=1, help="board seconds in one second")
    arguments = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with VirtualBoard(arguments.directory, speed=arguments.speed) as board:
            print(board.port, flush=True)
            print(f"try: mpremote connect {board.port} resume repl   (Ctrl-C here ends it)", file=sys.stderr)
            stopped.wait()
    except HostError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
