"""MicroPython's own machine module of the desktop, with what a chip has besides."""

import os as _os
import sys as _sys

from umachine import *  # noqa: F403

PWRON_RESET = 1


def reset():
    """Hard reset, at once and not to be caught. The host knows it by the signal."""
    _os.system("kill -USR1 $PPID")


def soft_reset():
    _sys.exit()


def reset_cause():
    return PWRON_RESET


def unique_id():
    """Eight bytes, the same for as long as the board's directory exists."""
    text = _os.getenv("NETHOUR_VIRTUAL_UNIQUE_ID")
    return bytes(int(text[i : i + 2], 16) for i in range(0, len(text), 2))


class WDT:
    """Watchdog: resets the board when it is not fed for timeout milliseconds."""

    def __init__(self, id=0, timeout=5000):
        from virtual_chip import watchdog

        self.feed = watchdog(timeout)
