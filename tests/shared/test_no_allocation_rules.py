"""Five loads with every rule, the power watch, the import limit and prices: two days with a locked heap."""

try:
    import micropython
except ImportError:  # CPython cannot lock its heap
    import pytest

    pytest.skip("only MicroPython can lock its heap", allow_module_level=True)

import gc

from house_of_rules import MIDNIGHT_AT_S, rules_with
from nethour.control import inputs
from nethour.control.controller import Controller
from nethour.control.guarantee import Guarantee
from nethour.control.heat_up import HeatUp
from nethour.control.load import Load
from nethour.control.power_watch import PowerWatch
from nethour.control.prices import PriceTable
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour.control.temperature import Temperature
from nethour.control.time_window import TimeWindows
from nethour.reading import Reading

TURN_S = 30
BASE_W = (300, -2000, 2500)
SPRING_AT_S = 196_909_200 - 26 * 3600  # the midnight in Spain before that of the shorter day


def house(strategy):
    prices = PriceTable(3600)
    for hour in range(60):
        prices.put(SPRING_AT_S + hour * 3600, 100 + hour * 37 % 50)
    rules = [
        rules_with(guarantee=Guarantee(72000, 7200, 0, 14400, 60, prices), max_switchings=10),
        rules_with(windows=TimeWindows(["mo-fr 10:00-19:00", "sa,su 22:00-06:00"]), max_run_s=9000),
        rules_with(temperature=Temperature(600, 500, 100_000), heat_up=HeatUp(1, 46800, 3600, 600)),
        rules_with(guarantee=Guarantee(43200, 0, 900, 14400, 60, prices), windows=TimeWindows(["06:00-22:00"])),
        rules_with(heat_up=HeatUp(1, 46800, 3600, None)),
    ]
    loads = []
    for number in range(5):
        if number:
            rules[number].local_time = rules[0].local_time
        loads.append(Load(f"load{number}", 300 * (1 + number * 2 % 5), 60, 60, rules=rules[number]))
    local_time = rules[0].local_time
    watch = PowerWatch(loads)
    controller = Controller(loads, strategy, 3600, 60, 10, 4000, local_time, watch, prices)
    controller.take(SPRING_AT_S, inputs.TEMPERATURE, 2, 450, 0)
    controller.take(SPRING_AT_S, inputs.OVERRIDE, 4, 1, SPRING_AT_S + 20_000)
    return controller


def drawn_w(loads, row):
    """What the loads draw; the second one's thermostat opens now and then."""
    sum_w = 0
    for load in loads:
        if load.is_on and not (load is loads[1] and row % 600 > 300):
            sum_w += load.rated_power_w
    return sum_w


def reasons_under_lock(strategy, start_at_s=SPRING_AT_S):
    """Bits of the reasons that are given in two days, the heap locked all the while."""
    gc.collect()
    controller = house(strategy)
    reading = Reading(0, 0)
    loads = controller.loads
    seen = 0
    micropython.heap_lock()
    try:
        now_s = start_at_s
        for row in range(2 * 86400 // TURN_S):
            reading.at_s = now_s
            reading.grid_power_w = drawn_w(loads, row) + BASE_W[row // 90 % 3]
            controller.step(now_s, reading if row % 500 < 480 else None)
            for load in loads:
                seen |= 1 << load.reason
            now_s += TURN_S
    finally:
        micropython.heap_unlock()
    return seen


def reason_count(strategy):
    seen = reasons_under_lock(strategy)
    return sum([seen >> code & 1 for code in range(30)])


# The others are brought by their tests: all strategies at once would leave the heap of a board no room.
def test_hysteresis():
    from nethour.control.strategies.hysteresis import Hysteresis

    assert reason_count(Hysteresis([10, 20, 30, 40, 50], [0, 0, 0, 0, 0])) >= 12


def test_minimum_on_time():
    from nethour.control.strategies.minimum_on_time import MinimumOnTime

    assert reason_count(MinimumOnTime(120, "fastest", 5)) >= 12


def test_time_to_consume():
    assert reason_count(TimeToConsume(0, 0, 37)) >= 12


def test_instantaneous_surplus():
    from nethour.control.strategies.instantaneous_surplus import InstantaneousSurplus

    assert reason_count(InstantaneousSurplus(load_count=5)) >= 12


def test_off_over_the_autumn_day_and_the_new_year():
    from nethour.control.strategies.off import Off

    reasons_under_lock(Off(), 215_053_200 - 27 * 3600)
    assert reasons_under_lock(Off(), MIDNIGHT_AT_S + 182 * 86400)
