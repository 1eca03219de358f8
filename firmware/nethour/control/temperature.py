"""A temperature that stops a load, in tenths of a degree Celsius."""


class Temperature:
    """Stops at a temperature, and goes on when it has fallen to another.

    stop_deci_c     at or above it is too hot [0.1 degrees Celsius]
    restart_deci_c  at or below it is fine again [0.1 degrees Celsius]
    stale_after_s   a measurement older than that says nothing [s]

    deci_c          the last measurement, None when the probe said nothing

    Raises ValueError when restart is not below stop.
    """

    def __init__(self, stop_deci_c: int, restart_deci_c: int, stale_after_s: int = 600):
        if restart_deci_c >= stop_deci_c:
            raise ValueError(f"restart must be below stop, {restart_deci_c} is not below {stop_deci_c}")
        self._stop_deci_c = stop_deci_c
        self._restart_deci_c = restart_deci_c
        self._stale_after_s = stale_after_s
        self._at_s = 0
        self._is_too_hot = False
        self.deci_c: int | None = None

    def put(self, now_s: int, deci_c: int | None) -> None:
        """Take a measurement, None when the probe is broken or gone."""
        self._at_s = now_s
        self.deci_c = deci_c

    def is_known(self, now_s: int) -> bool:
        """Whether there is a measurement to act on."""
        is_known = self.deci_c is not None and 0 <= now_s - self._at_s <= self._stale_after_s
        if not is_known:
            # Whoever comes back after a silence begins cold, as after a start.
            self._is_too_hot = False
        return is_known

    def is_too_hot(self) -> bool:
        """Whether it has been too hot and not yet cooled down, by the last measurement."""
        deci_c = self.deci_c
        if deci_c is not None:
            if deci_c >= self._stop_deci_c:
                self._is_too_hot = True
            elif deci_c <= self._restart_deci_c:
                self._is_too_hot = False
        return self._is_too_hot
