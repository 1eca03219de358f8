"""The ledger when the clock is set: no second of energy twice, none lost where registers tell of it."""

from metered import Book, Meter
from nethour.control.ledger import Ledger

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
STALE_AFTER_S = 60
WH = 3600


class Life:
    """A ledger whose clock can be wrong: a constant power, a reading every 10 s of real time."""

    def __init__(self, after_noon_s, power_w, has_registers=True):
        self.meter = Meter(NOON_AT_S + after_noon_s)
        self.begin_ws = self.meter.net_ws
        self.power_w = power_w
        self.has_registers = has_registers
        self.wrong_s = 0
        self.ledger = Ledger(3600, STALE_AFTER_S)
        self.book = Book(self.ledger)
        self._tell()

    def run(self, duration_s):
        for _ in range(duration_s // 10):
            self.meter.flow(self.power_w, 10)
            self._tell()

    def set_clock(self, step_s):
        self.wrong_s += step_s

    def flowed_ws(self):
        return self.meter.net_ws - self.begin_ws

    def _tell(self):
        meter = self.meter
        if self.has_registers:
            self.ledger.add(meter.at_s + self.wrong_s, self.power_w, meter.import_wh, meter.export_wh)
        else:
            self.ledger.add(meter.at_s + self.wrong_s, self.power_w)
        self.book.note()


def test_with_registers_no_step_of_the_clock_gains_or_loses_energy():
    for step_s in (-1, 1, -9, 9, -10, -50, 49, -120, 120, -1800, 1800, -3600, 3600, -7200, 7200, -86400, 86400):
        for after_noon_s in (0, 50, 1790, 3500, 3580):
            life = Life(after_noon_s, -3600)
            life.run(600)
            life.set_clock(step_s)
            life.run(600)
            life.set_clock(-step_s)
            life.run(4000)
            assert abs(life.book.net_ws() - life.flowed_ws()) <= 2 * 10 * WH, (step_s, after_noon_s)


def test_without_registers_a_clock_set_back_loses_one_turn():
    for step_s in (-1, -10, -120, -1800):
        life = Life(1000, 1000, has_registers=False)
        life.run(1900)
        net_ws = life.ledger.net_ws
        life.set_clock(step_s - 10)
        life.run(10)
        assert life.book.net_ws() == net_ws, step_s
        assert life.ledger.estimated_s == min(-step_s, 1900 + step_s), step_s
        life.run(100)
        assert life.book.net_ws() == net_ws + 1000 * 100, step_s


def test_a_small_step_forward_is_time_that_passed():
    life = Life(0, 1000, has_registers=False)
    life.run(100)
    life.set_clock(5)
    life.run(10)
    assert life.ledger.net_ws == 1000 * 115
    assert life.ledger.unknown_s == 0


def test_a_large_step_forward_is_a_gap():
    life = Life(0, 1000, has_registers=False)
    life.run(100)
    life.set_clock(7200)
    life.run(10)
    assert [period[4] for period in life.book.periods] == [3500, 3600]
    assert (life.ledger.net_ws, life.ledger.unknown_s) == (0, 110)


def test_a_clock_set_back_over_the_edge_takes_the_ended_period_up_again():
    life = Life(0, 1000, has_registers=False)
    life.run(3620)
    assert len(life.book.periods) == 1
    life.set_clock(-40)
    life.run(10)
    assert life.book.periods == []
    assert life.ledger.start_at_s == NOON_AT_S
    assert (life.ledger.net_ws, life.ledger.unknown_s) == (1000 * 3620, 0)
    life.run(20)
    assert life.book.periods == [(NOON_AT_S, 1000 * 3630, 0, 1000 * 3630, 0, 30)]
    life.run(100)
    assert life.ledger.net_ws == 1000 * 110


def test_a_clock_that_was_hours_ahead_for_a_moment_leaves_no_trace_with_registers():
    life = Life(0, -3600)
    life.run(1200)
    life.set_clock(5 * 3600)
    life.run(60)
    assert len(life.book.periods) == 5
    life.set_clock(-5 * 3600)
    life.run(60)
    assert life.book.periods == []
    assert life.ledger.start_at_s == NOON_AT_S
    assert abs(life.ledger.net_ws - life.flowed_ws()) <= 20 * WH
    assert life.ledger.unknown_s + life.ledger.estimated_s <= 1320


def test_seconds_that_the_clock_only_skipped_are_not_unknown():
    life = Life(0, 1000, has_registers=False)
    life.run(600)
    life.set_clock(5 * 3600)
    life.run(60)
    life.set_clock(-5 * 3600)
    life.run(60)
    assert (life.ledger.start_at_s, life.ledger.net_ws) == (NOON_AT_S, 700_000)
    assert life.ledger.unknown_s + life.ledger.estimated_s <= 720


def test_a_gap_that_waits_for_registers_is_not_closed_in_a_period_of_hours_before():
    ledger = Ledger(3600, STALE_AFTER_S)
    ledger.add(NOON_AT_S, 0, 50_000, 0)
    ledger.add(NOON_AT_S + 600, 0)
    ledger.add(NOON_AT_S - 7200, 0)
    ledger.add(NOON_AT_S - 7190, 0, 50_500, 0)
    assert (ledger.net_ws, ledger.unknown_s) == (0, 0)


def test_a_clock_set_back_by_hours_ends_the_period_with_what_it_did_not_live():
    life = Life(1000, 1000, has_registers=False)
    life.run(500)
    life.set_clock(-2 * 3600)
    life.run(10)
    assert life.book.periods == [(NOON_AT_S, 500_000, 0, 500_000, 1000 + 2100, 0)]
    assert life.ledger.start_at_s == NOON_AT_S - 7200
    assert (life.ledger.net_ws, life.ledger.unknown_s) == (0, 1510)
    life.run(100)
    assert life.ledger.net_ws == 100_000


def test_a_clock_set_to_exactly_an_edge():
    for step_s, start_s in ((-10 - 600, 0), (-10 - 4200, -3600), (3600 - 610, 3600)):
        life = Life(0, 1000)
        life.run(600)
        life.set_clock(step_s)
        life.run(10)
        assert life.ledger.last_at_s == NOON_AT_S + start_s
        assert life.ledger.start_at_s == NOON_AT_S + start_s
        assert abs(life.book.net_ws() - life.flowed_ws()) <= 10 * WH
