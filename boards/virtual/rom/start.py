"""Runs first, as __main__: makes the desktop's MicroPython look like a board's, then boots.

argv: this file, the host's directory for /, the host's directory for /rom, "main" or "repl".
boot.py and main.py run here, in __main__, as on a board; hence few names and no function.
"""

import os
import sys

import vfs

sys.path[:] = [sys.argv[2]]
from flash import Flash  # noqa: E402

vfs.umount("/")
vfs.mount(Flash(sys.argv[1]), "/")
vfs.mount(vfs.VfsPosix(sys.argv[2]), "/rom", readonly=True)
os.chdir("/")
sys.path[:] = ["", ".frozen", "/lib", "/rom"]

import virtual_boot  # noqa: E402

_file = None
try:
    virtual_boot.prepare()
    for _file in virtual_boot.files(sys.argv[3]):
        try:
            execfile(_file)
        except SystemExit:
            raise
        except BaseException as _error:
            sys.print_exception(_error)
            del _error
except SystemExit:
    # Other statuses are kept for Ctrl-C in the middle of these lines: the host starts the REPL then.
    sys.exit(0)
virtual_boot.enter_repl()
del Flash, _file, os, sys, vfs, virtual_boot
