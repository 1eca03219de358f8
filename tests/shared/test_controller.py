"""The controller's timelines: readings in, decisions with their reasons out. Import is positive."""

from nethour.control import reason
from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour.reading import Reading

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
STALE_AFTER_S = 60


def controller_of(*loads, strategy=None):
    return Controller(list(loads), strategy or TimeToConsume(), 3600, STALE_AFTER_S)


def heater(**limits):
    return Load("heater", 1000, **limits)


def turn(controller, after_noon_s, grid_power_w, age_s=0):
    """A turn with a reading `age_s` old, or without one; (is on, reason) of the only load."""
    now_s = NOON_AT_S + after_noon_s
    reading = None if grid_power_w is None else Reading(now_s - age_s, grid_power_w)
    controller.step(now_s, reading)
    load = controller.loads[0]
    return load.is_on, reason.NAMES[load.reason]


class Script:
    """A strategy that wants what it is told, and notes what it was asked with."""

    def __init__(self):
        self.is_on = False
        self.asked = []

    def decide(self, now_s, remaining_s, net_ws, grid_power_w, loads):
        self.asked.append((now_s - NOON_AT_S, remaining_s, net_ws, grid_power_w))
        for load in loads:
            load.want(self.is_on, reason.SURPLUS if self.is_on else reason.FORECAST_DEFICIT)


def test_a_sunny_hour_with_a_cloud():
    controller = controller_of(heater(min_on_s=300, min_off_s=300))
    timeline = (
        # after noon, grid power -> is on, reason
        (0, -400, False, "no_surplus"),
        (60, -1500, False, "held_min_off"),
        (120, -1500, False, "held_min_off"),
        (180, -1500, False, "held_min_off"),
        (240, -1500, False, "held_min_off"),
        (300, -1500, True, "surplus"),
        (360, -500, True, "running"),
        (420, 1800, True, "held_min_on"),
        (480, 1800, True, "held_min_on"),
        (540, 1800, True, "held_min_on"),
        (600, 1800, False, "forecast_deficit"),
        (660, 800, False, "no_surplus"),
    )
    for after_noon_s, grid_power_w, is_on, why in timeline:
        assert turn(controller, after_noon_s, grid_power_w) == (is_on, why), after_noon_s
    assert controller.loads[0].switching_count == 2


def test_the_balance_is_that_of_this_turn_and_import_is_positive():
    controller = controller_of(heater())
    assert controller.net_ws == 0
    turn(controller, 0, 600)
    turn(controller, 10, -200)
    assert controller.net_ws == 6000
    turn(controller, 15, None)
    assert controller.net_ws == 6000 - 5 * 200


def test_the_balance_starts_again_at_the_edge_and_the_straddling_interval_is_split():
    controller = controller_of(heater())
    turn(controller, 3540, 900)
    turn(controller, 3590, 300)
    turn(controller, 3605, 0)
    assert controller.net_ws == 5 * 300


def test_a_strategy_sees_the_turn_with_the_time_to_the_edge():
    strategy = Script()
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 3590, 500)
    turn(controller, 3600, -70)
    turn(controller, 3607, None)
    assert strategy.asked == [(3590, 10, 0, 500), (3600, 3600, 0, -70), (3607, 3593, -490, -70)]


def test_a_reading_asked_before_the_turn_counts_from_when_it_was_asked():
    strategy = Script()
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 10, 500, age_s=4)
    assert strategy.asked == [(10, 3590, 4 * 500, 500)]


def test_before_the_first_reading_every_load_is_in_its_safe_state():
    controller = controller_of(heater())
    assert turn(controller, 0, None) == (False, "no_reading_yet")
    assert turn(controller_of(heater(is_safe_on=True)), 0, None) == (True, "no_reading_yet")


def test_a_short_silence_changes_nothing_a_long_one_brings_the_safe_state():
    controller = controller_of(heater())
    assert turn(controller, 0, -1500) == (True, "surplus")
    assert turn(controller, STALE_AFTER_S, None) == (True, "running")
    assert turn(controller, STALE_AFTER_S + 1, None) == (False, "stale_meter")


def test_the_safe_state_comes_in_spite_of_minimum_on_time():
    controller = controller_of(heater(min_on_s=3000))
    assert turn(controller, 0, -1500) == (True, "surplus")
    assert turn(controller, STALE_AFTER_S + 1, None) == (False, "stale_meter")


def test_a_strategy_is_not_asked_while_the_meter_is_stale():
    strategy = Script()
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 0, None)
    turn(controller, 1, 500)
    turn(controller, 100, None)
    assert len(strategy.asked) == 1


def test_after_a_silence_the_first_reading_decides_again_and_minimum_off_time_holds():
    controller = controller_of(heater(min_off_s=300))
    turn(controller, 0, -1500)
    turn(controller, 300, -1500)
    turn(controller, 400, None)
    assert turn(controller, 460, -1500) == (False, "held_min_off")
    assert turn(controller, 700, -1500) == (True, "surplus")


def test_nothing_is_integrated_over_a_silence():
    controller = controller_of(heater())
    turn(controller, 0, 700)
    turn(controller, 10, 700)
    turn(controller, 500, None)
    assert controller.net_ws == 7000
    turn(controller, 600, 100)
    assert (controller.net_ws, controller.ledger.unknown_s) == (7000, 590)


def test_a_reading_that_is_stale_when_it_comes_counts_as_none():
    controller = controller_of(heater())
    assert turn(controller, 0, -1500, age_s=STALE_AFTER_S + 1) == (False, "no_reading_yet")
    assert turn(controller, 5, -1500, age_s=STALE_AFTER_S) == (True, "surplus")


def test_a_reading_from_the_future_counts_as_none():
    assert turn(controller_of(heater()), 0, -1500, age_s=-1) == (False, "no_reading_yet")


def test_a_clock_set_back_ahead_of_the_last_reading_brings_the_safe_state_until_the_next_one():
    controller = controller_of(heater())
    assert turn(controller, 1000, -1500) == (True, "surplus")
    assert turn(controller, 500, None) == (False, "stale_meter")
    assert turn(controller, 510, -1500) == (True, "surplus")


def test_power_switched_on_counts_before_the_meter_can_show_it():
    strategy = Script()
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 0, -1500)
    strategy.is_on = True
    turn(controller, 10, -1500)
    turn(controller, 15, None)
    assert strategy.asked[-1] == (15, 3585, -15_000 - 5 * 500, -500)


def test_power_switched_off_counts_before_the_meter_can_show_it():
    strategy = Script()
    strategy.is_on = True
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 0, -1500)
    strategy.is_on = False
    turn(controller, 10, -500)
    turn(controller, 15, None)
    assert strategy.asked[-1][3] == -1500


def test_a_reading_asked_before_a_switching_is_taken_as_if_it_showed_it():
    strategy = Script()
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 0, -1500)
    strategy.is_on = True
    turn(controller, 10, -1500)
    turn(controller, 12, -1400, age_s=2)  # asked in the second of the switching
    assert strategy.asked[-1][3] == -400
    turn(controller, 13, -390, age_s=2)  # asked a second later
    assert strategy.asked[-1][3] == -390


def test_a_reading_asked_before_a_switching_off_is_taken_as_if_it_showed_it():
    strategy = Script()
    strategy.is_on = True
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 0, -1500)
    strategy.is_on = False
    turn(controller, 10, -500)
    turn(controller, 12, -450, age_s=2)
    assert strategy.asked[-1][3] == -1450


def test_a_load_that_never_switched_hides_nothing():
    strategy = Script()
    controller = controller_of(heater(), strategy=strategy)
    turn(controller, 0, -1500)
    turn(controller, 1, -1500, age_s=1)
    assert strategy.asked[-1][3] == -1500


def test_what_several_loads_hide_adds_up():
    strategy = Script()
    strategy.is_on = True
    controller = controller_of(heater(), Load("pump", 300), strategy=strategy)
    turn(controller, 0, -1500)
    turn(controller, 1, -1500, age_s=1)
    assert strategy.asked[-1][3] == -200


def test_a_controller_settles_every_hour_and_takes_a_minute_of_silence_unless_told_otherwise():
    controller = Controller([heater()], TimeToConsume())
    assert (controller.ledger.settlement_s, controller.ledger.stale_after_s) == (3600, 60)
    assert turn(controller, 0, -1500) == (True, "surplus")
    assert turn(controller, 61, None) == (False, "stale_meter")


def test_loads_need_different_names_and_there_is_at_least_one():
    for loads in ([], [heater(), heater()]):
        try:
            controller_of(*loads)
        except ValueError:
            pass
        else:
            raise AssertionError(loads)


def test_a_period_or_a_staleness_that_makes_no_sense_is_refused():
    for settlement_s, stale_after_s in ((7, 60), (3600, 0), (3600, -1)):
        try:
            Controller([heater()], TimeToConsume(), settlement_s, stale_after_s)
        except ValueError:
            pass
        else:
            raise AssertionError((settlement_s, stale_after_s))
    assert Controller([heater()], TimeToConsume(), 3600, 1).ledger.stale_after_s == 1


def test_every_reason_has_a_name_of_its_own():
    values = [getattr(reason, name) for name in dir(reason) if name == name.upper()]
    codes = [value for value in values if isinstance(value, int)]
    assert sorted(codes) == list(range(len(reason.NAMES)))
    assert len(set(reason.NAMES)) == len(reason.NAMES)


def test_a_reason_keeps_its_number_for_ever():
    for code, number, name in (
        (reason.OFF_IDLE, 0, "off"),
        (reason.SURPLUS, 1, "surplus"),
        (reason.FORECAST_DEFICIT, 2, "forecast_deficit"),
        (reason.NO_SURPLUS, 3, "no_surplus"),
        (reason.RUNNING, 4, "running"),
        (reason.HELD_MIN_ON, 5, "held_min_on"),
        (reason.HELD_MIN_OFF, 6, "held_min_off"),
        (reason.STALE_METER, 7, "stale_meter"),
        (reason.NO_READING_YET, 8, "no_reading_yet"),
    ):
        assert (code, reason.NAMES[code]) == (number, name)
