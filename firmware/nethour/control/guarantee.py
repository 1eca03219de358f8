"""The daily guarantee: so many minutes or watt-hours until a time of the day, the sun willing or not."""

from nethour.control import reason


class Guarantee:
    """Tells when a load has to run to get what it is due each local day until its deadline.

    First surplus serves it, as the strategy decides. In the last `buy_within_s` before the deadline what is missing
    is bought, in the cheapest slots that are left. Without prices, or when there is no more time to choose, it runs
    from the latest moment that is in time. Once it has got what it is due, the guarantee has no more say that day.

    deadline_s    of the local day [s, 86400 is midnight]
    run_s         what it is due, as time [s]; 0 when it is
    wh            as energy [Wh]
    buy_within_s  how long before the deadline energy may be bought [s]
    slack_s       how much earlier than in the last moment it starts, for what may hold it up: turns, other loads [s]
    prices        PriceTable, or None

    Raises ValueError unless exactly one of time and energy is given, and for a deadline that no day has.
    """

    def __init__(self, deadline_s: int, run_s: int, wh: int, buy_within_s: int = 14400, slack_s: int = 60, prices=None):
        if (run_s > 0) == (wh > 0):
            raise ValueError("a guarantee is either of time or of energy")
        if not 0 < deadline_s <= 86400:
            raise ValueError(f"deadline_s must be within a day, {deadline_s} is not")
        self._deadline_s = deadline_s
        self._run_s = run_s
        self._wh = wh
        self._buy_within_s = buy_within_s
        self._slack_s = slack_s
        self._prices = prices
        self._day: int | None = None
        self._deadline_at_s = 0
        self._cheaper_s = 0
        self._cheaper_slot: int | None = None
        self._cheaper_version = 0

    def missing_s(self, count, load) -> int:
        """How long it still has to run today [s], 0 or less when it has got what it is due."""
        if self._run_s:
            return self._run_s - count.ran_s
        missing_wh = self._wh - count.used_wh
        return (missing_wh * 3600 + load.power_w - 1) // load.power_w

    def why_on(self, now_s: int, local_time, count, load, windows) -> int:
        """The reason for which the load must run now, or OFF_IDLE if it need not.

        count    DayCount of the load
        windows  its TimeWindows, which must be open now, or None
        """
        missing_s = self.missing_s(count, load)
        if missing_s <= 0:
            return reason.OFF_IDLE
        if local_time.day != self._day:
            self._day = local_time.day
            self._deadline_at_s = local_time.at_s(local_time.day, self._deadline_s)
            self._cheaper_slot = None
        left_s = self._deadline_at_s - now_s
        if left_s <= 0:
            return reason.OFF_IDLE
        open_s = left_s
        if windows is not None:
            by_the_wall_s = self._deadline_s - local_time.second
            open_s = windows.open_s(local_time.weekday, local_time.second, self._deadline_s)
            if left_s < by_the_wall_s:
                # An hour of the wall clock will be skipped, perhaps one of the windows'.
                open_s -= by_the_wall_s - left_s
        if missing_s + load.min_off_s + self._slack_s >= open_s:
            return reason.GUARANTEE
        prices = self._prices
        if prices is None or left_s > self._buy_within_s:
            return reason.OFF_IDLE
        slot = now_s // prices.step_s
        price = prices.price(slot)
        if price is None:
            return reason.OFF_IDLE
        if slot != self._cheaper_slot or prices.version != self._cheaper_version:
            self._cheaper_slot = slot
            self._cheaper_version = prices.version
            self._cheaper_s = self._sum_cheaper_s(now_s, slot, price, local_time, windows)
        return reason.CHEAP_HOUR if self._cheaper_s < missing_s else reason.OFF_IDLE

    def _sum_cheaper_s(self, now_s: int, slot: int, price: int, local_time, windows) -> int:
        """How long it could run in later slots that are cheaper than this one, before the deadline [s]."""
        step_s = self._prices.step_s
        sum_s = 0
        slot += 1
        while slot * step_s < self._deadline_at_s:
            from_s = slot * step_s
            other = self._prices.price(slot)
            if other is not None and other < price:
                until_s = min(from_s + step_s, self._deadline_at_s)
                if windows is None:
                    sum_s += until_s - from_s
                else:
                    to_wall_s = local_time.second - now_s
                    sum_s += windows.open_s(local_time.weekday, from_s + to_wall_s, until_s + to_wall_s)
            slot += 1
        return sum_s
