"""The mean surplus power expected for the rest of the settlement period, told by two witnesses."""

BIN_S = 30
"""Powers are averaged over so long before they are remembered: shorter is noise, and more memory [s]."""
FORGET_S = 600
"""After a pause so long the past says nothing any more [s]."""
USABLE_S = 14400
"""Time constant of the usable surplus: hours with surplus, so that it lasts from day to day [s]."""
HOLD_S = 60
"""The last power is believed for so long at most [s]."""
CLOSED_AT = 16
"""Below this strength of the sun a ratio to it means nothing [of 1024]."""
LEAST_RATIO = 51
MOST_RATIO = 410
MOST_LEAN = 700
"""Limits of the ratio of the sun to come to the sun that was [256ths], 0.2 and 1.6, and of the leaning [1024ths]."""


class SurplusForecast:
    """Remembers the surplus power of the house without its loads and says what to expect of it.

    The steady witness is the median of the last minutes: a kettle or one cloud does not move it. The quick witness is
    the mean of the last moments. Both lean towards a slow average, the more the longer the rest of the period is,
    and follow the sun, where its place is known. When they differ the truth is unknown: `low_w` and `high_w`.

    sun               Sun, or None where the place is not known
    steady_bins       length of the median [bins of 30 s]
    quick_bins        length of the mean, at most steady_bins [bins of 30 s]
    slow_s            time constant of the slow average [s]
    steady_lean, quick_lean   share of the slow average for every 1000 s that remain [1024ths]

    low_w, high_w     smaller and larger expectation for the mean of the rest of the period, surplus positive [W]
    usable_w          mean of the surplus that loads can take, while there is any [W]

    Raises ValueError for a length that is not positive, or a mean longer than the median.
    """

    def __init__(
        self,
        sun,
        steady_bins: int,
        quick_bins: int,
        slow_s: int,
        steady_lean: int,
        quick_lean: int,
    ):
        if not 1 <= quick_bins <= steady_bins:
            raise ValueError(f"quick_bins must be 1 to steady_bins ({steady_bins}), not {quick_bins}")
        if slow_s <= 0:
            raise ValueError(f"slow_s must be more than 0, not {slow_s}")
        self.low_w = 0
        self.high_w = 0
        self.usable_w = 0
        self._sun = sun
        self._quick_bins = quick_bins
        self._slow_s = slow_s
        self._steady_lean = steady_lean
        self._quick_lean = quick_lean
        self._bins = [0] * steady_bins
        self._ranked = [0] * steady_bins
        self._next = 0
        self._sum_ws = 0
        self._sum_s = 0
        self._steady_w = 0
        self._quick_w = 0
        self._slow = 0  # [16ths of a watt]
        self._usable = 0  # [16ths of a watt]
        self._last_at_s: int | None = None
        self._last_w = 0
        self._ratio_at_s = 0
        self._steady_ratio = 256
        self._quick_ratio = 256
        self._slow_ratio = 256

    def observe(self, now_s: int, surplus_w: int, load_w: int) -> None:
        """Take the surplus power of this turn: what the house would export without its loads, and what all of these
        together can take [s since 2020, W, W]."""
        last_at_s = self._last_at_s
        if last_at_s is None:
            self._usable = load_w * 8  # half of it, until the first hours have told
            self.usable_w = load_w // 2
        if last_at_s is None or now_s < last_at_s or now_s - last_at_s > FORGET_S:
            self._begin(now_s, surplus_w)
        else:
            duration_s = min(now_s - last_at_s, HOLD_S)
            self._sum_ws += self._last_w * duration_s
            self._sum_s += duration_s
            if self._sum_s >= BIN_S:
                self._close_bin(load_w)
        self._last_at_s = now_s
        self._last_w = surplus_w

    def look(self, now_s: int, remaining_s: int) -> None:
        """Set `low_w` and `high_w` for the `remaining_s` from now."""
        if self._sun is not None and now_s - self._ratio_at_s >= BIN_S:
            self._follow_sun(now_s, remaining_s)
        slow_w = _lit(self._slow // 16, self._slow_ratio)
        steady_w = _lit(self._steady_w, self._steady_ratio)
        quick_w = _lit(self._quick_w, self._quick_ratio)
        steady_w += (slow_w - steady_w) * min(remaining_s * self._steady_lean // 1000, MOST_LEAN) // 1024
        quick_w += (slow_w - quick_w) * min(remaining_s * self._quick_lean // 1000, MOST_LEAN) // 1024
        self.low_w = min(steady_w, quick_w)
        self.high_w = max(steady_w, quick_w)

    def _begin(self, now_s: int, surplus_w: int) -> None:
        bins = self._bins
        for index in range(len(bins)):
            bins[index] = surplus_w
        self._next = 0
        self._slow = surplus_w * 16
        self._sum_ws = 0
        self._sum_s = 0
        self._ratio_at_s = now_s - BIN_S
        self._summarize()

    def _close_bin(self, load_w: int) -> None:
        mean_w = self._sum_ws // self._sum_s
        self._bins[self._next] = mean_w
        self._next = (self._next + 1) % len(self._bins)
        self._slow += (mean_w * 16 - self._slow) * self._sum_s // (self._slow_s + self._sum_s)
        if mean_w > 0:
            self._usable += (min(mean_w, load_w) * 16 - self._usable) * self._sum_s // (USABLE_S + self._sum_s)
            self.usable_w = self._usable // 16
        self._sum_ws = 0
        self._sum_s = 0
        self._summarize()

    def _summarize(self) -> None:
        bins = self._bins
        ranked = self._ranked
        count = len(bins)
        for index in range(count):
            ranked[index] = bins[index]
        ranked.sort()
        self._steady_w = (ranked[(count - 1) // 2] + ranked[count // 2]) // 2
        total_w = 0
        for back in range(1, self._quick_bins + 1):
            total_w += bins[(self._next - back) % count]
        self._quick_w = total_w // self._quick_bins

    def _follow_sun(self, now_s: int, remaining_s: int) -> None:
        sun = self._sun
        # two points stand for the mean of the rest of the period: Gauss
        coming = (sun.strength(now_s + remaining_s * 21 // 100) + sun.strength(now_s + remaining_s * 79 // 100)) // 2
        # every average speaks of the moment in the middle of what it averages
        self._steady_ratio = _ratio(coming, sun.strength(now_s - len(self._bins) * (BIN_S // 2)))
        self._quick_ratio = _ratio(coming, sun.strength(now_s - self._quick_bins * (BIN_S // 2)))
        self._slow_ratio = _ratio(coming, sun.strength(now_s - self._slow_s))
        self._ratio_at_s = now_s


def _ratio(coming: int, past: int) -> int:
    if past < CLOSED_AT:
        return MOST_RATIO if coming > past else 256
    return max(LEAST_RATIO, min(MOST_RATIO, coming * 256 // past))


def _lit(surplus_w: int, ratio: int) -> int:
    """What the sun makes of a surplus; a deficit is none of its doing."""
    return surplus_w * ratio // 256 if surplus_w > 0 else surplus_w
