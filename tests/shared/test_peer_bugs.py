"""Mistakes that other controllers shipped and that no other test names; docs/reference/peer-bugs.md lists them all."""

from house_of_rules import MIDNIGHT_AT_S, Wish, clock_s, controller_of, heater, rules_with
from nethour.control import inputs
from nethour.control.strategies.off import Off
from nethour.control.temperature import Temperature
from nethour.control.time_window import TimeWindows
from nethour.reading import Reading

NOON_AT_S = MIDNIGHT_AT_S + clock_s("12:00")


def night_window():
    rules = rules_with()
    rules.windows = TimeWindows(["22:00-23:00"])
    return rules


def without_temperature():
    rules = rules_with()
    rules.temperature = Temperature(650, 600)
    return rules


def test_the_balance_is_kept_in_turns_in_which_nothing_is_decided():
    forced_off = controller_of([heater()], Wish(True))
    forced_off.take(NOON_AT_S, inputs.OVERRIDE, 0, 0, NOON_AT_S + 3600)
    for controller in (
        forced_off,
        controller_of([heater()], Off()),
        controller_of([heater(min_off_s=3600)], Wish(True)),
        controller_of([heater(night_window())], Wish(True)),
        controller_of([heater(without_temperature())], Wish(True)),
    ):
        for after_s in range(0, 110, 10):
            now_s = NOON_AT_S + after_s
            # In one turn the meter says nothing: what it said before holds.
            controller.step(now_s, None if after_s == 50 else Reading(now_s, -600))
        assert controller.loads[0].switching_count == 0
        assert controller.net_ws == -600 * 100


def test_minimum_times_are_seconds_however_many_turns_there_are_in_them():
    for spacing_s in (1, 7, 30, 45):
        load = heater(min_off_s=90)
        controller = controller_of([load], Wish(True))
        now_s = NOON_AT_S
        while not load.is_on:
            controller.step(now_s, Reading(now_s, -5000))
            now_s += spacing_s
        assert 90 <= load.since_s - NOON_AT_S < 90 + spacing_s, spacing_s
