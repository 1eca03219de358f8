"""Composition root: the board's own pins and clock, and the firmware on top. Runs unmodified on every board."""

import gc
import sys

# Compiling leaves holes in a small heap. Collecting often until all is loaded keeps its large pieces whole.
gc.threshold(8192)

import board  # noqa: E402

from nethour.app.run import Firmware  # noqa: E402

Firmware(board, sys.stdin, sys.stdout).run()
