"""The steps of a boot that are not MicroPython's own on a desktop. See start.py."""

import os
import sys
import termios

import micropython
import virtual_chip

# The host takes it out of the output; it says that nothing but the REPL follows.
_REPL_FOLLOWS = "\x1enethour-repl\x1e"


class _Micropython:
    """The micropython module, with a kbd_intr() that leaves SIGINT handled."""

    def __init__(self):
        self._cooked = None
        for name in dir(micropython):
            if not name.startswith("__"):
                setattr(self, name, getattr(micropython, name))

    def kbd_intr(self, character):
        if character < 0 and self._cooked is None:
            self._cooked = termios.tcgetattr(0)
            termios.setraw(0)
        elif character >= 0 and self._cooked is not None:
            termios.tcsetattr(0, termios.TCSANOW, self._cooked)
            self._cooked = None


def prepare():
    sys.modules["micropython"] = _Micropython()
    virtual_chip.say_started()


def files(what):
    """The files to run: boot.py, and main.py unless only the REPL was asked for."""
    wanted = ("boot.py", "main.py") if what == "main" else ("boot.py",)
    there = os.listdir("/")
    return [name for name in wanted if name in there]


def enter_repl():
    """At the end of the program MicroPython goes on to its REPL."""
    os.putenv("MICROPYINSPECT", "1")
    print(_REPL_FOLLOWS, end="")
