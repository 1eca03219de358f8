"""Journals every turn in RAM and flushes it to flash apart from the control loop."""

import asyncio

_SWITCHING_FLUSH_S = 60


class JournalTask:
    """Keeps what each turn saw and decided.

    ring      JournalRing
    flush_s   longest time that a record waits in RAM [s]; after a switching it is at most a minute
    on_flush  called with each flush, for what else belongs on flash; None for nothing
    """

    def __init__(self, ring, flush_s: int, log, on_flush=None):
        self.ring = ring
        self._flush_s = flush_s
        self._log = log
        self._on_flush = on_flush
        self._wanted = asyncio.Event()
        self._flushed_at_s = 0
        self._switching_count = 0
        self._is_failed = False

    def begin(self, now_s: int, boot_count: int, loads: list) -> None:
        """Journal this start."""
        self.ring.add_boot(now_s, boot_count, loads)
        self._flushed_at_s = now_s

    def add(self, now_s: int, reading, controller) -> None:
        """Journal a turn; the flash is not touched here."""
        self.ring.add_turn(now_s, reading, controller.net_ws, controller.loads)
        switching_count = 0
        for load in controller.loads:
            switching_count += load.switching_count
        due_s = self._flush_s if switching_count == self._switching_count else min(self._flush_s, _SWITCHING_FLUSH_S)
        if not 0 <= now_s - self._flushed_at_s < due_s:
            self._flushed_at_s = now_s
            self._switching_count = switching_count
            self._wanted.set()

    def add_input(self, now_s: int, given: tuple, controller) -> None:
        """Journal an input, before the turn that it is for."""
        self.ring.add_input(now_s, given, controller.loads)

    def flush(self) -> None:
        """Write what waits; what goes wrong is told once."""
        is_fine = self.ring.flush()
        if self._on_flush is not None:
            self._on_flush()
        if is_fine == self._is_failed:
            self._is_failed = not is_fine
            self._log.tell("the journal is written again" if is_fine else "the journal cannot be written: flash full?")

    async def run(self) -> None:
        """Flush when it is due, for ever."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            self.flush()
