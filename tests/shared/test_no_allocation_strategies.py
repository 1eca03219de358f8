"""Every strategy decides with a locked heap, five loads, over hours of sun and cloud."""

try:
    import micropython
except ImportError:  # CPython cannot lock its heap
    import pytest

    pytest.skip("only MicroPython can lock its heap", allow_module_level=True)

from nethour.control import ratio
from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.hysteresis import Hysteresis
from nethour.control.strategies.instantaneous_surplus import InstantaneousSurplus
from nethour.control.strategies.just_in_time import WEAR, JustInTime
from nethour.control.strategies.minimum_on_time import MODES, MinimumOnTime
from nethour.control.strategies.off import Off
from nethour.control.strategies.time_to_consume import PREDICTORS, TimeToConsume
from nethour.control.sun import Sun
from nethour.reading import Reading
from timeline import NOON_AT_S

TURN_S = 10


def switchings_under_lock(strategy):
    """How often five loads switch in two and a half hours of sun and cloud, the heap locked all the while."""
    loads = [Load(f"load{number}", 300 * (1 + number * 2 % 5), 30, 30) for number in range(1, 6)]
    controller = Controller(loads, strategy)
    reading = Reading(0, 0)
    step = controller.step
    micropython.heap_lock()
    try:
        now_s = NOON_AT_S
        for row in range(900):
            reading.at_s = now_s
            drawn_w = 0
            for load in loads:
                if load.is_on:
                    drawn_w += load.rated_power_w
            reading.grid_power_w = drawn_w + (2000 if row // 90 % 3 == 2 else -6000)
            step(now_s, reading if row % 50 < 40 else None)
            now_s += TURN_S
    finally:
        micropython.heap_unlock()
    return sum([load.switching_count for load in loads])


def test_hysteresis():
    assert switchings_under_lock(Hysteresis([10, 20, 30, 40, 50], [0, 0, 0, 0, 0])) > 10


def test_minimum_on_time():
    for mode in MODES:
        assert switchings_under_lock(MinimumOnTime(120, mode, 5)) > 10, mode


def test_time_to_consume():
    for predictor in PREDICTORS:
        assert switchings_under_lock(TimeToConsume(0, 0, 37, predictor)) > 10, predictor


def test_just_in_time():
    for wear in WEAR:
        for settlement_s in (900, 3600):
            assert switchings_under_lock(JustInTime(settlement_s, Sun(400, -37), wear)) > 10, wear


def test_instantaneous_surplus():
    assert switchings_under_lock(InstantaneousSurplus(load_count=5)) > 10


def test_off():
    assert switchings_under_lock(Off()) == 0


def test_close_fractions_of_large_numbers():
    large = (1 << 30) - 1
    micropython.heap_lock()
    try:
        is_so = ratio.is_at_least(large, large - 1, large - 1, large - 2)
    finally:
        micropython.heap_unlock()
    assert not is_so
