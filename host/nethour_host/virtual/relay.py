"""The thread between cable and chip: carries bytes, and does what a chip's boot ROM does at a reset."""

import os
import queue
import select
import signal
import threading
import time
from collections.abc import Callable

from nethour_host.virtual.cable import Cable
from nethour_host.virtual.chip import Chip
from nethour_host.virtual.clock import VirtualClock
from nethour_host.virtual.keyboard import Keyboard
from nethour_host.virtual.screen import Screen
from nethour_host.virtual.watchdog import Watchdog

_TO_RAW_REPL = b"\x01"
# As much as an operating system keeps for a serial port; then the board waits as a USB board does.
_HOST_BUFFER = 65536
_PATIENCE_S = 0.5
_IDLE_MS = 20
_BUSY_MS = 1
_FAILED_BOOTS = 3
_INTERRUPTED = (1, 130)  # exit status of a boot that Ctrl-C ended, see rom/start.py; older MicroPythons: 1


class Relay(threading.Thread):
    """Owns chip and cable from start() to stop(); other threads ask through call()."""

    def __init__(self, chip: Chip, cable: Cable, clock: VirtualClock) -> None:
        super().__init__(name="virtual board", daemon=True)
        self.failure: str | None = None
        self._chip = chip
        self._cable = cable
        self._clock = clock
        self._keyboard = Keyboard(chip)
        self._screen = Screen()
        self._watchdog = Watchdog()
        self._to_host = bytearray()
        self._took_at_s = 0.0
        self._failed_boots = 0
        self._calls: queue.SimpleQueue[tuple[Callable[[], None], threading.Event]] = queue.SimpleQueue()
        self._wake_out, self._wake_in = os.pipe()
        self._is_stopping = False
        self._is_up = False

    def call(self, function: Callable[[], None]) -> None:
        """Have the thread run function between two bytes; returns when it has."""
        done = threading.Event()
        self._calls.put((function, done))
        os.write(self._wake_in, b"!")
        while not done.wait(0.1) and self.is_alive():
            pass

    def stop(self) -> None:
        """End the thread; chip and cable are closed."""
        if self.is_alive():
            self.call(self._stop)
            self.join()

    def hard_reset(self) -> None:
        """Begin anew with boot.py and main.py, whatever the board did."""
        self._keyboard.clear()
        self._screen.is_raw = False
        self._boot("main", is_hard=True)

    def run(self) -> None:
        try:
            while not self._is_stopping:
                self._wait()
                self._carry()
        finally:
            self._chip.close()
            self._cable.unplug()
            os.close(self._wake_out)
            os.close(self._wake_in)

    def _stop(self) -> None:
        self._is_stopping = True

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._wake_out, select.POLLIN)
        if self._chip.exit_fd >= 0:
            poll.register(self._chip.exit_fd, select.POLLIN)
        if len(self._to_host) < _HOST_BUFFER:
            poll.register(self._chip.master, select.POLLIN)
        if self._cable.is_open():
            wanted = 0 if self._keyboard.has_pending() else select.POLLIN
            poll.register(self._cable.master, wanted | (select.POLLOUT if self._to_host else 0))
        poll.poll(_BUSY_MS if self._keyboard.has_pending() else _IDLE_MS)

    def _carry(self) -> None:
        self._run_calls()
        if self._is_stopping:
            return
        self._from_host()
        self._from_chip()
        self._to_the_host()
        self._look_after_chip()

    def _run_calls(self) -> None:
        while not self._calls.empty():
            function, done = self._calls.get()
            os.read(self._wake_out, 1)
            try:
                function()
            finally:
                done.set()

    def _from_host(self) -> None:
        if not self._keyboard.has_pending():
            self._keyboard.push(self._cable.read())
        self._keyboard.pump(self._screen.is_raw)

    def _from_chip(self) -> None:
        while len(self._to_host) < _HOST_BUFFER:
            try:
                data = os.read(self._chip.master, 4096)
            except OSError:
                return
            passed, is_prompt_swallowed = self._screen.pass_on(data)
            self._to_host += passed
            if is_prompt_swallowed:
                os.write(self._chip.master, _TO_RAW_REPL)
                self._keyboard.has_booted()

    def _to_the_host(self) -> None:
        now_s = time.monotonic()
        if not self._cable.is_open():
            self._to_host.clear()
        elif self._to_host:
            taken = self._cable.write(bytes(self._to_host[:4096]))
            del self._to_host[:taken]
            if taken:
                self._took_at_s = now_s
            elif len(self._to_host) >= _HOST_BUFFER and now_s - self._took_at_s > _PATIENCE_S:
                self._to_host.clear()
        if not self._to_host:
            self._took_at_s = now_s

    def _look_after_chip(self) -> None:
        status = self._chip.exit_status()
        if status is None:
            if not self._is_up and self._clock.has_started():
                self._is_up = True
                if not self._screen.swallows_banner:
                    self._keyboard.has_booted()
            if self._watchdog.bites(*self._clock.watchdog()):
                self.hard_reset()
            return
        self._from_chip()
        if self._has_failed_to_boot():
            return
        if status == -signal.SIGINT or (status in _INTERRUPTED and not self._screen.is_at_repl()):
            # Ctrl-C in a moment in which MicroPython does not listen: the prompt is what was meant.
            self._boot("repl", is_hard=False)
        elif status < 0:
            self.hard_reset()
        else:
            self._to_host += b"MPY: soft reboot\r\n"
            self._boot("repl" if self._screen.is_raw else "main", is_hard=False)

    def _has_failed_to_boot(self) -> bool:
        self._failed_boots = 0 if self._clock.has_started() else self._failed_boots + 1
        if self._failed_boots >= _FAILED_BOOTS:
            said = bytes(self._to_host).decode("utf-8", "replace").strip()
            self.failure = said.splitlines()[-1] if said else "it printed nothing"
            self._is_stopping = True
        return self._is_stopping

    def _boot(self, what: str, *, is_hard: bool) -> None:
        self._is_up = False
        self._screen.begin_boot(swallows_banner=self._screen.is_raw)
        self._keyboard.wait_for_boot()
        self._chip.boot(what, is_hard=is_hard)
