"""*Minimum on time*: a load starts when the surplus so far feeds it for a time limit, and runs for just that long."""

from nethour.control.strategies.minimum_on_time import MODES, MinimumOnTime
from timeline import is_refused, loads_of, reasons_of, turn

LIMIT_S = 600


def test_one_load_starts_at_the_limit_in_every_mode():
    for mode in MODES:
        loads = loads_of(1000)
        strategy = MinimumOnTime(LIMIT_S, mode, 1)
        assert turn(strategy, loads, surplus_ws=1000 * LIMIT_S - 1) == "0"
        assert reasons_of(loads) == ["no_surplus"]
        assert turn(strategy, loads, surplus_ws=1000 * LIMIT_S) == "1"
        assert reasons_of(loads) == ["surplus"]


def test_it_runs_for_just_the_limit():
    loads = loads_of(1000)
    strategy = MinimumOnTime(LIMIT_S, "order", 1)
    for after_s, surplus_ws, states in (
        (0, 1000 * LIMIT_S, "1"),
        (LIMIT_S - 1, 0, "1"),
        (LIMIT_S, 0, "0"),
        (LIMIT_S + 1, 1000 * LIMIT_S - 1, "0"),
    ):
        assert turn(strategy, loads, after_s, surplus_ws) == states, after_s


def test_the_time_is_renewed_whenever_the_condition_holds_again_also_over_the_edge_of_a_period():
    loads = loads_of(1000)
    strategy = MinimumOnTime(LIMIT_S, "order", 1)
    enough_ws = 1000 * LIMIT_S
    for after_s, surplus_ws, states in (
        (3000, enough_ws, "1"),
        (3100, enough_ws, "1"),
        (3600, 0, "1"),
        (3699, 0, "1"),
        (3700, 0, "0"),
        (3800, enough_ws, "1"),
        (4400, enough_ws, "1"),
    ):
        assert turn(strategy, loads, after_s, surplus_ws) == states, after_s


def started(mode, surplus_ws, *powers_w):
    return turn(MinimumOnTime(LIMIT_S, mode, len(powers_w)), loads_of(*powers_w), surplus_ws=surplus_ws)


def test_two_loads_what_starts_at_which_surplus():
    #   surplus in W for the limit: fastest, order, second_if_first; loads of 700 and 1000 W, then of 1000 and 700 W
    for surplus_w, first_smaller, first_larger in (
        (699, ("00", "00", "00"), ("00", "00", "00")),
        (700, ("10", "10", "10"), ("01", "01", "00")),
        (999, ("10", "10", "10"), ("01", "01", "00")),
        (1000, ("01", "10", "10"), ("10", "10", "10")),
        (1699, ("01", "10", "10"), ("10", "10", "10")),
        (1700, ("11", "11", "11"), ("11", "11", "11")),
    ):
        for mode, smaller, larger in zip(("fastest", "order", "second_if_first"), first_smaller, first_larger):
            assert started(mode, surplus_w * LIMIT_S, 700, 1000) == smaller, (mode, surplus_w)
            assert started(mode, surplus_w * LIMIT_S, 1000, 700) == larger, (mode, surplus_w)


def test_of_two_equally_fast_the_first_starts():
    assert started("fastest", 700 * LIMIT_S, 700, 700) == "10"


def test_a_watt_second_less_than_the_limit_starts_one_load_less():
    for mode in MODES:
        assert started(mode, 1730 * LIMIT_S, 747, 983) == "11"
        assert started(mode, 1730 * LIMIT_S - 1, 747, 983) in ("10", "01")


def test_only_what_is_taken_again_runs_on():
    loads = loads_of(700, 1000)
    strategy = MinimumOnTime(LIMIT_S, "order", 2)
    assert turn(strategy, loads, 0, 1700 * LIMIT_S) == "11"
    assert turn(strategy, loads, 300, 700 * LIMIT_S) == "11"
    assert reasons_of(loads) == ["running", "running"]
    assert turn(strategy, loads, 600, 0) == "10"
    assert turn(strategy, loads, 899, 0) == "10"
    assert turn(strategy, loads, 900, 0) == "00"


def test_five_loads_fill_the_surplus_each_mode_in_its_way():
    powers_w = (400, 1000, 300, 1000, 200)
    for surplus_w, fastest, order, second_if_first in (
        (200, "00001", "00001", "00000"),
        (399, "00100", "00100", "00000"),
        (1000, "01000", "10101", "10000"),
        (1399, "01100", "10101", "10000"),
        (1400, "11000", "11000", "11000"),
        (2300, "01110", "11101", "11100"),
        (2900, "11111", "11111", "11111"),
    ):
        surplus_ws = surplus_w * LIMIT_S
        assert started("fastest", surplus_ws, *powers_w) == fastest, surplus_w
        assert started("order", surplus_ws, *powers_w) == order, surplus_w
        assert started("second_if_first", surplus_ws, *powers_w) == second_if_first, surplus_w


def test_fastest_follows_powers_that_change():
    loads = loads_of(900, 1000, 800)
    strategy = MinimumOnTime(LIMIT_S, "fastest", 3)
    assert turn(strategy, loads, 0, 1000 * LIMIT_S) == "010"
    loads[2].power_w = 1100
    loads[1].power_w = 1050
    assert turn(strategy, loads, LIMIT_S, 1100 * LIMIT_S) == "001"
    loads[2].power_w = 900
    loads[1].power_w = 800
    assert turn(strategy, loads, 2 * LIMIT_S, 950 * LIMIT_S) == "100"


def test_a_deficit_starts_nothing():
    for mode in MODES:
        assert started(mode, -1, 1, 1) == "00"


def test_a_clock_set_back_ends_a_run_instead_of_prolonging_it():
    loads = loads_of(1000)
    strategy = MinimumOnTime(LIMIT_S, "order", 1)
    assert turn(strategy, loads, 3000, 1000 * LIMIT_S) == "1"
    assert turn(strategy, loads, 2999, 0) == "0"
    assert turn(strategy, loads, 2999, 1000 * LIMIT_S) == "1"


def test_a_load_beyond_its_number_stays_off():
    assert turn(MinimumOnTime(LIMIT_S, "fastest", 2), loads_of(100, 200, 300), surplus_ws=600 * LIMIT_S) == "110"


def test_settings_that_cannot_be_are_refused():
    assert is_refused(lambda: MinimumOnTime(time_limit_s=0))
    assert is_refused(lambda: MinimumOnTime(mode="second"))
    assert is_refused(lambda: MinimumOnTime(load_count=0))
