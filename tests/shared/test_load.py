"""A load: what its minimum times and its safe state make of a wish, and the reason it gives."""

from nethour.control import reason
from nethour.control.load import Load

START_AT_S = 205_156_800  # 2026-07-02 12:00 UTC


def heater(min_on_s=300, min_off_s=120, is_safe_on=False):
    return Load("heater", 750, min_on_s, min_off_s, is_safe_on)


def wish(load, after_start_s, is_on):
    """One turn in which a strategy wants the load on or off; the step in power."""
    load.want(is_on, reason.SURPLUS if is_on else reason.FORECAST_DEFICIT)
    return load.settle(START_AT_S + after_start_s)


def running_heater(**limits):
    """A heater that was switched on 120 s after the start."""
    load = heater(**limits)
    wish(load, 0, False)
    wish(load, 120, True)
    assert load.is_on
    return load


def test_a_new_load_is_off_and_has_never_switched():
    load = heater()
    assert (load.is_on, load.reason, load.switching_count) == (False, reason.OFF_IDLE, 0)


def test_without_limits_a_load_is_free():
    load = Load("heater", 750)
    assert (load.min_on_s, load.min_off_s, load.is_safe_on) == (0, 0, False)


def test_a_wish_for_what_is_gives_its_reason_and_no_switching():
    load = heater()
    assert wish(load, 0, False) == 0
    assert (load.is_on, load.reason, load.switching_count) == (False, reason.FORECAST_DEFICIT, 0)


def test_a_switching_steps_the_power_by_the_rated_power():
    load = heater(min_on_s=0, min_off_s=0)
    assert wish(load, 0, True) == 750
    assert (load.is_on, load.reason, load.switching_count) == (True, reason.SURPLUS, 1)
    assert wish(load, 1, False) == -750
    assert (load.is_on, load.reason, load.switching_count) == (False, reason.FORECAST_DEFICIT, 2)


def test_minimum_off_time_runs_from_the_start():
    load = heater(min_off_s=120)
    for after_start_s in (0, 60, 119):
        assert wish(load, after_start_s, True) == 0
        assert (load.is_on, load.reason) == (False, reason.HELD_MIN_OFF)
    assert wish(load, 120, True) == 750
    assert (load.is_on, load.reason) == (True, reason.SURPLUS)


def test_minimum_on_time_runs_from_the_switching():
    load = running_heater(min_on_s=300)
    for after_start_s in (121, 419):
        assert wish(load, after_start_s, False) == 0
        assert (load.is_on, load.reason) == (True, reason.HELD_MIN_ON)
    assert wish(load, 420, False) == -750


def test_minimum_off_time_runs_from_the_switching_too():
    load = running_heater(min_on_s=0, min_off_s=120)
    wish(load, 1000, False)
    assert wish(load, 1119, True) == 0
    assert wish(load, 1120, True) == 750


def test_a_wish_for_what_is_does_not_start_the_minimum_time_again():
    load = running_heater(min_on_s=300)
    wish(load, 400, True)
    assert wish(load, 420, False) == -750


def test_is_held_tells_while_a_minimum_time_runs():
    load = heater(min_off_s=120)
    assert not load.is_held(START_AT_S)
    wish(load, 0, False)
    assert load.is_held(START_AT_S + 119)
    assert not load.is_held(START_AT_S + 120)


def test_the_safe_state_comes_at_once_whatever_minimum_times_say():
    load = running_heater(min_on_s=300)
    assert load.force_safe(START_AT_S + 121, reason.STALE_METER) == -750
    assert (load.is_on, load.reason, load.switching_count) == (False, reason.STALE_METER, 2)


def test_after_the_safe_state_minimum_times_run_from_it():
    load = running_heater(min_off_s=120)
    load.force_safe(START_AT_S + 200, reason.STALE_METER)
    assert wish(load, 319, True) == 0
    assert wish(load, 320, True) == 750


def test_a_load_in_its_safe_state_stays_there_without_a_switching():
    load = heater()
    assert load.force_safe(START_AT_S, reason.NO_READING_YET) == 0
    assert (load.is_on, load.reason, load.switching_count) == (False, reason.NO_READING_YET, 0)
    assert load.force_safe(START_AT_S + 500, reason.STALE_METER) == 0
    assert load.switching_count == 0


def test_minimum_off_time_runs_from_the_start_also_when_that_is_the_safe_state():
    load = heater(min_off_s=120)
    load.force_safe(START_AT_S, reason.NO_READING_YET)
    assert wish(load, 119, True) == 0
    assert wish(load, 120, True) == 750


def test_a_safe_state_may_be_on():
    load = heater(is_safe_on=True)
    assert load.force_safe(START_AT_S, reason.STALE_METER) == 750
    assert load.is_on
    assert load.force_safe(START_AT_S + 5, reason.STALE_METER) == 0
    assert load.switching_count == 1


def test_a_clock_set_back_starts_the_minimum_time_again_instead_of_holding_for_its_error():
    load = running_heater(min_on_s=300)
    assert wish(load, -3600, False) == 0
    assert wish(load, -3600 + 299, False) == 0
    assert wish(load, -3600 + 300, False) == -750


def test_a_load_that_makes_no_sense_is_refused_by_its_name():
    for power_w, min_on_s, min_off_s in ((0, 0, 0), (-1, 0, 0), (750, -1, 0), (750, 0, -1)):
        try:
            Load("heater", power_w, min_on_s, min_off_s)
        except ValueError as error:
            assert "heater" in str(error)
        else:
            raise AssertionError((power_w, min_on_s, min_off_s))
    assert Load("heater", 1).rated_power_w == 1
