"""A load: what we may switch, the limits it obeys, and why it is on or off."""

from nethour.control import reason


class Load:
    """One switchable load.

    In a turn a rule may demand(), else a strategy calls want(); the controller then calls plan(), which applies the
    limits, and switch() where the plan is not what is. After a turn `is_on` and `reason` say what the load is to
    do and why.

    name             of the load, unique in the house
    rated_power_w    what it should draw when on [W, > 0]
    min_on_s         once on, it stays on at least so long [s]
    min_off_s        once off, it stays off at least so long [s]; also after a start, since nobody knows how long
                     it was off
    is_safe_on       its state when nothing is known (False: off)

    power_w          what it really draws when on [W]; the rated power until that is learned
    rules            LoadRules, None for a load that only follows the strategy
    is_free          whether the strategy decides on it in this turn
    retry_at_s       it was found to draw nothing: it rests until then [s since 2020], None otherwise
    is_suspect       whether it seems to draw power while it is off: welded, or switched by hand
    is_shed          it was switched off because too much would have been imported, and has not run since
    step_w           change of power by its last switching [W]
    since_s          when it last switched, or was first seen [s since 2020]

    Raises ValueError for a power that is not positive or a negative time.
    """

    def __init__(
        self,
        name: str,
        rated_power_w: int,
        min_on_s: int = 0,
        min_off_s: int = 0,
        is_safe_on: bool = False,
        rules=None,
    ):
        if rated_power_w <= 0:
            raise ValueError(f"load {name}: rated power must be more than 0 W, not {rated_power_w}")
        if min_on_s < 0 or min_off_s < 0:
            raise ValueError(f"load {name}: minimum on and off times cannot be negative")
        self.name = name
        self.rated_power_w = rated_power_w
        self.min_on_s = min_on_s
        self.min_off_s = min_off_s
        self.is_safe_on = is_safe_on
        self.power_w = rated_power_w
        self.rules = rules
        self.is_free = True
        self.retry_at_s: int | None = None
        self.is_suspect = False
        self.is_on = False
        self.will_be_on = False
        self.reason = reason.OFF_IDLE
        self.since_s: int | None = None
        self.step_w = 0
        self.switching_count = 0
        self._wants_on = False
        self._wants_reason = reason.OFF_IDLE
        self._is_urgent = False
        self.is_shed = False

    def is_held(self, now_s: int) -> bool:
        """Whether its minimum on or off time still runs."""
        if self.since_s is None:
            return False
        return now_s - self.since_s < (self.min_on_s if self.is_on else self.min_off_s)

    def want(self, is_on: bool, why: int) -> None:
        """What the strategy wishes for this turn, and why [code of control/reason.py]; in vain if it is not free."""
        if self.is_free:
            self._wants_on = is_on
            self._wants_reason = why

    def demand(self, is_on: bool, why: int, is_urgent: bool) -> None:
        """What a rule demands instead of the strategy, until release(); an urgent one beats minimum times."""
        self.is_free = False
        self._wants_on = is_on
        self._wants_reason = why
        self._is_urgent = is_urgent

    def release(self) -> None:
        """Leave the load to the strategy again."""
        self.is_free = True
        self._is_urgent = False

    def plan(self, now_s: int) -> None:
        """Set `will_be_on` and `reason`: the wish as far as the minimum times allow."""
        is_on = self.is_on
        will_be_on = self._wants_on
        if self.since_s is None or now_s < self.since_s:
            self._begin(now_s)
        self.reason = self._wants_reason
        # What was shed stays off for its time, whoever wants it.
        if will_be_on != is_on and (not self._is_urgent or self.is_shed) and self.is_held(now_s):
            will_be_on = is_on
            if is_on:
                self.reason = reason.HELD_MIN_ON
            else:
                self.reason = reason.IMPORT_LIMIT if self.is_shed else reason.HELD_MIN_OFF
        self.will_be_on = will_be_on

    def plan_safe(self, now_s: int, why: int) -> None:
        """Plan for the safe state now, whatever minimum times say."""
        if self.since_s is None or now_s < self.since_s:
            self._begin(now_s)
        self.reason = why
        self.will_be_on = self.is_safe_on

    def wait(self) -> None:
        """Plan no start after all: another load has just started."""
        self.will_be_on = False
        self.reason = reason.STAGGERED

    def shed(self) -> None:
        """Plan for off, since too much would be imported; then it stays off for its minimum off time."""
        self.will_be_on = False
        self.reason = reason.IMPORT_LIMIT
        self.is_shed = self.is_on

    def switch(self, now_s: int) -> int:
        """Carry the plan out where it is not what is. Returns the step in power [W, 0 without a switching]."""
        is_on = self.will_be_on
        if is_on == self.is_on:
            return 0
        if is_on:
            self.retry_at_s = None
            self.is_shed = False
            self.step_w = self.power_w
        else:
            self.step_w = 0 if self.retry_at_s is not None else -self.power_w
        self.is_on = is_on
        self.since_s = now_s
        self.switching_count += 1
        return self.step_w

    def settle(self, now_s: int) -> int:
        """plan() and switch() in one."""
        self.plan(now_s)
        return self.switch(now_s)

    def force_safe(self, now_s: int, why: int) -> int:
        """plan_safe() and switch() in one."""
        self.plan_safe(now_s, why)
        return self.switch(now_s)

    def _begin(self, now_s: int) -> None:
        # Also after the clock was set back, which must not hold a load for the length of its error.
        self.since_s = now_s
