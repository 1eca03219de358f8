"""The forecast's two witnesses: what each makes of kettles, clouds, sunrise and pauses."""

from nethour.control.sun import Sun
from nethour.control.surplus_forecast import SurplusForecast
from timeline import NOON_AT_S, is_refused

TURN_S = 10
LOAD_W = 2000


def forecast_of(sun=None, steady_bins=10, quick_bins=1, slow_s=1200, steady_lean=0, quick_lean=0):
    return SurplusForecast(sun, steady_bins, quick_bins, slow_s, steady_lean, quick_lean)


def watch(forecast, surplus_w, duration_s, from_s=NOON_AT_S, turn_s=TURN_S):
    """Let it see this surplus for so long; returns when that ends."""
    for now_s in range(from_s, from_s + duration_s, turn_s):
        forecast.observe(now_s, surplus_w, LOAD_W)
    return from_s + duration_s


def expected_w(forecast, now_s, remaining_s=1800):
    forecast.look(now_s, remaining_s)
    return forecast.low_w, forecast.high_w


def test_the_first_moment_is_believed_as_if_it_had_always_been_so():
    forecast = forecast_of()
    forecast.observe(NOON_AT_S, 1234, LOAD_W)
    assert expected_w(forecast, NOON_AT_S) == (1234, 1234)


def test_a_kettle_moves_the_quick_witness_alone():
    forecast = forecast_of()
    now_s = watch(forecast, 1000, 600)
    now_s = watch(forecast, -1000, 120, now_s)
    assert expected_w(forecast, now_s) == (-1000, 1000)
    now_s = watch(forecast, 1000, 60, now_s)
    assert expected_w(forecast, now_s) == (1000, 1000)


def test_what_lasts_convinces_the_steady_witness_after_half_its_bins():
    forecast = forecast_of()
    now_s = watch(forecast, 1000, 600)
    now_s = watch(forecast, 200, 140, now_s)
    assert expected_w(forecast, now_s)[1] == 1000
    now_s = watch(forecast, 200, 60, now_s)
    assert expected_w(forecast, now_s) == (200, 200)


def test_the_quick_witness_is_a_mean():
    forecast = forecast_of(quick_bins=3)
    now_s = watch(forecast, 900, 600)
    now_s = watch(forecast, 0, 40, now_s)
    assert expected_w(forecast, now_s) == (600, 900)


def test_a_bin_is_the_mean_of_what_was_seen_in_it_however_often():
    seldom, often = forecast_of(steady_bins=1), forecast_of(steady_bins=1)
    for second in range(601):
        power_w = 900 if second // 15 % 2 else 300
        if second % 15 == 0:
            seldom.observe(NOON_AT_S + second, power_w, LOAD_W)
        often.observe(NOON_AT_S + second, power_w, LOAD_W)
    assert expected_w(seldom, NOON_AT_S + 600) == expected_w(often, NOON_AT_S + 600) == (600, 600)


def test_both_lean_to_the_slow_average_the_more_the_longer_the_rest_is():
    forecast = forecast_of(steady_lean=100, quick_lean=200, slow_s=36000)
    now_s = watch(forecast, 1000, 3600)
    now_s = watch(forecast, 0, 600, now_s)
    # the slow average still says some 980 W
    soon = expected_w(forecast, now_s, 60)
    late = expected_w(forecast, now_s, 3600)
    assert 0 <= soon[0] < soon[1] < 20
    assert 300 < late[0] < 360
    assert 600 < late[1] < 700
    # never more than 700 / 1024 of it
    assert expected_w(forecast, now_s, 36000) == (late[1], late[1])


def test_in_the_morning_more_sun_is_expected_and_in_the_evening_less():
    for hour, is_more in ((8, True), (16, False)):
        forecast = forecast_of(Sun(400, 0))
        now_s = watch(forecast, 1000, 600, NOON_AT_S + (hour - 12) * 3600)
        low_w, high_w = expected_w(forecast, now_s, 3000)
        assert (low_w > 1050 and high_w < 1600) if is_more else (high_w < 950 and low_w > 200)


def test_without_a_place_and_at_night_nothing_moves():
    midnight_s = NOON_AT_S + 12 * 3600
    for sun, from_s in ((None, NOON_AT_S - 4 * 3600), (Sun(400, 0), midnight_s)):
        forecast = forecast_of(sun)
        now_s = watch(forecast, 1000, 600, from_s)
        assert expected_w(forecast, now_s, 3000) == (1000, 1000)


def test_a_deficit_does_not_grow_with_the_sun():
    forecast = forecast_of(Sun(400, 0))
    now_s = watch(forecast, -500, 600, NOON_AT_S - 4 * 3600)
    assert expected_w(forecast, now_s, 3000) == (-500, -500)


def test_after_a_long_pause_and_after_a_clock_set_back_it_begins_anew():
    for step_s, begins_anew in ((600, False), (601, True), (-1, True)):
        forecast = forecast_of()
        now_s = watch(forecast, 1000, 600) - TURN_S
        forecast.observe(now_s + step_s, -400, LOAD_W)
        assert expected_w(forecast, now_s + step_s) == ((-400, -400) if begins_anew else (1000, 1000)), step_s


def test_in_a_short_pause_the_last_power_is_believed_for_a_minute():
    forecast = forecast_of(steady_bins=1)
    now_s = watch(forecast, 600, 60)
    forecast.observe(now_s, 0, LOAD_W)
    forecast.observe(now_s + 500, 0, LOAD_W)
    assert forecast.high_w == 0
    assert expected_w(forecast, now_s + 500) == (0, 0)


def test_the_usable_surplus_is_what_the_loads_can_take_of_it():
    forecast = forecast_of()
    forecast.observe(NOON_AT_S, 0, LOAD_W)
    assert forecast.usable_w == LOAD_W // 2
    now_s = watch(forecast, 9000, 12 * 3600)
    assert 1900 < forecast.usable_w <= LOAD_W
    held_w = forecast.usable_w
    # hours without surplus do not count, so that it lasts over the night
    now_s = watch(forecast, -300, 10 * 3600, now_s)
    assert abs(forecast.usable_w - held_w) <= 5
    watch(forecast, 500, 12 * 3600, now_s)
    assert 500 <= forecast.usable_w < 700


def test_lengths_that_make_no_sense_are_refused():
    assert is_refused(lambda: forecast_of(steady_bins=0))
    assert is_refused(lambda: forecast_of(quick_bins=0))
    assert is_refused(lambda: forecast_of(steady_bins=2, quick_bins=3))
    assert is_refused(lambda: forecast_of(slow_s=0))
    assert not is_refused(lambda: forecast_of(steady_bins=1))
