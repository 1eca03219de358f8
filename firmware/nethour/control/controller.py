"""The controller: one reading in, one decision with its reason for every load out."""

from nethour.control import period, reason
from nethour.control.import_limit import shed
from nethour.control.ledger import Ledger


class Controller:
    """Keeps the ledger of the settlement period and drives the loads by a strategy, within their rules.

    loads            list of Load, in order of priority
    strategy         an object with decide(), see control/strategies
    settlement_s     length of a settlement period, a divisor of a day [s]
    stale_after_s    age from which the last reading is too old to act on [s]
    stagger_s        two loads never start within that time [s]
    max_import_w     the import above which loads are shed at once [W], None for no limit
    local_time       LocalTime that the loads' rules share, None when they need none
    watch            PowerWatch of the loads, None to take each to draw its rated power
    prices           PriceTable, None without one

    target_net_ws    the balance to end a period with [Ws, deficit positive]; strategies are handed the distance to it

    step() reads no clock, allocates nothing and does not raise: it can run with the heap locked.
    Raises ValueError when constructed without loads, or with two of one name.
    """

    def __init__(
        self,
        loads: list,
        strategy,
        settlement_s: int = 3600,
        stale_after_s: int = 60,
        stagger_s: int = 0,
        max_import_w: int | None = None,
        local_time=None,
        watch=None,
        prices=None,
    ):
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
        self.target_net_ws = 0
        self.watch = watch
        self.prices = prices
        self.ledger_numbers: list = []
        self._strategy = strategy
        self._settlement_s = settlement_s
        self._stale_after_s = stale_after_s
        self._stagger_s = stagger_s
        self._max_import_w = max_import_w
        self._local_time = local_time
        self._started_at_s: int | None = None

    def step(self, now_s: int, reading) -> None:
        """Decide at `now_s` [s since 2020] with `reading`, or None when the meter said nothing since the last turn.

        A reading that is stale already, or from the future because the clock was set back, counts as none.
        Afterwards each of `loads` has `is_on` and `reason`, and `net_ws` is the balance of the period
        [Ws, deficit positive].
        """
        ledger = self.ledger
        loads = self.loads
        if reading is not None and 0 <= now_s - reading.at_s <= self._stale_after_s:
            power_w = reading.grid_power_w + self._unseen_power_w(reading.at_s)
            ledger.add(reading.at_s, power_w, reading.import_wh, reading.export_wh)
            if self.watch is not None:
                self.watch.see(reading.at_s, reading.grid_power_w)
        self.net_ws = ledger.net_at_ws(now_s)
        last_at_s = ledger.last_at_s
        is_known = last_at_s is not None and 0 <= now_s - last_at_s <= self._stale_after_s
        self._apply_rules(now_s)
        if is_known:
            remaining_s = period.remaining_s(now_s, self._settlement_s)
            aim_ws = self.net_ws - self.target_net_ws
            self._strategy.decide(now_s, remaining_s, aim_ws, ledger.last_power_w, loads)
            for load in loads:
                load.plan(now_s)
        else:
            why = reason.NO_READING_YET if last_at_s is None else reason.STALE_METER
            for load in loads:
                load.plan_safe(now_s, why)
        if self._stagger_s:
            self._stagger(now_s)
        if is_known and self._max_import_w is not None:
            shed(loads, ledger.last_power_w, self._max_import_w)
        for load in loads:
            if load.will_be_on != load.is_on:
                # The power that holds until the next reading is the one after our own switching.
                ledger.last_power_w += load.switch(now_s)
                if load.is_on:
                    self._started_at_s = now_s
                if self.watch is not None:
                    self.watch.switched(now_s, load)

    def take(self, now_s: int, kind: int, load_index: int, value: int, at_s: int) -> None:
        """Take an input before the turn of `now_s`, see control/inputs.py. Not a part of step(): it may allocate."""
        from nethour.control import inputs

        inputs.take(self, now_s, kind, load_index, value, at_s)

    def _apply_rules(self, now_s: int) -> None:
        if self._local_time is not None:
            self._local_time.update(now_s)
        for load in self.loads:
            if load.rules is not None and load.rules.demands(now_s, load):
                continue
            if load.retry_at_s is not None and self.watch.rests(now_s, load):
                load.demand(False, reason.OFF_BUT_DRAWING if load.is_suspect else reason.SATISFIED, False)
            elif not load.is_free:
                load.release()

    def _stagger(self, now_s: int) -> None:
        """Let one load start, and none so soon after another."""
        started_at_s = self._started_at_s
        # A clock set back must not hold starts for the length of its error.
        may_start = started_at_s is None or not 0 <= now_s - started_at_s < self._stagger_s
        for load in self.loads:
            if load.will_be_on and not load.is_on:
                if may_start:
                    may_start = False
                else:
                    load.wait()

    def _unseen_power_w(self, at_s: int) -> int:
        """What a reading asked at `at_s` cannot show yet: loads switched since [W]."""
        unseen_w = 0
        for load in self.loads:
            if load.switching_count and load.since_s >= at_s:
                unseen_w += load.step_w
        return unseen_w
