"""A turn takes nothing from the heap: on a board it must not wait for garbage, nor fail for want of memory."""

try:
    import micropython
except ImportError:  # CPython cannot lock its heap
    import pytest

    pytest.skip("only MicroPython can lock its heap", allow_module_level=True)

from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour.reading import Reading

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
TURN_S = 5


def five_loads():
    return [Load(f"load {number}", 500 * number, 10, 10) for number in range(1, 6)]


def is_free_of_the_heap(action):
    # An action takes no argument: handing arguments on would itself cost the heap.
    micropython.heap_lock()
    try:
        action()
        return True
    except MemoryError:
        return False
    finally:
        micropython.heap_unlock()


def test_a_locked_heap_notices_what_costs_it():
    power_w = 500
    assert is_free_of_the_heap(lambda: power_w + 1)
    assert not is_free_of_the_heap(lambda: [power_w])


def live(controller, readings, start_at_s):
    """One turn a reading; the stamps are made on the way, as they must not cost the heap either."""
    now_s = start_at_s
    for reading in readings:
        if reading is not None:
            reading.at_s = now_s
        controller.step(now_s, reading)
        now_s += TURN_S


def test_a_turn_allocates_nothing_whatever_happens_in_it():
    controller = Controller(five_loads(), TimeToConsume(on_min_wh=0, factor_pct=37), 3600, 60)
    sunny = [Reading(0, -40_000) for _ in range(40)]
    dark = [Reading(0, 40_000) for _ in range(40)]
    # Over the edge of the hour, with a silence in which the loads go to their safe state.
    readings = sunny + [None] * 20 + sunny + dark
    assert is_free_of_the_heap(lambda: live(controller, readings, NOON_AT_S + 3600 - 150))
    assert [load.switching_count for load in controller.loads] == [4, 4, 4, 4, 4]


def test_a_clock_set_back_allocates_nothing():
    controller = Controller(five_loads(), TimeToConsume(), 900, 60)
    readings = [Reading(0, -300) for _ in range(4)]
    live(controller, readings, NOON_AT_S + 4000)
    assert is_free_of_the_heap(lambda: live(controller, readings, NOON_AT_S))
