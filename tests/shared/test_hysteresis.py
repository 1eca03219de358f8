"""*Hysteresis*: a pair of thresholds a load on the surplus of the period so far."""

from nethour.control.strategies.hysteresis import Hysteresis
from timeline import WH_WS, is_refused, loads_of, reasons_of, turn


def test_a_load_starts_at_its_upper_threshold_and_stops_at_its_lower_one():
    loads = loads_of(1000)
    strategy = Hysteresis([70], [-10])
    for surplus_ws, states, why in (
        (0, "0", "no_surplus"),
        (70 * WH_WS - 1, "0", "no_surplus"),
        (70 * WH_WS, "1", "surplus"),
        (70 * WH_WS - 1, "1", "running"),
        (-10 * WH_WS + 1, "1", "running"),
        (-10 * WH_WS, "0", "no_surplus"),
        (-10 * WH_WS + 1, "0", "no_surplus"),
        (70 * WH_WS, "1", "surplus"),
    ):
        assert turn(strategy, loads, surplus_ws=surplus_ws) == states, surplus_ws
        assert reasons_of(loads) == [why], surplus_ws


def test_each_load_has_its_own_thresholds():
    loads = loads_of(747, 983)
    strategy = Hysteresis([70, 200], [-10, 0])
    for surplus_wh, states in ((69, "00"), (70, "10"), (199, "10"), (200, "11"), (1, "11"), (0, "10"), (-10, "00")):
        assert turn(strategy, loads, surplus_ws=surplus_wh * WH_WS) == states, surplus_wh


def test_several_may_switch_in_one_turn_and_priority_is_in_the_thresholds():
    loads = loads_of(1000, 1000)
    strategy = Hysteresis([200, 100], [0, -50])
    assert turn(strategy, loads, surplus_ws=150 * WH_WS) == "01"
    assert turn(strategy, loads, surplus_ws=300 * WH_WS) == "11"
    assert turn(strategy, loads, surplus_ws=-60 * WH_WS) == "00"


def test_five_loads():
    loads = loads_of(500, 500, 500, 500, 500)
    strategy = Hysteresis([50, 100, 150, 200, 250], [0, 10, 20, 30, 40])
    for surplus_wh, states in ((149, "11000"), (250, "11111"), (40, "11110"), (20, "11000"), (0, "00000")):
        assert turn(strategy, loads, surplus_ws=surplus_wh * WH_WS) == states, surplus_wh


def test_neither_power_nor_time_matters():
    loads = loads_of(1000)
    strategy = Hysteresis([70], [-10])
    assert turn(strategy, loads, after_noon_s=3599, surplus_ws=70 * WH_WS, export_w=-9000) == "1"
    assert turn(strategy, loads, after_noon_s=3600, surplus_ws=0, export_w=-9000) == "1"


def test_a_load_without_thresholds_stays_off():
    loads = loads_of(1000, 1000, on=(1,))
    assert turn(Hysteresis([70], [-10]), loads, surplus_ws=500 * WH_WS) == "10"
    assert reasons_of(loads) == ["surplus", "off"]


def test_lists_that_cannot_be_are_refused():
    for on_at_wh, off_at_wh in (([], []), ([70], []), ([70], [0, 0]), ([70, 50], [0, 50]), ([70], [71])):
        assert is_refused(lambda on=on_at_wh, off=off_at_wh: Hysteresis(on, off)), (on_at_wh, off_at_wh)
    assert not is_refused(lambda: Hysteresis([70, 50], [0, 49]))
