"""Energy exchanged with the grid in the current settlement period, exact in watt-seconds."""

from nethour.control import period


class Ledger:
    """Net balance of the current period, integrated from the readings' power.

    A power holds from its reading to the next. An interval that straddles the edge of a period is split at the edge.
    An interval longer than `stale_after_s` is a gap: nothing is integrated over it, and it counts as unknown.

    settlement_s     length of a period, a divisor of a day [s]
    stale_after_s    longest interval over which a power is believed [s]

    start_at_s       where the current period began [s since 2020], None before the first reading
    import_ws        bought in it so far [Ws, >= 0];  export_ws  fed in [Ws, >= 0]
    net_ws           the difference, deficit positive [Ws]
    unknown_s        seconds of it that no reading covers

    Raises ValueError for a period that does not divide a day.
    """

    def __init__(self, settlement_s: int, stale_after_s: int):
        if settlement_s <= 0 or 86400 % settlement_s:
            raise ValueError(f"settlement_s must divide a day (86400 s), {settlement_s} does not")
        self.settlement_s = settlement_s
        self.stale_after_s = stale_after_s
        self.start_at_s: int | None = None
        self.import_ws = 0
        self.export_ws = 0
        self.net_ws = 0
        self.unknown_s = 0
        self.last_at_s: int | None = None
        self.last_power_w = 0

    def add(self, at_s: int, grid_power_w: int) -> None:
        """Take a reading: import positive [W]. A reading older than the last one is not believed in time: it restarts
        the integration without adding energy."""
        last_at_s = self.last_at_s
        if last_at_s is None:
            self._begin(at_s)
            self.unknown_s = period.elapsed_s(at_s, self.settlement_s)
        else:
            gap_s = at_s - last_at_s
            is_known = 0 <= gap_s <= self.stale_after_s
            edge_s = period.start_at_s(at_s, self.settlement_s)
            if edge_s == self.start_at_s:
                if is_known:
                    self._integrate(gap_s)
                elif gap_s > 0:
                    self.unknown_s += gap_s
            else:
                self._begin(at_s)
                after_edge_s = at_s - edge_s
                if is_known:
                    self._integrate(after_edge_s)
                else:
                    self.unknown_s = after_edge_s
        self.last_at_s = at_s
        self.last_power_w = grid_power_w

    def net_at_ws(self, now_s: int) -> int:
        """Net balance of the period of `now_s` if the last power still holds [Ws, deficit positive].

        Energy over a span longer than `stale_after_s` since the last reading is not known and not guessed.
        """
        if self.last_at_s is None:
            return 0
        since_s = now_s - self.last_at_s
        edge_s = period.start_at_s(now_s, self.settlement_s)
        is_same_period = edge_s == self.start_at_s
        if since_s < 0 or since_s > self.stale_after_s:
            return self.net_ws if is_same_period else 0
        if is_same_period:
            return self.net_ws + self.last_power_w * since_s
        return self.last_power_w * (now_s - edge_s)

    def _begin(self, at_s: int) -> None:
        self.start_at_s = period.start_at_s(at_s, self.settlement_s)
        self.import_ws = 0
        self.export_ws = 0
        self.net_ws = 0
        self.unknown_s = 0

    def _integrate(self, duration_s: int) -> None:
        energy_ws = self.last_power_w * duration_s
        self.net_ws += energy_ws
        if energy_ws > 0:
            self.import_ws += energy_ws
        else:
            self.export_ws -= energy_ws
