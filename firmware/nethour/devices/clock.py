"""The board's time: wrapping ticks turned into seconds since 2020, and waiting in that time."""

import asyncio

from nethour.devices.aio import sleep_ms, wait_for_ms


class Clock:
    """Monotonic board time, from the real-time clock's value at the start and the ticks since.

    ticks_ms, ticks_diff  the board's ticks; they may wrap, if now_s() is called within half a wrap (six days)
    rtc_at_s              seconds since 2020-01-01 UTC, or None while the real-time clock is not set
    speed                 board seconds per second of the wall; more than 1 only on a virtual board
    """

    def __init__(self, ticks_ms, ticks_diff, rtc_at_s, speed: int = 1):
        self._ticks_ms = ticks_ms
        self._ticks_diff = ticks_diff
        self._rtc_at_s = rtc_at_s
        self._speed = speed
        self._tick = ticks_ms()
        self._at_s = 0
        self._ms = 0
        self.is_set = False
        self.try_set()

    def try_set(self) -> bool:
        """Take the real-time clock's value, once it has one. Returns whether the clock is set."""
        if not self.is_set:
            at_s = self._rtc_at_s()
            if at_s is not None:
                self._at_s = at_s
                self._ms = 0
                self._tick = self._ticks_ms()
                self.is_set = True
        return self.is_set

    def now_s(self) -> int:
        """Now [s since 2020, whole]; while the clock is not set, seconds since the start."""
        # Seconds and milliseconds are kept apart: milliseconds since 2020 would not fit a board's small int.
        tick = self._ticks_ms()
        passed_ms = self._ticks_diff(tick, self._tick)
        if passed_ms > 0:
            self._tick = tick
            passed_ms += self._ms
            self._at_s += passed_ms // 1000
            self._ms = passed_ms % 1000
        return self._at_s

    async def sleep_ms(self, duration_ms: int) -> None:
        """Pause the task for so much of the board's time [ms]."""
        await sleep_ms(-(-duration_ms // self._speed))

    async def wait_at_most_ms(self, awaitable, limit_ms: int) -> bool:
        """Wait for `awaitable`, given up after so much of the board's time [ms]. Returns whether it was in time."""
        try:
            await wait_for_ms(awaitable, -(-limit_ms // self._speed))
            return True
        except asyncio.TimeoutError:
            return False

    async def next_turn(self, turn_s: int) -> int:
        """Wait for the next multiple of `turn_s` and return it [s since 2020].

        Turns stay on the edges of settlement periods. A turn that took too long makes the next one be skipped.
        """
        now_s = self.now_s()
        due_s = now_s - now_s % turn_s + turn_s
        while now_s < due_s:
            await self.sleep_ms((due_s - now_s) * 1000 - self._ms)
            now_s = self.now_s()
        return due_s
