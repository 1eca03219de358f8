"""The ledger as the controller feeds it: every reading counts, whatever becomes of the loads."""

from metered import Book, Meter
from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.hysteresis import Hysteresis
from nethour.control.strategies.off import Off
from nethour.reading import Reading

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
WH = 3600


def turn(controller, meter, power_w, is_heard=True):
    reading = Reading(meter.at_s, power_w, meter.import_wh, meter.export_wh) if is_heard else None
    controller.step(meter.at_s, reading)


def test_no_turn_returns_before_its_energy_is_counted():
    # Nothing to decide (off), within the dead band of a hysteresis, held by minimum times, stale for a while.
    for strategy, hold_s in ((Off(), 0), (Hysteresis([10_000], [-10_000]), 0), (Hysteresis([1], [0]), 3600)):
        controller = Controller([Load("heater", 500, hold_s, hold_s)], strategy)
        book = Book(controller.ledger)
        meter = Meter(NOON_AT_S, 1)
        turn(controller, meter, 0)
        for number in range(1, 1000):
            power_w = (number * 7919) % 3000 - 1500 + (500 if controller.loads[0].is_on else 0)
            meter.flow(power_w, 10)
            turn(controller, meter, power_w, is_heard=not 100 < number < 120)
            book.note()
        assert abs(book.net_ws() - meter.net_ws) <= 4 * WH
        assert len(book.periods) == 2
        assert [period[4] + period[5] for period in book.periods] == [0, 0]


def test_a_meter_that_is_lost_is_no_reading_of_0_w():
    controller = Controller([Load("heater", 500)], Off())
    for second in range(0, 1200, 10):
        reading = Reading(NOON_AT_S + second, -2000) if not 300 <= second < 600 else None
        controller.step(NOON_AT_S + second, reading)
    assert (controller.ledger.net_ws, controller.ledger.unknown_s) == (-2000 * (290 + 590), 310)


def test_the_power_of_a_load_is_no_energy_where_the_registers_say_otherwise():
    # A heater of 2000 W whose thermostat opened: 60 s of it are expected after it was switched on, nothing came.
    controller = Controller([Load("heater", 2000)], Hysteresis([1], [0]))
    meter = Meter(NOON_AT_S, 1)
    controller.ledger.anchor.step_wh = 1
    for _ in range(30):
        turn(controller, meter, -600)
        meter.flow(-600, 60)
    assert controller.loads[0].switching_count
    assert abs(controller.ledger.net_ws + 600 * 29 * 60) <= 4 * WH
