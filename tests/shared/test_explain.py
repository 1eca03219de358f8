"""Until when the reason of a load holds."""

from house_of_rules import MIDNIGHT_AT_S, Wish, clock_s, controller_of, heater, turn
from nethour.control import inputs
from nethour.control.explain import until_at_s


def until(controller, at, power_w=0):
    """(reason, time of the day until which it holds in seconds, or None) after a turn."""
    why = turn(controller, at, power_w)[1]
    end_at_s = until_at_s(controller.loads[0])
    return why, None if end_at_s is None else end_at_s - MIDNIGHT_AT_S


def test_minimum_times_end():
    strategy = Wish(True)
    controller = controller_of([heater(min_on_s=600, min_off_s=300)], strategy)
    assert until(controller, "12:00") == ("held_min_off", clock_s("12:05"))
    assert until(controller, "12:05") == ("surplus", None)
    strategy.is_on = False
    assert until(controller, "12:06") == ("held_min_on", clock_s("12:15"))
    assert until(controller, "12:15") == ("no_surplus", None)


def test_an_override_ends():
    controller = controller_of([heater()])
    for is_on, why in ((1, "forced_on"), (0, "forced_off")):
        controller.take(MIDNIGHT_AT_S, inputs.OVERRIDE, 0, is_on, MIDNIGHT_AT_S + clock_s("18:00"))
        assert until(controller, "12:00") == (why, clock_s("18:00"))


def test_what_was_shed_waits_and_what_may_not_start_waits_for_no_time():
    controller = controller_of([heater(min_off_s=300)], Wish(True), max_import_w=2000)
    assert until(controller, "12:00")[0] == "held_min_off"
    assert until(controller, "12:05", 1500) == ("import_limit", None)
    assert until(controller, "12:06", 500) == ("surplus", None)
    assert until(controller, "12:07", 2500) == ("import_limit", clock_s("12:12"))
    assert until(controller, "12:08", 500) == ("import_limit", clock_s("12:12"))


def test_a_rest_ends():
    class Resting:
        def see(self, at_s, grid_power_w):
            pass

        def rests(self, now_s, load):
            return True

    controller = controller_of([heater()], Wish(), watch=Resting())
    controller.loads[0].retry_at_s = MIDNIGHT_AT_S + clock_s("13:00")
    assert until(controller, "12:00") == ("satisfied", clock_s("13:00"))
    controller.loads[0].is_suspect = True
    assert until(controller, "12:01") == ("off_but_drawing", clock_s("13:00"))


def test_a_silent_meter_has_no_end():
    assert until(controller_of([heater()]), "12:00", None) == ("no_reading_yet", None)
