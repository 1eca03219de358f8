"""What beside the strategy decides on a load, and which of it comes first."""

from nethour.control import reason


class LoadRules:
    """The rules of one load; each part is None where it is not wanted. The first that applies wins:

    temperature    Temperature: too hot -> off, unknown -> safe state                            at once
    override       Override: as the user said, until its end                                     at once
    heat_up        HeatUp: under way -> on
    guarantee      Guarantee: has to run now to get what it is due in time, within its windows -> on
    max_run_s      has run so long today -> off; it does not start where its minimum on time would exceed that [s]
    windows        TimeWindows: outside -> off
    max_switchings no two switchings left today -> it does not start

    At once: whatever its minimum times say. All but temperature and override need `local_time` (LocalTime, updated
    before each turn) and `count` (DayCount).
    """

    def __init__(
        self,
        local_time=None,
        count=None,
        temperature=None,
        override=None,
        heat_up=None,
        guarantee=None,
        max_run_s: int | None = None,
        windows=None,
        max_switchings: int | None = None,
    ):
        self.local_time = local_time
        self.count = count
        self.temperature = temperature
        self.override = override
        self.heat_up = heat_up
        self.guarantee = guarantee
        self.max_run_s = max_run_s
        self.windows = windows
        self.max_switchings = max_switchings

    def demands(self, now_s: int, load) -> bool:
        """Count the turn, and demand() of the load what a rule says. Returns whether one did."""
        local_time = self.local_time
        count = self.count
        if count is not None:
            count.add(now_s, local_time.day, load)
        probe = self.temperature
        deci_c = None
        is_too_hot = False
        if probe is not None:
            if not probe.is_known(now_s):
                load.demand(load.is_safe_on, reason.TEMPERATURE_UNKNOWN, True)
                return True
            deci_c = probe.deci_c
            is_too_hot = probe.is_too_hot()
        # Asked before all that may end the turn: it sees by itself when the water is hot.
        is_heating_up = self.heat_up is not None and self.heat_up.is_under_way(now_s, local_time, load, deci_c)
        if is_too_hot:
            load.demand(False, reason.TOO_HOT, True)
            return True
        override = self.override
        if override is not None and override.holds(now_s):
            load.demand(override.is_on, reason.FORCED_ON if override.is_on else reason.FORCED_OFF, True)
            return True
        if is_heating_up:
            load.demand(True, reason.HEAT_UP, False)
            return True
        return self._demands_of_the_day(now_s, load)

    def _demands_of_the_day(self, now_s: int, load) -> bool:
        local_time = self.local_time
        windows = self.windows
        is_open = windows is None or windows.is_open(local_time.weekday, local_time.second)
        if is_open and self.guarantee is not None:
            why = self.guarantee.why_on(now_s, local_time, self.count, load, windows)
            if why != reason.OFF_IDLE:
                load.demand(True, why, False)
                return True
        if self.max_run_s is not None and self._is_max_reached(load):
            load.demand(False, reason.DAILY_MAXIMUM, False)
            return True
        if not is_open:
            load.demand(False, reason.OUTSIDE_WINDOWS, False)
            return True
        if self.max_switchings is not None and not load.is_on and self.count.switching_count + 2 > self.max_switchings:
            load.demand(False, reason.BUDGET_SPENT, False)
            return True
        return False

    def _is_max_reached(self, load) -> bool:
        if load.is_on:
            return self.count.ran_s >= self.max_run_s
        return self.count.ran_s + max(load.min_on_s, 1) > self.max_run_s
