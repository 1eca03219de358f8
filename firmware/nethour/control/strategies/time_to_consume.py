"""*Time to consume*, inherited from the thesis, with its three predictors and for any number of loads."""

from nethour.control import forecast, ratio, reason

PREDICTORS = ("current_power", "average_power", "none")


class TimeToConsume:
    """Runs a load when the surplus expected at the end of the period needs the rest of it to be consumed.

    At most one load switches a turn: the first that is off is tried for on, in order of priority; if it
    stays off, the last that is on is tried for off.

    on_min_wh     expected surplus below which nothing starts [Wh]
    end_at_wh     expected surplus, without the load, at or below which it stops [Wh]
    factor_pct    share of the remaining time that the surplus must feed the load for it to start [1 .. 100 %]
    predictor     what a start expects at the end of the period: `current_power`, that the power of this instant holds;
                  `average_power`, that the average since the period began does; `none`, the balance as it is.
                  A stop always expects the power of this instant to hold
    settlement_s  length of a settlement period [s]

    Source: the thesis' rules for two loads; expected >= on_min and expected / load >= remaining * factor starts one,
    energy + (power + load) * remaining <= end_at stops one, surplus positive there.

    Raises ValueError for a factor or a predictor that is none of these.
    """

    def __init__(
        self,
        on_min_wh: int = 75,
        end_at_wh: int = 0,
        factor_pct: int = 100,
        predictor: str = "current_power",
        settlement_s: int = 3600,
    ):
        if not 1 <= factor_pct <= 100:
            raise ValueError(f"factor_pct must be 1 to 100, not {factor_pct}")
        if predictor not in PREDICTORS:
            raise ValueError(f"predictor must be one of {', '.join(PREDICTORS)}, not {predictor}")
        self._on_min_ws = on_min_wh * 3600
        self._end_at_ws = end_at_wh * 3600
        self._factor_pct = factor_pct
        self._projects_power = predictor == "current_power"
        self._projects_average = predictor == "average_power"
        self._settlement_s = settlement_s

    def decide(self, now_s: int, remaining_s: int, net_ws: int, grid_power_w: int, loads: list) -> None:
        """Want every load on or off. [s since 2020, s, Ws deficit positive, W import positive]"""
        first_off = None
        last_on = None
        for load in loads:
            if not load.is_free:
                continue
            if load.is_on:
                last_on = load
                load.want(True, reason.RUNNING)
            else:
                if first_off is None:
                    first_off = load
                load.want(False, reason.NO_SURPLUS)
        projected_ws = -forecast.current_power_ws(net_ws, grid_power_w, remaining_s)
        expected_ws = projected_ws if self._projects_power else -net_ws
        if first_off is not None and self._may_start(first_off.power_w, expected_ws, remaining_s):
            first_off.want(True, reason.SURPLUS)
        elif last_on is not None and projected_ws + last_on.power_w * remaining_s <= self._end_at_ws:
            last_on.want(False, reason.FORECAST_DEFICIT)

    def _may_start(self, load_power_w: int, expected_ws: int, remaining_s: int) -> bool:
        # What is expected is expected_ws / per * times: the average power is never divided out, so nothing is rounded.
        per = times = 1
        elapsed_s = self._settlement_s - remaining_s
        if self._projects_average and elapsed_s > 0:
            per = elapsed_s
            times = self._settlement_s
        if not ratio.is_at_least(expected_ws, per, self._on_min_ws, times):
            return False
        return ratio.is_at_least(expected_ws, per * remaining_s, load_power_w * self._factor_pct, 100 * times)
