"""The rules of a load: which of them comes first, and both sides of every limit."""

from house_of_rules import MIDNIGHT_AT_S, Wish, clock_s, controller_of, heater, live, rules_with, turn
from nethour.control import inputs
from nethour.control.guarantee import Guarantee
from nethour.control.heat_up import HeatUp
from nethour.control.load_rules import LoadRules
from nethour.control.temperature import Temperature
from nethour.control.time_window import TimeWindows
from timeline import is_refused

COLD, HOT = 400, 600


def all_rules():
    """Every rule at once, each in force at noon: too hot, forced, heating up, due now, over its maximum, outside."""
    return rules_with(
        temperature=Temperature(600, 500),
        heat_up=HeatUp(7, 0, 3600, 600),
        guarantee=Guarantee(86400, 24 * 3600, 0),
        max_run_s=0,
        windows=TimeWindows(["03:00-04:00"]),
        max_switchings=0,
    )


def decided(without=(), temperature=COLD, forced=None, power_w=0, is_resting=False):
    """(is on, reason) at noon of a load that the strategy wants on, its rules but for those in `without`."""
    rules = all_rules()
    for name in without:
        setattr(rules, name, None)
    controller = controller_of([heater(rules)], Wish(True), watch=Resting())
    now_s = MIDNIGHT_AT_S + clock_s("12:00")
    if temperature is not None:
        controller.take(now_s, inputs.TEMPERATURE, 0, temperature, 0)
    if forced is not None:
        controller.take(now_s, inputs.OVERRIDE, 0, forced, now_s + 60)
    if is_resting:
        controller.loads[0].retry_at_s = now_s + 60
    return turn(controller, "12:00", power_w)


class Resting:
    """A watch that sees nothing and lets loads rest."""

    def see(self, at_s, grid_power_w):
        pass

    def switched(self, now_s, load):
        pass

    def rests(self, now_s, load):
        return True


OPEN = ("windows",)
NO_HEAT_UP = ("heat_up",)
NOT_DUE = ("heat_up", "guarantee")
NO_MAXIMUM = NOT_DUE + ("max_run_s",)
ANY_TIME = NO_MAXIMUM + ("windows",)
FREE = ANY_TIME + ("max_switchings",)


def test_the_first_rule_that_applies_wins():
    for result, circumstances in (
        # silent meter, before everything
        ((False, "no_reading_yet"), {"power_w": None, "forced": 1}),
        # temperature, before the user
        ((False, "too_hot"), {"temperature": HOT, "forced": 1}),
        ((False, "temperature_unknown"), {"temperature": None, "forced": 1}),
        # the user, before what the water or the day needs
        ((False, "forced_off"), {"forced": 0, "without": OPEN}),
        ((True, "forced_on"), {"forced": 1, "is_resting": True}),
        # heat-up, before the guarantee, outside of windows and maximum too
        ((True, "heat_up"), {}),
        ((True, "heat_up"), {"is_resting": True}),
        # the guarantee, before the maximum, but not outside of its windows
        ((True, "guarantee"), {"without": NO_HEAT_UP + OPEN}),
        ((False, "daily_maximum"), {"without": NO_HEAT_UP}),
        ((False, "daily_maximum"), {"without": NOT_DUE}),
        ((False, "outside_windows"), {"without": NO_MAXIMUM}),
        ((False, "budget_spent"), {"without": ANY_TIME}),
        ((False, "satisfied"), {"without": FREE, "is_resting": True}),
        ((True, "surplus"), {"without": FREE}),
    ):
        assert decided(**circumstances) == result, (result, circumstances)


def test_outside_of_its_windows_a_load_does_not_run_inside_the_strategy_decides():
    load = heater(rules_with(windows=TimeWindows(["th 10:00-12:00"])))
    controller = controller_of([load], Wish(True))
    assert live(controller, "09:00", "13:00") == [
        ("09:00", False, "outside_windows"),
        ("10:00", True, "surplus"),
        ("12:00", False, "outside_windows"),
    ]
    assert live(controller, "24:00", "37:00") == [("24:00", False, "outside_windows")]


def test_the_end_of_a_window_obeys_minimum_on_time():
    load = heater(rules_with(windows=TimeWindows(["11:58-12:00"])), min_on_s=300)
    assert live(controller_of([load], Wish(True)), "11:50", "12:10") == [
        ("11:50", False, "outside_windows"),
        ("11:58", True, "surplus"),
        ("12:00", True, "held_min_on"),
        ("12:03", False, "outside_windows"),
    ]


def test_windows_are_local_and_not_in_gmt():
    # 10:00 in Spain is 8:00 UTC in July; two weeks in March later it is 9:00.
    load = heater(rules_with(windows=TimeWindows(["10:00-11:00"])))
    assert live(controller_of([load], Wish(True)), "09:00", "10:30")[1] == ("10:00", True, "surplus")
    winter_midnight_at_s = 189_298_800  # 2025-12-31 00:00 in Spain, 23:00 UTC
    load = heater(rules_with(windows=TimeWindows(["10:00-11:00"])))
    changes = live(controller_of([load], Wish(True)), "09:00", "10:30", midnight_at_s=winter_midnight_at_s)
    assert changes[1] == ("10:00", True, "surplus")


def test_the_daily_maximum_ends_the_day_and_midnight_begins_another():
    load = heater(rules_with(max_run_s=7200))
    assert live(controller_of([load], Wish(True)), "20:00", "26:30") == [
        ("20:00", True, "surplus"),
        ("22:00", False, "daily_maximum"),
        ("24:00", True, "surplus"),
        ("26:00", False, "daily_maximum"),
    ]


def test_what_happened_while_no_turn_was_taken_is_not_counted():
    load = heater(rules_with(max_run_s=7200))
    controller = controller_of([load], Wish(True))
    turn(controller, "12:00")
    turn(controller, "12:01")
    turn(controller, "12:02:01")
    assert load.rules.count.ran_s == 60
    assert load.rules.count.used_wh == 16


def test_a_load_does_not_start_when_its_minimum_on_time_would_exceed_the_maximum():
    load = heater(rules_with(max_run_s=3600), min_on_s=600)
    strategy = Wish(True)
    controller = controller_of([load], strategy)
    live(controller, "12:00", "12:50")
    strategy.is_on = False
    assert live(controller, "12:50", "13:00") == [("12:50", False, "no_surplus")]
    strategy.is_on = True
    # 50 minutes gone: ten are left, just enough
    assert live(controller, "13:00", "13:05") == [("13:00", True, "surplus")]
    strategy.is_on = False
    assert live(controller, "13:05", "13:15")[1:] == [("13:10", False, "daily_maximum")]
    load.rules.count.ran_s -= 599
    strategy.is_on = True
    assert live(controller, "13:20", "13:21") == [("13:20", False, "daily_maximum")]


def test_a_start_needs_two_switchings_of_the_budget_a_stop_none():
    load = heater(rules_with(max_switchings=3))
    strategy = Wish()
    controller = controller_of([load], strategy)
    seen = []
    for hour in range(10, 14):
        strategy.is_on = hour % 2 == 0
        seen.append(turn(controller, f"{hour}:00", 0))
    assert seen == [(True, "surplus"), (False, "no_surplus"), (False, "budget_spent"), (False, "budget_spent")]
    assert turn(controller, "24:00", 0)[0] is False
    strategy.is_on = True
    assert turn(controller, "24:01", 0) == (True, "surplus")


def test_the_guarantee_may_exceed_the_budget():
    load = heater(rules_with(max_switchings=2, guarantee=Guarantee(clock_s("20:00"), 3600, 0)))
    strategy = Wish(True)
    controller = controller_of([load], strategy)
    turn(controller, "10:00", 0)
    strategy.is_on = False
    turn(controller, "10:01", 0)
    assert live(controller, "18:50", "20:10") == [
        ("18:50", False, "budget_spent"),
        ("19:00", True, "guarantee"),
        ("19:59", False, "no_surplus"),
        ("20:00", False, "budget_spent"),
    ]


def test_an_override_ends_by_itself_and_does_not_leave_the_load_on_for_ever():
    controller = controller_of([heater(min_on_s=0)])
    now_s = MIDNIGHT_AT_S + clock_s("12:00")
    controller.take(now_s, inputs.OVERRIDE, 0, 1, now_s + 2 * 3600)
    assert live(controller, "12:00", "15:00") == [("12:00", True, "forced_on"), ("14:00", False, "no_surplus")]


def test_an_override_beats_minimum_times_both_ways_and_can_be_taken_back():
    controller = controller_of([heater(min_on_s=3600, min_off_s=3600)])
    now_s = MIDNIGHT_AT_S + clock_s("12:00")
    assert turn(controller, "11:59") == (False, "no_surplus")
    controller.take(now_s, inputs.OVERRIDE, 0, 1, now_s + 3600)
    assert turn(controller, "12:00") == (True, "forced_on")
    controller.take(now_s, inputs.OVERRIDE, 0, 0, now_s + 3600)
    assert turn(controller, "12:01") == (False, "forced_off")
    controller.take(now_s, inputs.OVERRIDE, 0, 1, now_s + 3600)
    turn(controller, "12:02")
    controller.take(now_s, inputs.OVERRIDE, 0, 0, 0)
    # the strategy decides again, and it obeys the minimum on time
    assert turn(controller, "12:03") == (True, "held_min_on")


def test_temperature_stops_at_its_limit_and_lets_go_at_the_other():
    load = heater(LoadRules(temperature=Temperature(600, 500)), min_on_s=3600, min_off_s=0)
    controller = controller_of([load], Wish(True))
    for at, deci_c, result in (
        ("12:00", 599, (True, "surplus")),
        ("12:01", 600, (False, "too_hot")),
        ("12:02", 501, (False, "too_hot")),
        ("12:03", 500, (True, "surplus")),
        ("12:04", 501, (True, "surplus")),
        ("12:05", 700, (False, "too_hot")),
    ):
        controller.take(MIDNIGHT_AT_S + clock_s(at), inputs.TEMPERATURE, 0, deci_c, 0)
        assert turn(controller, at) == result, at


def test_an_unknown_temperature_is_the_safe_state_whatever_that_is():
    for is_safe_on in (False, True):
        load = heater(LoadRules(temperature=Temperature(600, 500, 600)), is_safe_on=is_safe_on, min_on_s=9999)
        controller = controller_of([load], Wish(True))
        assert turn(controller, "11:59") == (is_safe_on, "temperature_unknown")
        controller.take(MIDNIGHT_AT_S + clock_s("12:00"), inputs.TEMPERATURE, 0, 300, 0)
        assert turn(controller, "12:10") == (True, "surplus")
        assert turn(controller, "12:10:01") == (is_safe_on, "temperature_unknown")
        controller.take(MIDNIGHT_AT_S + clock_s("12:11"), inputs.TEMPERATURE, 0, inputs.UNKNOWN, 0)
        assert turn(controller, "12:11") == (is_safe_on, "temperature_unknown")


def test_a_clock_set_back_makes_a_measurement_unknown():
    controller = controller_of([heater(LoadRules(temperature=Temperature(600, 500)))], Wish(True))
    controller.take(MIDNIGHT_AT_S + clock_s("12:00"), inputs.TEMPERATURE, 0, 300, 0)
    assert turn(controller, "12:00") == (True, "surplus")
    assert turn(controller, "11:59") == (False, "temperature_unknown")


def test_inputs_that_nobody_wants_change_nothing():
    controller = controller_of([heater()], Wish(True))
    for kind in range(12):
        for index in (0, 1, 255):
            if kind != inputs.OVERRIDE or index:
                controller.take(MIDNIGHT_AT_S, kind, index, 1, MIDNIGHT_AT_S + 3600)
    assert turn(controller, "00:10") == (True, "surplus")


def test_a_temperature_that_makes_no_sense_is_refused():
    assert is_refused(lambda: Temperature(500, 500))
    assert not is_refused(lambda: Temperature(501, 500))
