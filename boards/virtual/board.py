"""Virtual board: a clock that can run faster than the wall, and a watchdog."""

import virtual_chip
from machine import reset, unique_id  # noqa: F401  names that every board offers

NAME = "virtual"
CLOCK_SPEED = virtual_chip.SPEED
STORAGE = "/"

ticks_ms = virtual_chip.ticks_ms
ticks_diff = virtual_chip.ticks_diff
rtc_at_s = virtual_chip.rtc_at_s
watchdog = virtual_chip.watchdog
