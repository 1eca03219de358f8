"""The chip of the virtual board: elastic clock, wrapping ticks, watchdog. See ../README.md."""

import os
import struct
from time import ticks_diff as _wall_diff
from time import ticks_us as _wall_us

_TICKS_PERIOD = 1 << 30
_TICKS_HALF = 1 << 29
# Every boot is five minutes short of the wrap, so that no day passes without one.
_FIRST_TICK_MS = _TICKS_PERIOD - 5 * 60 * 1000

SPEED = int(os.getenv("NETHOUR_VIRTUAL_SPEED") or "1")
_START_MS = int(os.getenv("NETHOUR_VIRTUAL_START_AT_S") or "0") * 1000
_LONGEST_STEP_US = int(os.getenv("NETHOUR_VIRTUAL_STALL_MS") or "0") * 1000

_file = open(int(os.getenv("NETHOUR_VIRTUAL_CLOCK_FD")), "wb")  # noqa: SIM115
_word = bytearray(8)
_watchdog_words = bytearray(16)
_elapsed_us = 0
_last_us = _wall_us()


def _uptime_ms():
    global _elapsed_us, _last_us
    now_us = _wall_us()
    step_us = _wall_diff(now_us, _last_us)
    _last_us = now_us
    if _LONGEST_STEP_US and step_us > _LONGEST_STEP_US:
        step_us = _LONGEST_STEP_US
    _elapsed_us += step_us * SPEED
    uptime_ms = _elapsed_us // 1000
    struct.pack_into("<q", _word, 0, _START_MS + uptime_ms)
    _file.seek(0)
    _file.write(_word)
    return uptime_ms


def ticks_ms():
    """Milliseconds of board time, wrapping at 2**30 as on an ESP32 or RP2040."""
    return (_FIRST_TICK_MS + _uptime_ms()) & (_TICKS_PERIOD - 1)


def ticks_diff(later_tick, earlier_tick):
    """Milliseconds from earlier to later, right within +-2**29 (6.2 days)."""
    return ((later_tick - earlier_tick + _TICKS_HALF) & (_TICKS_PERIOD - 1)) - _TICKS_HALF


def rtc_at_s():
    """Seconds since 2020-01-01 UTC. [s, int] This board's clock is always set."""
    return (_START_MS + _uptime_ms()) // 1000


def watchdog(timeout_ms):
    """Arm it for timeout_ms of wall time, until the next hard reset. Returns feed()."""
    count = 0

    def feed():
        nonlocal count
        count += 1
        struct.pack_into("<qq", _watchdog_words, 0, timeout_ms, count)
        _file.seek(8)
        _file.write(_watchdog_words)

    feed()
    return feed


def say_started():
    """Tell the host that MicroPython runs, and what time it is."""
    _uptime_ms()
    _file.seek(24)
    _file.write(struct.pack("<q", 1))
