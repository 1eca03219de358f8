"""The heat-up against legionella: when it is due, when it is over, and what it does when it fails."""

from house_of_rules import MIDNIGHT_AT_S, Wish, clock_s, controller_of, heater, live, rules_with, turn
from nethour.control import inputs
from nethour.control.heat_up import HeatUp
from nethour.control.temperature import Temperature

DAY_S = 86400


def house(every_days=7, run_s=7200, reach_deci_c=None, last_day=None, strategy=None, **limits):
    heat_up = HeatUp(every_days, clock_s("13:00"), run_s, reach_deci_c)
    heat_up.last_day = last_day
    probe = None if reach_deci_c is None else Temperature(700, 600, 100 * DAY_S)
    controller = controller_of([heater(rules_with(heat_up=heat_up, temperature=probe), **limits)], strategy)
    if reach_deci_c is not None:
        controller.take(MIDNIGHT_AT_S, inputs.TEMPERATURE, 0, 300, 0)
    return controller


def today(controller):
    rules = controller.loads[0].rules
    rules.local_time.update(MIDNIGHT_AT_S)
    return rules.local_time.day


def on_days(controller, days):
    """On how many of these days it runs, and for how long [min]."""
    minutes = []
    for day in range(days):
        ran_count = 0
        for second in range(0, DAY_S, 60):
            turn(controller, day * DAY_S + second, 300)
            ran_count += controller.loads[0].is_on
        minutes.append(ran_count)
    return minutes


def test_without_a_probe_it_runs_for_its_time_once_a_week():
    assert on_days(house(), 9) == [120, 0, 0, 0, 0, 0, 0, 120, 0]


def test_it_begins_at_its_time_of_the_day():
    assert live(house(), "12:00", "16:00") == [
        ("12:00", False, "no_surplus"),
        ("13:00", True, "heat_up"),
        ("15:00", False, "no_surplus"),
    ]


def test_a_run_of_its_length_by_itself_counts():
    strategy = Wish(True)
    controller = house(run_s=3600, strategy=strategy)
    live(controller, "09:00", "10:01")
    strategy.is_on = False
    assert live(controller, "10:01", "24:00") == [("10:01", False, "no_surplus")]


def test_two_halves_of_a_run_are_none():
    strategy = Wish()
    controller = house(run_s=3600, strategy=strategy)
    for hour in (9, 10):
        strategy.is_on = True
        live(controller, f"{hour}:00", f"{hour}:59")
        strategy.is_on = False
        turn(controller, f"{hour}:59", 300)
    assert live(controller, "13:00", "13:10") == [("13:00", True, "heat_up")]


def test_with_a_probe_it_ends_when_the_water_is_hot():
    controller = house(reach_deci_c=600)
    assert live(controller, "12:00", "14:00") == [("12:00", False, "no_surplus"), ("13:00", True, "heat_up")]
    controller.take(MIDNIGHT_AT_S + clock_s("14:00"), inputs.TEMPERATURE, 0, 599, 0)
    assert turn(controller, "14:00") == (True, "heat_up")
    controller.take(MIDNIGHT_AT_S + clock_s("14:01"), inputs.TEMPERATURE, 0, 600, 0)
    assert turn(controller, "14:01") == (False, "no_surplus")
    controller.take(MIDNIGHT_AT_S + clock_s("14:02"), inputs.TEMPERATURE, 0, 300, 0)
    assert on_days(controller, 9)[1:] == [0, 0, 0, 0, 0, 0, 120, 120]


def test_water_that_the_sun_has_made_hot_counts():
    controller = house(reach_deci_c=600)
    controller.take(MIDNIGHT_AT_S, inputs.TEMPERATURE, 0, 610, 0)
    turn(controller, "09:00")
    controller.take(MIDNIGHT_AT_S, inputs.TEMPERATURE, 0, 300, 0)
    assert live(controller, "09:01", "24:00") == [("09:01", False, "no_surplus")]


def test_an_attempt_that_fails_is_repeated_the_next_day():
    assert on_days(house(reach_deci_c=600), 3) == [120, 120, 120]


def test_the_day_of_the_last_one_is_what_counts():
    controller = house()
    controller.loads[0].rules.heat_up.last_day = today(controller) - 6
    assert on_days(controller, 3) == [0, 120, 0]


def test_a_last_day_that_is_still_to_come_was_told_by_a_wrong_clock():
    controller = house()
    controller.loads[0].rules.heat_up.last_day = today(controller) + 1000
    assert on_days(controller, 2) == [120, 0]


def test_it_is_remembered_over_a_restart():
    before = house()
    live(before, "12:00", "16:00")
    after = house()
    now_s = MIDNIGHT_AT_S + clock_s("16:00")
    for given in inputs.state(before, now_s):
        after.take(now_s, *given)
    assert live(after, "16:00", "24:00") == [("16:00", False, "no_surplus")]
    assert live(house(), "16:00", "24:00")[0] == ("16:00", True, "heat_up")
