"""The controller: one reading in, one decision with its reason for every load out."""

from nethour.control import period, reason
from nethour.control.ledger import Ledger


class Controller:
    """Keeps the ledger of the settlement period and drives the loads by a strategy.

    loads            list of Load, in order of priority
    strategy         an object with decide(), see control/strategies
    settlement_s     length of a settlement period, a divisor of a day [s]
    stale_after_s    age from which the last reading is too old to act on [s]

    step() reads no clock, allocates nothing and does not raise: it can run with the heap locked.
    Raises ValueError when constructed without loads, or with two of one name.
    """

    def __init__(self, loads: list, strategy, settlement_s: int = 3600, stale_after_s: int = 60):
        names = [load.name for load in loads]
        if not names:
            raise ValueError("a controller needs at least one load")
        if len(set(names)) != len(names):
            raise ValueError(f"loads need different names, these are {', '.join(names)}")
        if stale_after_s <= 0:
            raise ValueError(f"stale_after_s must be more than 0, not {stale_after_s}")
        self.loads = loads
        self.ledger = Ledger(settlement_s, stale_after_s)
        self.net_ws = 0
        self._strategy = strategy
        self._settlement_s = settlement_s
        self._stale_after_s = stale_after_s

    def step(self, now_s: int, reading) -> None:
        """Decide at `now_s` [s since 2020] with `reading`, or None when the meter said nothing since the last turn.

        A reading that is stale already, or from the future because the clock was set back, counts as none.
        Afterwards each of `loads` has `is_on` and `reason`, and `net_ws` is the balance of the period
        [Ws, deficit positive].
        """
        ledger = self.ledger
        if reading is not None and 0 <= now_s - reading.at_s <= self._stale_after_s:
            ledger.add(reading.at_s, reading.grid_power_w + self._unseen_power_w(reading.at_s))
        self.net_ws = ledger.net_at_ws(now_s)
        last_at_s = ledger.last_at_s
        is_known = last_at_s is not None and 0 <= now_s - last_at_s <= self._stale_after_s
        if is_known:
            remaining_s = period.remaining_s(now_s, self._settlement_s)
            self._strategy.decide(now_s, remaining_s, self.net_ws, ledger.last_power_w, self.loads)
        why = reason.NO_READING_YET if last_at_s is None else reason.STALE_METER
        for load in self.loads:
            step_w = load.settle(now_s) if is_known else load.force_safe(now_s, why)
            # The power that holds until the next reading is the one after our own switching.
            ledger.last_power_w += step_w

    def _unseen_power_w(self, at_s: int) -> int:
        """What a reading asked at `at_s` cannot show yet: loads switched since [W]."""
        unseen_w = 0
        for load in self.loads:
            if load.switching_count and load.since_s >= at_s:
                unseen_w += load.rated_power_w if load.is_on else -load.rated_power_w
        return unseen_w
