"""Control objects from validated settings. Imports only what a configuration uses: the rest costs a board no memory."""

from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.register_anchor import RegisterAnchor
from nethour.control.strategies.build import build_strategy
from nethour.settings import SPAIN

MIDDLE_OF_SPAIN = (404, -37)
"""Latitude and longitude [tenths of a degree]."""


def build(config) -> Controller:
    """The controller that a Config describes, in its first state."""
    parts = _Parts(config)
    loads = [parts.load(settings) for settings in config.loads]
    watch = None
    if config.learn_power == "on":
        from nethour.control.power_watch import PowerWatch

        watch = PowerWatch(loads, config.retry_s)
    controller = Controller(
        loads,
        build_strategy(config.strategy, len(loads), config.settlement_s, config.stale_after_s, parts.place),
        config.settlement_s,
        config.stale_after_s,
        config.stagger_s,
        config.max_import_w,
        parts.local_time,
        watch,
        parts.prices,
    )
    controller.target_net_ws = 3600 * (config.target_net_wh + _bias_wh(config.bias))
    anchor = RegisterAnchor(config.meter["register_step_wh"] or 0)
    anchor.is_used = config.meter["registers"] == "net"
    controller.ledger.anchor = anchor
    return controller


def _bias_wh(bias) -> int:
    if bias is None:
        return 0
    from nethour.control.target import bias_wh

    bought, given, used = (round(bias[name + "_eur_per_kwh"] * 10000) for name in ("import", "export", "load"))
    return bias_wh(bought, given, used, bias["forecast_sd_wh"])


class _Parts:
    """Makes loads with their rules; what they share is made when the first one needs it."""

    def __init__(self, config):
        self._config = config
        self.local_time = None
        self.prices = None
        if config.prices is not None:
            from nethour.control.prices import PriceTable

            self.prices = PriceTable(config.prices["step_s"])

    def load(self, settings: dict) -> Load:
        return Load(
            settings["name"],
            settings["rated_power_w"],
            settings["min_on_s"],
            settings["min_off_s"],
            settings["safe_state"] == "on",
            self._rules(settings),
        )

    def _rules(self, settings: dict):
        guarantee = settings["guarantee"]
        heat_up = settings["heat_up"]
        windows = settings["windows"]
        max_minutes = settings["max_minutes_per_day"]
        max_switchings = settings["max_switchings_per_day"]
        probe = settings["temperature"]
        needs_days = not (guarantee is heat_up is windows is max_minutes is max_switchings is None)
        if probe is None and not needs_days:
            return None
        from nethour.control.load_rules import LoadRules

        rules = LoadRules(max_run_s=max_minutes and max_minutes * 60, max_switchings=max_switchings)
        if needs_days:
            self._add_days(rules)
        if windows is not None:
            from nethour.control.time_window import TimeWindows

            rules.windows = TimeWindows(windows)
        if probe is not None:
            from nethour.control.temperature import Temperature

            stale_after_s = probe["stale_after_s"]
            rules.temperature = Temperature(_tenths(probe["stop_c"]), _tenths(probe["restart_c"]), stale_after_s)
        if guarantee is not None:
            rules.guarantee = self._guarantee(guarantee)
        if heat_up is not None:
            rules.heat_up = _heat_up(heat_up)
        return rules

    def place(self) -> tuple:
        """Latitude and longitude of the house, as given or guessed [tenths of a degree]."""
        place = self._config.place
        if place is not None:
            return _tenths(place["latitude"]), _tenths(place["longitude"])
        if self._config.timezone == SPAIN:
            # Its clock is an hour ahead of its sun, which no guess from the clock could know.
            return MIDDLE_OF_SPAIN
        from nethour.control.local_time import LocalTime
        from nethour.control.sun import guessed_place

        return guessed_place(self.local_time or LocalTime(self._config.timezone))

    def _add_days(self, rules) -> None:
        from nethour.control.day_count import DayCount
        from nethour.control.local_time import LocalTime

        if self.local_time is None:
            self.local_time = LocalTime(self._config.timezone)
        rules.local_time = self.local_time
        rules.count = DayCount(self._config.stale_after_s)

    def _guarantee(self, settings: dict):
        from nethour.control.guarantee import Guarantee
        from nethour.control.time_window import time_of_day_s

        config = self._config
        return Guarantee(
            time_of_day_s(settings["deadline"]),
            (settings["minutes"] or 0) * 60,
            settings["wh"] or 0,
            settings["buy_within_s"],
            # Two turns, and every load may have to start before this one.
            2 * config.turn_s + len(config.loads) * config.stagger_s,
            self.prices,
        )


def _heat_up(settings: dict):
    from nethour.control.heat_up import HeatUp
    from nethour.control.time_window import time_of_day_s

    reach_c = settings["reach_c"]
    return HeatUp(
        settings["every_days"],
        time_of_day_s(settings["at"]),
        settings["minutes"] * 60,
        None if reach_c is None else _tenths(reach_c),
    )


def _tenths(degrees) -> int:
    return round(degrees * 10)
