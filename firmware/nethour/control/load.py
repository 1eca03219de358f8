"""A load: what we may switch, the limits it obeys, and why it is on or off."""

from nethour.control import reason


class Load:
    """One switchable load.

    A strategy calls want(); the controller then calls settle(), which applies the limits. After a turn
    `is_on` and `reason` say what the load is to do and why.

    name             of the load, unique in the house
    rated_power_w    what it draws when on [W, > 0]
    min_on_s         once on, it stays on at least so long [s]
    min_off_s        once off, it stays off at least so long [s]; also after a start, since nobody knows how long
                     it was off
    is_safe_on       its state when nothing is known (False: off)

    Raises ValueError for a power that is not positive or a negative time.
    """

    def __init__(self, name: str, rated_power_w: int, min_on_s: int = 0, min_off_s: int = 0, is_safe_on: bool = False):
        if rated_power_w <= 0:
            raise ValueError(f"load {name}: rated power must be more than 0 W, not {rated_power_w}")
        if min_on_s < 0 or min_off_s < 0:
            raise ValueError(f"load {name}: minimum on and off times cannot be negative")
        self.name = name
        self.rated_power_w = rated_power_w
        self.min_on_s = min_on_s
        self.min_off_s = min_off_s
        self.is_safe_on = is_safe_on
        self.is_on = False
        self.reason = reason.OFF_IDLE
        self.since_s: int | None = None
        self.switching_count = 0
        self._wants_on = False
        self._wants_reason = reason.OFF_IDLE

    def is_held(self, now_s: int) -> bool:
        """Whether its minimum on or off time still runs."""
        if self.since_s is None:
            return False
        return now_s - self.since_s < (self.min_on_s if self.is_on else self.min_off_s)

    def want(self, is_on: bool, why: int) -> None:
        """What the strategy wishes for this turn, and why [code of control/reason.py]."""
        self._wants_on = is_on
        self._wants_reason = why

    def settle(self, now_s: int) -> int:
        """Apply the wish as far as the minimum times allow. Returns the step in power [W, 0 without a switching]."""
        self._begin(now_s)
        if self._wants_on == self.is_on:
            self.reason = self._wants_reason
            return 0
        if self.is_held(now_s):
            self.reason = reason.HELD_MIN_ON if self.is_on else reason.HELD_MIN_OFF
            return 0
        self.reason = self._wants_reason
        return self._switch(now_s, self._wants_on)

    def force_safe(self, now_s: int, why: int) -> int:
        """Go to the safe state now, whatever minimum times say. Returns the step in power that follows [W]."""
        self._begin(now_s)
        self.reason = why
        if self.is_on == self.is_safe_on:
            return 0
        return self._switch(now_s, self.is_safe_on)

    def _begin(self, now_s: int) -> None:
        # A clock set back must not hold a load for the length of its error: its minimum time starts again.
        if self.since_s is None or now_s < self.since_s:
            self.since_s = now_s

    def _switch(self, now_s: int, is_on: bool) -> int:
        self.is_on = is_on
        self.since_s = now_s
        self.switching_count += 1
        return self.rated_power_w if is_on else -self.rated_power_w
