"""*Time to consume* with the *current power* predictor, inherited from the thesis, for any number of loads."""

from nethour.control import forecast, reason


class TimeToConsume:
    """Runs a load when the surplus expected at the end of the period needs the rest of it to be consumed.

    At most one load switches a turn: the first that is off is tried for on, in order of priority; if it
    stays off, the last that is on is tried for off.

    on_min_wh     expected surplus below which nothing starts [Wh]
    end_at_wh     expected surplus, without the load, at or below which it stops [Wh]
    factor_pct    share of the remaining time that the surplus must feed the load for it to start [1 .. 100 %]

    Source: the thesis' rules for two loads; expected >= on_min and expected / load >= remaining * factor starts one,
    energy + (power + load) * remaining <= end_at stops one, surplus positive there.
    """

    def __init__(self, on_min_wh: int = 75, end_at_wh: int = 0, factor_pct: int = 100):
        if not 1 <= factor_pct <= 100:
            raise ValueError(f"factor_pct must be 1 to 100, not {factor_pct}")
        self._on_min_ws = on_min_wh * 3600
        self._end_at_ws = end_at_wh * 3600
        self._factor_pct = factor_pct

    def decide(self, now_s: int, remaining_s: int, net_ws: int, grid_power_w: int, loads: list) -> None:
        """Want every load on or off. [s since 2020, s, Ws deficit positive, W import positive]"""
        first_off = None
        last_on = None
        for load in loads:
            if load.is_on:
                last_on = load
                load.want(True, reason.RUNNING)
            else:
                if first_off is None:
                    first_off = load
                load.want(False, reason.NO_SURPLUS)
        expected_ws = -forecast.current_power_ws(net_ws, grid_power_w, remaining_s)
        if first_off is not None and self._may_start(first_off.rated_power_w, expected_ws, remaining_s):
            first_off.want(True, reason.SURPLUS)
        elif last_on is not None and expected_ws + last_on.rated_power_w * remaining_s <= self._end_at_ws:
            last_on.want(False, reason.FORECAST_DEFICIT)

    def _may_start(self, load_power_w: int, expected_ws: int, remaining_s: int) -> bool:
        # expected * 100 >= load * remaining * factor, exact without leaving a board's 31-bit integers
        need_ws = load_power_w * remaining_s
        whole = need_ws // 100
        part = need_ws - whole * 100
        needed_ws = whole * self._factor_pct + (part * self._factor_pct + 99) // 100
        return expected_ws >= self._on_min_ws and expected_ws >= needed_ws
