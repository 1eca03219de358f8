"""Decides when the virtual board's watchdog bites."""

import time

# The host may sleep or be busy; that is not the board's fault.
_LONGEST_STEP_S = 0.25


class Watchdog:
    """Counts wall time since the last feed, as far as this process was awake to see it."""

    def __init__(self) -> None:
        self._feed_count = 0
        self._unfed_s = 0.0
        self._last_s = time.monotonic()

    def bites(self, timeout_ms: int, feed_count: int) -> bool:
        """Whether timeout_ms [ms, 0: not armed] have passed since feed_count last changed."""
        now_s = time.monotonic()
        step_s = min(now_s - self._last_s, _LONGEST_STEP_S)
        self._last_s = now_s
        if feed_count != self._feed_count or timeout_ms == 0:
            self._feed_count = feed_count
            self._unfed_s = 0.0
            return False
        self._unfed_s += step_s
        return self._unfed_s * 1000 > timeout_ms
