"""What holds of the ledger for every true power curve, found out with invented ones.

The bounds, for registers of a resolution R, both looked at with every reading:

* An integral that follows the registers is at no reading farther than 2 R from what they have counted since the first
  one: the sum of all periods is their difference, within one resolution of each register.
* The registers' difference hides less than 2 R of the truth at either end, so the integral is within 4 R of the truth.
  The net of a period is the difference of two such errors that share the one of the first reading: within 4 R too,
* and within what the last interval before an edge got wrong between its reading and the edge (there nobody looked).
"""

from bisect import bisect_right
from itertools import accumulate, pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metered import Book
from nethour.control import period
from nethour.control.ledger import STATE_COUNT, Ledger

settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=200)
settings.load_profile("repeatable")

DAY_AT_S = 205_113_600  # 2026-07-02 00:00 UTC
STALE_AFTER_S = 60
WH = 3600

STEPS_WH = st.sampled_from((1, 10, 100))
PERIODS_S = st.sampled_from((300, 900, 1800, 3600))
CURVES = st.lists(st.tuples(st.integers(1, 900), st.integers(-15_000, 15_000)), min_size=1, max_size=60)
"""(for so many seconds, W) one after another."""
SPACINGS_S = st.lists(st.integers(1, STALE_AFTER_S), min_size=1, max_size=12)
"""Of the readings, over and over."""


class House:
    """A power curve and what a meter counts of it."""

    def __init__(self, start_s: int, curve: list[tuple[int, int]], step_wh: int, phase_ws: tuple[int, int]):
        self.start_s = start_s
        self._power_w = [power_w for _, power_w in curve]
        self._edges_s = [0, *accumulate(duration_s for duration_s, _ in curve)]
        self._step_ws = step_wh * WH
        bought = [max(0, power_w) * duration_s for duration_s, power_w in curve]
        given_ = [max(0, -power_w) * duration_s for duration_s, power_w in curve]
        self._import_ws = [phase_ws[0], *(phase_ws[0] + sum_ws for sum_ws in accumulate(bought))]
        self._export_ws = [phase_ws[1], *(phase_ws[1] + sum_ws for sum_ws in accumulate(given_))]
        self.end_s = start_s + self._edges_s[-1]

    def _row(self, at_s: int) -> int:
        return min(bisect_right(self._edges_s, at_s - self.start_s) - 1, len(self._power_w) - 1)

    def power_w(self, at_s: int) -> int:
        return self._power_w[self._row(at_s)]

    def counted_ws(self, at_s: int) -> tuple[int, int]:
        row = self._row(at_s)
        energy_ws = self._power_w[row] * (at_s - self.start_s - self._edges_s[row])
        return self._import_ws[row] + max(0, energy_ws), self._export_ws[row] + max(0, -energy_ws)

    def net_ws(self, from_s: int, to_s: int) -> int:
        first, last = self.counted_ws(from_s), self.counted_ws(to_s)
        return last[0] - last[1] - first[0] + first[1]

    def registers_wh(self, at_s: int) -> tuple[int, int]:
        import_ws, export_ws = self.counted_ws(at_s)
        step_ws = self._step_ws
        return import_ws // step_ws * step_ws // WH, export_ws // step_ws * step_ws // WH


@st.composite
def houses(draw: st.DrawFn) -> tuple[House, int]:
    """A house and the resolution of its registers [Wh]."""
    step_wh = draw(STEPS_WH)
    phase_ws = st.integers(0, 2 * step_wh * WH)
    house = House(
        DAY_AT_S + draw(st.integers(0, 7200)), draw(CURVES), step_wh, (draw(phase_ws) + 10**9, draw(phase_ws))
    )
    return house, step_wh


def times_s(house: House, spacings_s: list[int]) -> list[int]:
    times = [house.start_s]
    while times[-1] < house.end_s:
        times.append(min(house.end_s, times[-1] + spacings_s[len(times) % len(spacings_s)]))
    return times


def read(ledger: Ledger, house: House, at_s: int) -> None:
    import_wh, export_wh = house.registers_wh(at_s)
    ledger.add(at_s, house.power_w(at_s), import_wh, export_wh)


def counted_wh(house: House, at_s: int) -> int:
    """What the registers say of the time since the first reading."""
    first, last = house.registers_wh(house.start_s), house.registers_wh(at_s)
    return last[0] - last[1] - first[0] + first[1]


@given(houses(), PERIODS_S, SPACINGS_S)
def test_each_period_is_true_and_all_together_are_the_registers(
    metered: tuple[House, int], settlement_s: int, spacings_s: list[int]
) -> None:
    house, step_wh = metered
    ledger = Ledger(settlement_s, STALE_AFTER_S, step_wh)
    book = Book(ledger)
    edges: dict[int, int] = {house.start_s: 0}  # and what was wrong between the last reading and the edge
    times = times_s(house, spacings_s)
    for last_s, at_s in pairwise([None, *times]):
        if last_s is not None:
            edge_s = period.start_at_s(at_s, settlement_s)
            if edge_s > last_s:
                held_ws = house.power_w(last_s) * (edge_s - last_s)
                edges[edge_s] = abs(held_ws - house.net_ws(last_s, edge_s))
        read(ledger, house, at_s)
        book.note()
        assume(ledger.anchor.is_believed)
        assert abs(book.net_ws() - counted_wh(house, at_s) * WH) <= 2 * step_wh * WH
        assert abs(book.net_ws() - house.net_ws(house.start_s, at_s)) < 4 * step_wh * WH
    for start_s, import_ws, export_ws, net_ws, unknown_s, estimated_s in book.periods:
        from_s = max(start_s, house.start_s)
        true_ws = house.net_ws(from_s, start_s + settlement_s)
        assert abs(net_ws - true_ws) <= 4 * step_wh * WH + edges[from_s] + edges[start_s + settlement_s]
        assert net_ws == import_ws - export_ws
        assert (unknown_s, estimated_s) == (from_s - start_s, 0)


GAPS = st.lists(st.tuples(st.integers(0, 60), st.integers(STALE_AFTER_S + 1, 8000)), max_size=4)
"""(after so many readings, seconds without any)."""


@given(houses(), PERIODS_S, SPACINGS_S, GAPS, st.booleans())
def test_no_gap_loses_energy_and_none_within_a_period_is_estimated(
    metered: tuple[House, int], settlement_s: int, spacings_s: list[int], gaps: list[tuple[int, int]], restarts: bool
) -> None:
    house, step_wh = metered
    ledger = Ledger(settlement_s, STALE_AFTER_S, step_wh)
    book = Book(ledger)
    silent_until_s = 0
    gaps = list(gaps)
    since = 0
    last_s = None
    estimated_s = 0
    for at_s in times_s(house, spacings_s):
        if at_s < silent_until_s:
            continue
        if last_s is not None and at_s - last_s > STALE_AFTER_S and at_s // settlement_s != last_s // settlement_s:
            estimated_s += at_s - last_s
        read(ledger, house, at_s)
        book.note()
        last_s = at_s
        assume(ledger.anchor.is_believed)
        assert abs(book.net_ws() - counted_wh(house, at_s) * WH) <= 2 * step_wh * WH
        assert abs(book.net_ws() - house.net_ws(house.start_s, at_s)) < 4 * step_wh * WH
        assert sum(row[5] for row in book.periods) + ledger.estimated_s == estimated_s
        assert sum(row[4] for row in book.periods) + ledger.unknown_s == house.start_s % settlement_s
        since += 1
        if gaps and since > gaps[0][0]:
            since = 0
            silent_until_s = at_s + gaps.pop(0)[1]
            if restarts:
                state = ledger.save()
                assert len(state) == STATE_COUNT
                assert all(-(2**31) <= number < 2**31 for number in state)
                periods = book.periods
                ledger = Ledger(settlement_s, STALE_AFTER_S, step_wh)
                assert ledger.restore(state)
                ledger.closed_count = len(periods)
                book = Book(ledger)
                book.periods = periods


@given(houses(), PERIODS_S, SPACINGS_S)
def test_a_resolution_that_is_learned_is_never_finer_than_the_true_one(
    metered: tuple[House, int], settlement_s: int, spacings_s: list[int]
) -> None:
    house, step_wh = metered
    ledger = Ledger(settlement_s, STALE_AFTER_S)
    book = Book(ledger)
    for at_s in times_s(house, spacings_s):
        read(ledger, house, at_s)
        book.note()
        assume(ledger.anchor.is_believed)
        learned_wh = ledger.anchor.step_wh
        assert learned_wh >= step_wh
        assert abs(book.net_ws() - counted_wh(house, at_s) * WH) <= 2 * learned_wh * WH


@given(houses(), PERIODS_S, SPACINGS_S)
def test_registers_never_touch_an_integral_that_is_right(
    metered: tuple[House, int], settlement_s: int, spacings_s: list[int]
) -> None:
    house, _ = metered
    tied, free = Ledger(settlement_s, STALE_AFTER_S), Ledger(settlement_s, STALE_AFTER_S)
    changes_s = {house.start_s + edge_s for edge_s in house._edges_s}
    for at_s in sorted(changes_s | set(times_s(house, spacings_s))):
        read(tied, house, at_s)
        free.add(at_s, house.power_w(at_s))
        assert tied.net_ws == free.net_ws
        assert (tied.closed_count, tied.closed_net_ws) == (free.closed_count, free.closed_net_ws)


SPANS = st.lists(st.tuples(st.integers(1, STALE_AFTER_S), st.integers(-250_000, 250_000)), min_size=1, max_size=80)


@given(st.integers(0, 86400), PERIODS_S, SPANS, st.data())
def test_splitting_intervals_anywhere_changes_no_ended_period(
    start_s: int, settlement_s: int, spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    few, many = (Book(Ledger(settlement_s, STALE_AFTER_S)) for _ in range(2))
    at_s = DAY_AT_S + start_s
    for duration_s, power_w in spans:
        few.ledger.add(at_s, power_w)
        few.note()
        for after_s in sorted({0} | data.draw(st.sets(st.integers(0, duration_s - 1), max_size=3))):
            many.ledger.add(at_s + after_s, power_w)
            many.note()
        at_s += duration_s
    few.ledger.add(at_s, 0)
    many.ledger.add(at_s, 0)
    few.note()
    many.note()
    assert few.periods == many.periods
    assert (few.ledger.import_ws, few.ledger.export_ws) == (many.ledger.import_ws, many.ledger.export_ws)


WH_OR_NONE = st.none() | st.integers(-(2**33), 2**33)
READINGS = st.tuples(st.integers(-(2**33), 2**33), st.integers(-(2**33), 2**33), WH_OR_NONE, WH_OR_NONE)


@given(PERIODS_S, STEPS_WH, st.lists(READINGS, max_size=60))
def test_a_ledger_raises_nothing_whatever_comes_in_whatever_order(
    settlement_s: int, step_wh: int, readings: list[tuple[int, int, int | None, int | None]]
) -> None:
    ledger = Ledger(settlement_s, STALE_AFTER_S, step_wh)
    for reading in readings:
        ledger.add(*reading)
        assert ledger.net_ws == ledger.import_ws - ledger.export_ws
        assert ledger.start_at_s == period.start_at_s(reading[0], settlement_s)
        assert min(ledger.import_ws, ledger.export_ws, ledger.unknown_s, ledger.estimated_s) >= 0


STEPS_OF_CLOCK_S = st.lists(st.tuples(st.integers(1, 50), st.integers(-90_000, 90_000)), min_size=1, max_size=5)


@given(houses(), PERIODS_S, SPACINGS_S, STEPS_OF_CLOCK_S)
def test_no_step_of_the_clock_gains_or_loses_energy(
    metered: tuple[House, int], settlement_s: int, spacings_s: list[int], steps: list[tuple[int, int]]
) -> None:
    house, step_wh = metered
    ledger = Ledger(settlement_s, STALE_AFTER_S, step_wh)
    book = Book(ledger)
    wrong_s = since = 0
    steps = list(steps)
    for at_s in times_s(house, spacings_s):
        import_wh, export_wh = house.registers_wh(at_s)
        ledger.add(at_s + wrong_s, house.power_w(at_s), import_wh, export_wh)
        book.note()
        assume(ledger.anchor.is_believed)
        assert abs(book.net_ws() - counted_wh(house, at_s) * WH) <= 2 * step_wh * WH
        since += 1
        if steps and since >= steps[0][0]:
            since = 0
            wrong_s += steps.pop(0)[1]
