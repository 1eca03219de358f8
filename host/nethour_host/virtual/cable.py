"""The cable between host and virtual board: a pseudo-terminal under a name of its own."""

import os
import select
from pathlib import Path

from nethour_host.virtual import terminal


class Cable:
    """Plugged in, `port` leads to a pseudo-terminal that mpremote and pyserial open like a serial port.

    The name is a link because mpremote treats names below /dev/pts in a way of its own, and so that
    it stays the same when the cable is plugged in again.
    """

    def __init__(self, port: Path) -> None:
        self.port = port
        self.master = -1

    def plug(self) -> None:
        if self.master >= 0:
            return
        self.master, path = terminal.open_pair()
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(path)

    def unplug(self) -> None:
        """The port vanishes; who has it open sees it hang up."""
        if self.master < 0:
            return
        self.port.unlink(missing_ok=True)
        os.close(self.master)
        self.master = -1

    def is_open(self) -> bool:
        """Whether a program has the port open."""
        if self.master < 0:
            return False
        poll = select.poll()
        poll.register(self.master, 0)
        return not any(event & select.POLLHUP for _, event in poll.poll(0))

    def read(self) -> bytes:
        """What programs wrote, also one that has closed the port since."""
        return b"" if self.master < 0 else terminal.read_some(self.master)

    def write(self, data: bytes) -> int:
        """How many bytes were taken; 0 when the other side does not read."""
        return 0 if self.master < 0 else terminal.write_some(self.master, data)
