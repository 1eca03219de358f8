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

        Afterwards each of `loads` has `is_on` and `reason`, and `net_ws` is the balance of the period [Ws, deficit positive].
        """
        ledger = self.ledger
        if reading is not None:
            ledger.add(reading.at_s, reading.grid_power_w)
        self.net_ws = ledger.net_at_ws(now_s)
        if ledger.last_at_s is None:
            self._all_safe(now_s, reason.NO_READING_YET)
        elif not 0 <= now_s - ledger.last_at_s <= self._stale_after_s:
            self._all_safe(now_s, reason.STALE_METER)
        else:
            remaining_s = period.remaining_s(now_s, self._settlement_s)
            self._strategy.decide(now_s, remaining_s, self.net_ws, ledger.last_power_w, self.loads)
            for load in self.loads:
                load.settle(now_s)

    def _all_safe(self, now_s: int, why: int) -> None:
        for load in self.loads:
            load.force_safe(now_s, why)
