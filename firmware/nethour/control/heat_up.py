"""The regular heat-up of a water heater against legionella: by temperature, or by time where there is no probe."""


class HeatUp:
    """Heats water up when that has not happened by itself for some days.

    every_days    at the latest on this day after the last time it was hot
    at_s          of the local day at which it begins then [s]
    run_s         with a probe: how long it tries at most; without: how long it has to run without a pause [s]
    reach_deci_c  how hot it has to get [0.1 degrees Celsius], None without a probe

    last_day      local day on which it was hot, None if nobody knows: then it is due

    An attempt that does not succeed is repeated the next day.
    """

    def __init__(self, every_days: int, at_s: int, run_s: int, reach_deci_c: int | None):
        self._every_days = every_days
        self._at_s = at_s
        self._run_s = run_s
        self._reach_deci_c = reach_deci_c
        # Without a probe an interrupted run has the time for a whole one after it.
        self._longest_s = 2 * run_s if reach_deci_c is None else run_s
        self._began_at_s: int | None = None
        self._tried_day: int | None = None
        self.last_day: int | None = None

    def is_under_way(self, now_s: int, local_time, load, deci_c: int | None) -> bool:
        """Whether it has to run now. `deci_c` is the temperature [0.1 degrees Celsius], None when it is not known."""
        day = local_time.day
        if self._is_hot(now_s, load, deci_c):
            self.last_day = day
            self._began_at_s = None
            return False
        began_at_s = self._began_at_s
        if began_at_s is not None:
            if 0 <= now_s - began_at_s < self._longest_s:
                return True
            self._began_at_s = None
            self._tried_day = day
            return False
        last_day = self.last_day
        # A day that is still to come was taken from a clock that was wrong.
        is_due = last_day is None or day - last_day >= self._every_days or last_day > day + 1
        if is_due and local_time.second >= self._at_s and day != self._tried_day:
            self._began_at_s = now_s
            return True
        return False

    def _is_hot(self, now_s: int, load, deci_c: int | None) -> bool:
        if self._reach_deci_c is not None:
            return deci_c is not None and deci_c >= self._reach_deci_c
        return load.is_on and load.since_s is not None and now_s - load.since_s >= self._run_s
