"""The strategy *time to consume*: which load it wants on or off, exactly at its thresholds. Import is positive."""

from nethour.control import reason
from nethour.control.load import Load
from nethour.control.strategies.time_to_consume import TimeToConsume

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
REMAINING_S = 1800
WH_WS = 3600


class Watched(Load):
    """A load that is in a state, and shows what a strategy wants of it."""

    def __init__(self, power_w, is_on):
        super().__init__(f"load of {power_w} W", power_w)
        self.is_on = is_on
        self.wanted = None

    def want(self, is_on, why):
        self.wanted = (is_on, why)


STARTS = (True, reason.SURPLUS)
RUNS_ON = (True, reason.RUNNING)
STOPS = (False, reason.FORECAST_DEFICIT)
STAYS_OFF = (False, reason.NO_SURPLUS)


def wanted(loads, net_ws=0, grid_power_w=0, remaining_s=REMAINING_S, **settings):
    """What the strategy wants of loads given as (W, is on)."""
    watched = [Watched(power_w, is_on) for power_w, is_on in loads]
    TimeToConsume(**settings).decide(NOON_AT_S, remaining_s, net_ws, grid_power_w, watched)
    return [load.wanted for load in watched]


def test_a_load_starts_when_the_expected_surplus_feeds_it_for_the_rest_of_the_period():
    need_ws = 1000 * REMAINING_S
    assert wanted([(1000, False)], net_ws=-need_ws) == [STARTS]
    assert wanted([(1000, False)], net_ws=-need_ws + 1) == [STAYS_OFF]


def test_the_expected_surplus_is_the_balance_and_this_power_to_the_end():
    assert wanted([(1000, False)], grid_power_w=-1000) == [STARTS]
    assert wanted([(1000, False)], grid_power_w=-999) == [STAYS_OFF]
    assert wanted([(1000, False)], net_ws=-1 * REMAINING_S, grid_power_w=-999) == [STARTS]
    assert wanted([(1000, False)], net_ws=1, grid_power_w=-1000) == [STAYS_OFF]
    assert wanted([(1000, False)], net_ws=-1500 * REMAINING_S, grid_power_w=500) == [STARTS]


def test_near_the_end_a_small_surplus_feeds_a_load_but_less_than_on_min_starts_none():
    assert wanted([(1000, False)], net_ws=-75 * WH_WS, remaining_s=60) == [STARTS]
    assert wanted([(1000, False)], net_ws=-75 * WH_WS + 1, remaining_s=60) == [STAYS_OFF]
    assert wanted([(1000, False)], net_ws=-20 * WH_WS, remaining_s=60, on_min_wh=20) == [STARTS]
    assert wanted([(1000, False)], net_ws=-20 * WH_WS + 1, remaining_s=60, on_min_wh=20) == [STAYS_OFF]


def test_with_a_factor_a_share_of_the_rest_of_the_period_is_enough():
    #      power, remaining, factor -> least surplus that starts it
    for power_w, remaining_s, factor_pct, enough_ws in (
        (1000, 1800, 50, 900_000),
        (1000, 1800, 1, 18_000),
        (747, 1801, 50, 672_674),  # 672 673.5: the next whole watt-second
        (747, 1801, 33, 443_965),  # 443 964.51
        (333, 1, 1, 4),  # 3.33
        (983, 3599, 99, 3_502_439),  # 3 502 438.83
    ):
        settings = {"remaining_s": remaining_s, "factor_pct": factor_pct, "on_min_wh": 0}
        assert wanted([(power_w, False)], net_ws=-enough_ws, **settings) == [STARTS], enough_ws
        assert wanted([(power_w, False)], net_ws=-enough_ws + 1, **settings) == [STAYS_OFF], enough_ws


def test_a_load_stops_when_even_without_it_the_period_would_end_at_the_end_point():
    assert wanted([(1000, True)], net_ws=1000 * REMAINING_S) == [STOPS]
    assert wanted([(1000, True)], net_ws=1000 * REMAINING_S - 1) == [RUNS_ON]


def test_the_end_point_can_be_moved():
    net_ws = 1000 * REMAINING_S - 40 * WH_WS
    assert wanted([(1000, True)], net_ws=net_ws, end_at_wh=40) == [STOPS]
    assert wanted([(1000, True)], net_ws=net_ws - 1, end_at_wh=40) == [RUNS_ON]
    assert wanted([(1000, True)], net_ws=1000 * REMAINING_S + 40 * WH_WS, end_at_wh=-40) == [STOPS]
    assert wanted([(1000, True)], net_ws=1000 * REMAINING_S + 40 * WH_WS - 1, end_at_wh=-40) == [RUNS_ON]


def test_of_several_the_first_that_is_off_starts_and_one_a_turn():
    surplus_ws = -5000 * REMAINING_S
    assert wanted([(750, False), (1000, False)], net_ws=surplus_ws) == [STARTS, STAYS_OFF]
    assert wanted([(750, True), (1000, False), (500, False)], net_ws=surplus_ws) == [RUNS_ON, STARTS, STAYS_OFF]
    assert wanted([(750, False), (1000, True)], net_ws=surplus_ws) == [STARTS, RUNS_ON]


def test_a_lower_priority_does_not_start_past_one_that_cannot():
    assert wanted([(1000, False), (100, False)], net_ws=-900 * REMAINING_S) == [STAYS_OFF, STAYS_OFF]


def test_of_several_the_last_that_is_on_stops_and_one_a_turn():
    deficit_ws = 5000 * REMAINING_S
    assert wanted([(750, True), (1000, True)], net_ws=deficit_ws) == [RUNS_ON, STOPS]
    assert wanted([(750, True), (1000, False)], net_ws=deficit_ws) == [STOPS, STAYS_OFF]
    assert wanted([(750, True), (1000, True), (500, False)], net_ws=deficit_ws) == [RUNS_ON, STOPS, STAYS_OFF]


def test_a_load_that_starts_keeps_the_others_from_stopping():
    # For the 10 W there is enough; without the 1000 W the period would end at the end point of 2000 Wh all the same.
    net_ws = -10 * REMAINING_S
    settings = {"net_ws": net_ws, "on_min_wh": 0, "end_at_wh": 2000}
    assert wanted([(1000, True), (10, False)], **settings) == [RUNS_ON, STARTS]
    assert wanted([(1000, True), (11, False)], **settings) == [STOPS, STAYS_OFF]


def test_a_surplus_far_beyond_all_loads_leaves_them_running():
    assert wanted([(750, True), (1000, True)], grid_power_w=-9000) == [RUNS_ON, RUNS_ON]


def test_a_factor_outside_1_to_100_is_refused():
    for factor_pct in (0, -5, 101):
        try:
            TimeToConsume(factor_pct=factor_pct)
        except ValueError as error:
            assert str(factor_pct) in str(error)
        else:
            raise AssertionError(factor_pct)
