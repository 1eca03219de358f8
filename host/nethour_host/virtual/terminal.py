"""Small facts about pseudo-terminals, shared by the chip's and the cable's."""

import fcntl
import os
import struct
import termios

_INPUT, _OUTPUT, _CONTROL, _LOCAL, _CHARACTERS = 0, 1, 2, 3, 6


def open_pair() -> tuple[int, str]:
    """A new pseudo-terminal: our end, not blocking, and the path of the other end."""
    ours, other = os.openpty()
    path = os.ttyname(other)
    set_plain(other)
    os.close(other)
    os.set_blocking(ours, False)
    return ours, path


def set_plain(descriptor: int, *, interrupts: bool = False) -> None:
    """Every byte passes as it is; with interrupts, Ctrl-C becomes SIGINT and nothing is flushed."""
    attributes = termios.tcgetattr(descriptor)
    attributes[_INPUT] = 0
    attributes[_OUTPUT] = 0
    attributes[_CONTROL] |= termios.CS8 | termios.CREAD
    attributes[_LOCAL] = termios.ISIG | termios.NOFLSH if interrupts else 0
    for key in (termios.VQUIT, termios.VSUSP, termios.VEOF, termios.VSTART, termios.VSTOP):
        attributes[_CHARACTERS][key] = b"\0"
    attributes[_CHARACTERS][termios.VMIN] = 1
    attributes[_CHARACTERS][termios.VTIME] = 0
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)


def interrupts(descriptor: int) -> bool:
    """Whether Ctrl-C becomes a signal (a program runs) rather than a byte (the REPL reads)."""
    return bool(termios.tcgetattr(descriptor)[_LOCAL] & termios.ISIG)


def unread_count(descriptor: int) -> int:
    """Bytes that wait to be read at this end."""
    answer = fcntl.ioctl(descriptor, termios.FIONREAD, b"\0" * 4)
    return int(struct.unpack("i", answer)[0])


def read_some(descriptor: int, count: int = 4096) -> bytes:
    """What there is, up to count bytes; b"" when there is nothing."""
    try:
        return os.read(descriptor, count)
    except OSError:  # nothing now, or nobody at the other end
        return b""


def write_some(descriptor: int, data: bytes) -> int:
    """How many bytes of data were taken; 0 when the terminal is full or nobody is there."""
    try:
        return os.write(descriptor, data)
    except OSError:
        return 0
