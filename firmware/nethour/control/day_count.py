"""What a load has done since local midnight."""


class DayCount:
    """Counts a load's run time, energy and switchings of the local day.

    max_gap_s        a longer pause between two turns is not counted: nobody knows what was in it [s]

    day              the day that is counted [days since 2020-01-01], None before the first turn
    ran_s            how long it was on [s]
    used_wh          what it drew then [Wh]
    switching_count  how often it switched
    """

    def __init__(self, max_gap_s: int):
        self.day: int | None = None
        self.ran_s = 0
        self.used_wh = 0
        self.switching_count = 0
        self._max_gap_s = max_gap_s
        self._rest_ws = 0
        self._counted_count = 0
        self._last_at_s = 0

    def add(self, now_s: int, day: int, load) -> None:
        """Count what the load did since the last turn, its state before this turn's decision."""
        if day != self.day:
            self.begin(day)
        if load.is_on:
            passed_s = now_s - self._last_at_s
            if 0 < passed_s <= self._max_gap_s:
                self.ran_s += passed_s
                if load.retry_at_s is None:
                    energy_ws = self._rest_ws + load.power_w * passed_s
                    self.used_wh += energy_ws // 3600
                    self._rest_ws = energy_ws % 3600
        self._last_at_s = now_s
        self.switching_count += load.switching_count - self._counted_count
        self._counted_count = load.switching_count

    def begin(self, day: int) -> None:
        """Start again at nothing."""
        self.day = day
        self.ran_s = 0
        self.used_wh = 0
        self.switching_count = 0
        self._rest_ws = 0
