"""The virtual board's clock file: four little-endian int64, documented in boards/virtual/README.md."""

import os
import struct
import time
from pathlib import Path

EPOCH_UNIX_S = 1_577_836_800  # 2020-01-01T00:00:00Z

_NOW = 0
_WATCHDOG = 8
_STARTED = 24
_SIZE = 32

# A turn of the control loop may rest this long in board time; what is longer is a stall of the host.
_LONGEST_REST_MS = 12_000
_LEAST_STALL_MS = 20


def wall_at_s() -> int:
    """Now by the host's clock. [s since 2020-01-01 UTC]"""
    return int(time.time()) - EPOCH_UNIX_S


class VirtualClock:
    """The clock of a virtual board, read from the file that the board writes."""

    def __init__(self, path: Path, start_at_s: int, speed: int) -> None:
        self.path = path
        self.speed = speed
        self._started_wall_s = time.monotonic()
        self._start_ms = start_at_s * 1000
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        os.pwrite(self.fd, struct.pack("<4q", self._start_ms, 0, 0, 0), 0)

    def now_ms(self) -> int:
        """The board's last reading of its clock. [ms since 2020-01-01 UTC]"""
        return self._read(_NOW, "<q")[0]

    def at_s(self) -> int:
        """The board's last reading of its clock. [s since 2020-01-01 UTC]"""
        return self.now_ms() // 1000

    @property
    def stall_ms(self) -> int:
        """The longest wall time between two readings that counts in full; 0: any. [ms]"""
        return 0 if self.speed == 1 else max(_LEAST_STALL_MS, _LONGEST_REST_MS // self.speed)

    def prepare_boot(self, is_hard: bool) -> int:
        """Clear what a boot clears; returns the time at which the board goes on. [s since 2020]"""
        if is_hard:
            os.pwrite(self.fd, struct.pack("<2q", 0, 0), _WATCHDOG)
        os.pwrite(self.fd, struct.pack("<q", 0), _STARTED)
        now_ms = self.now_ms()
        if self.speed == 1:
            now_ms = max(now_ms, self._start_ms + int((time.monotonic() - self._started_wall_s) * 1000))
        # Whole seconds are handed over; time never runs backwards.
        return -(-now_ms // 1000)

    def has_started(self) -> bool:
        """Whether MicroPython has come up since prepare_boot()."""
        return self._read(_STARTED, "<q")[0] != 0

    def watchdog(self) -> tuple[int, int]:
        """Timeout of the watchdog [ms], 0 when not armed, and how often it was fed."""
        timeout_ms, feed_count = self._read(_WATCHDOG, "<2q")
        return timeout_ms, feed_count

    def close(self) -> None:
        """Give the file back; now_ms() goes on answering from the path."""
        os.close(self.fd)
        self.fd = -1

    def _read(self, offset: int, layout: str) -> tuple[int, ...]:
        size = struct.calcsize(layout)
        is_open = self.fd >= 0
        data = os.pread(self.fd, size, offset) if is_open else self.path.read_bytes()[offset : offset + size]
        return struct.unpack(layout, data)
