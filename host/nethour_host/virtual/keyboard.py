"""What the host types, handed to MicroPython so that none of it is lost.

A chip keeps what arrives while it is busy, and Ctrl-C interrupts it always. MicroPython on a desktop
throws away what is unread whenever it changes the mode of its terminal (TCSAFLUSH), and does not see
Ctrl-C as a signal while it runs what the raw REPL received. So after each byte that may cause such a
change, what follows waits until MicroPython has taken it and sleeps again.
"""

import time

from nethour_host.virtual import terminal
from nethour_host.virtual.chip import Chip

_CTRL_C = 3
_RAW_CONTROLS = b"\x01\x02\x03\x04\x05"
_FRIENDLY_CONTROLS = _RAW_CONTROLS + b"\r\n"

# The kernel hands a byte over a little after the write; sooner, "nothing unread" proves nothing.
_HANDOVER_S = 0.002
_SETTLE_S = 0.05
_INTERRUPT_AFTER_S = 0.05
_INTERRUPT_AFTER_CPU_TICKS = 2
_PROMPT_WITHIN_S = 1.0


class Keyboard:
    """A queue of bytes for the chip, with a gate."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        self._pending = bytearray()
        self._waits_for = ""
        self._since_s = 0.0
        self._sleep_count = 0
        self._cpu_ticks = 0

    def push(self, data: bytes) -> None:
        self._pending += data

    def has_pending(self) -> bool:
        return bool(self._pending) or self._waits_for == "interrupt"

    def clear(self) -> None:
        """A hard reset: nothing typed before survives."""
        self._pending.clear()
        self._waits_for = ""

    def wait_for_boot(self) -> None:
        """Hold everything until has_booted(): before, MicroPython would not notice Ctrl-C."""
        self._wait_for("boot", is_noted=True)

    def has_booted(self) -> None:
        self._waits_for = ""

    def pump(self, is_raw: bool) -> None:
        """Write what may be written now; is_raw: the raw REPL, where lines end nothing."""
        while (self._waits_for == "" or self._may_go_on()) and self._pending:
            runs_program = self._chip.runs_program()
            controls = b"\x03" if runs_program else _RAW_CONTROLS if is_raw else _FRIENDLY_CONTROLS
            end = next((i + 1 for i, byte in enumerate(self._pending) if byte in controls), None)
            part = bytes(self._pending[:end])
            _, self._sleep_count, self._cpu_ticks = self._chip.activity()
            taken = terminal.write_some(self._chip.master, part)
            del self._pending[:taken]
            if taken < len(part):
                return
            if part[-1] == _CTRL_C:
                self._wait_for("prompt" if runs_program else "interrupt", is_noted=True)
            elif part[-1] in controls:
                self._wait_for("settle", is_noted=True)

    def _wait_for(self, what: str, *, is_noted: bool = False) -> None:
        self._waits_for = what
        self._since_s = time.monotonic()
        if not is_noted:
            _, self._sleep_count, self._cpu_ticks = self._chip.activity()

    def _may_go_on(self) -> bool:
        waited_s = time.monotonic() - self._since_s
        if self._waits_for == "boot":
            is_over = False
        elif self._waits_for == "prompt":
            is_over = waited_s > _PROMPT_WITHIN_S
            if not self._chip.runs_program():
                self._wait_for("settle")
        elif self._waits_for == "interrupt":
            is_over = self._interrupted(waited_s)
        else:
            is_over = waited_s > _SETTLE_S or (waited_s > _HANDOVER_S and self._has_settled())
        if is_over:
            self._waits_for = ""
        return is_over

    def _has_settled(self) -> bool:
        is_asleep, sleep_count, _ = self._chip.activity()
        return is_asleep and sleep_count > self._sleep_count and self._chip.unread_count() == 0

    def _interrupted(self, waited_s: float) -> bool:
        if waited_s < _HANDOVER_S:
            return False
        if self._chip.unread_count() == 0:
            return self._has_settled() or waited_s > _SETTLE_S
        is_asleep, _, cpu_ticks = self._chip.activity()
        is_deaf = is_asleep or cpu_ticks - self._cpu_ticks >= _INTERRUPT_AFTER_CPU_TICKS
        if waited_s > _INTERRUPT_AFTER_S and is_deaf:
            unread = self._chip.take_unread()
            self._pending[:0] = unread.replace(b"\x03", b"")
            self._chip.interrupt()
            self._wait_for("settle")
        return False
