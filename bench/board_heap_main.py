"""firmware/main.py on a virtual board, which tells beside what is in its heap; see bench/board_heap.py."""

import gc
import sys

gc.threshold(8192)

import board

from nethour.app.run import Firmware

EVERY_TURNS = 120


class Watchdog:
    """Feeds the board's own, and prints the heap in use every so many turns [bytes, right after a collection]."""

    def __init__(self, feed):
        self._feed = feed
        self._turn_count = 0

    def feed(self) -> None:
        self._feed()
        if self._turn_count % EVERY_TURNS == 0:
            before = gc.mem_alloc()
            gc.collect()
            print("heap", self._turn_count, before, gc.mem_alloc(), gc.mem_free())
        self._turn_count += 1


class Board:
    """The board, but for its watchdog."""

    def __init__(self):
        for name in dir(board):
            if name != "watchdog":
                setattr(self, name, getattr(board, name))

    def watchdog(self, timeout_ms: int):
        return Watchdog(board.watchdog(timeout_ms)).feed


Firmware(Board(), sys.stdin, sys.stdout).run()
