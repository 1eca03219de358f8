"""*Just in time*: a load switches at the last moment at which the rest of the period can still be put right."""

from nethour.control import reason
from nethour.control.strategies.wear import Normal, Sparing
from nethour.control.surplus_forecast import SurplusForecast

WEAR = ("normal", "sparing")


class JustInTime:
    """Lets every period end near zero with few switchings: what can wait, waits, for it may become needless.

    A load that cannot run the whole period starts late and stays on over the edge; in the next it stops early and stays
    off over the edge. The load that draws most does this, the others run through. Headroom is the surplus expected at
    the end of the period if nothing switches. A load starts when the headroom would feed it to the end, and
    stops when stopping now would just bring the headroom back to zero; each with a margin, and each only when it moves
    enough energy to be worth a switching, more so where it leads away from what the next period needs.

    settlement_s   length of a settlement period [s]
    sun            Sun over the house, or None where its place is not known
    wear           "normal", or "sparing" for fewer switchings at the price of some energy, see wear.py

    A load counts with the power it really draws (`power_w`), one that rests (`retry_at_s`) with none; one that is not
    free is left alone. At most one load switches a turn.

    Raises ValueError for a wear that is neither.
    """

    def __init__(self, settlement_s: int = 3600, sun=None, wear: str = "normal"):
        if wear not in WEAR:
            raise ValueError(f"wear must be one of {', '.join(WEAR)}, not {wear}")
        numbers = Sparing if wear == "sparing" else Normal
        self._numbers = numbers
        self._settlement_s = settlement_s
        self._forecast = SurplusForecast(
            sun,
            numbers.STEADY_BINS,
            numbers.QUICK_BINS,
            numbers.SLOW_S,
            numbers.STEADY_LEAN,
            numbers.QUICK_LEAN,
        )

    def decide(self, now_s: int, remaining_s: int, net_ws: int, grid_power_w: int, loads: list) -> None:
        """Want every load on or off. [s since 2020, s, Ws deficit positive, W import positive]"""
        on_w = 0
        load_w = 0
        running_count = 0
        idle_count = 0
        to_stop = None
        to_start = None
        for load in loads:
            power_w = load.power_w
            load_w += power_w
            if load.is_on:
                load.want(True, reason.RUNNING)
                if load.retry_at_s is None:
                    running_count += 1
                    on_w += power_w
                    # >= here and > below: of equal loads the first in priority runs longest
                    is_larger = to_stop is None or power_w >= to_stop.power_w
                    if is_larger and load.is_free and not load.is_held(now_s):
                        to_stop = load
            else:
                load.want(False, reason.NO_SURPLUS)
                if load.is_free and load.retry_at_s is None:
                    idle_count += 1
                    if (to_start is None or power_w > to_start.power_w) and not load.is_held(now_s):
                        to_start = load
        forecast = self._forecast
        forecast.observe(now_s, on_w - grid_power_w, load_w)
        forecast.look(now_s, remaining_s)
        if to_stop is not None:
            most_w = forecast.high_w - on_w
            most_ws = most_w * remaining_s - net_ws
            if self._may_stop(to_stop.power_w, running_count > 1, most_w, most_ws, remaining_s):
                to_stop.want(False, reason.FORECAST_DEFICIT)
                return
        if to_start is not None:
            least_w = forecast.low_w - on_w
            least_ws = least_w * remaining_s - net_ws
            if self._may_start(to_start.power_w, idle_count > 1, least_w, least_ws, remaining_s):
                to_start.want(True, reason.SURPLUS)

    def _may_stop(self, load_w: int, others_run: bool, spare_w: int, headroom_ws: int, remaining_s: int) -> bool:
        numbers = self._numbers
        if others_run:
            margin = numbers.STOP_MARGIN + numbers.STOP_MARGIN_HOUR * remaining_s // 3600
        else:
            margin = numbers.LAST_STOP_MARGIN + numbers.LAST_STOP_MARGIN_HOUR * remaining_s // 3600
        moved_ws = load_w * remaining_s
        if headroom_ws + moved_ws > margin * load_w // 1000 * remaining_s:
            return False
        return moved_ws >= self._price_ws(load_w, spare_w, spare_w + load_w)

    def _may_start(self, load_w: int, others_idle: bool, spare_w: int, headroom_ws: int, remaining_s: int) -> bool:
        numbers = self._numbers
        if others_idle:
            margin = numbers.START_MARGIN + numbers.START_MARGIN_HOUR * remaining_s // 3600
        else:
            margin = numbers.LAST_START_MARGIN + numbers.LAST_START_MARGIN_HOUR * remaining_s // 3600
        if headroom_ws < (load_w - margin * load_w // 1000) * remaining_s:
            return False
        return headroom_ws >= self._price_ws(load_w, spare_w, spare_w - load_w)

    def _price_ws(self, load_w: int, before_w: int, after_w: int) -> int:
        """The least energy worth a switching [Ws], by how far off the power is before and after it [W]."""
        numbers = self._numbers
        worse = (abs(after_w) - abs(before_w)) * 1000 // load_w
        share = numbers.PRICE + worse * numbers.PRICE_SLOPE // 1000
        share = max(numbers.LEAST_PRICE, min(numbers.MOST_PRICE, share))
        return share * (self._forecast.usable_w * self._settlement_s // 1000)
