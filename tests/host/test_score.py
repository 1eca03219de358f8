"""The measure: a worked example, the cases that decide about its honesty, and an independent computation."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nethour_sim.score import Period, Score, score

HOUR_S = 3600


def measured(
    rows: list[tuple[int, int | None, tuple[bool, ...]]],
    load_power_w: tuple[int, ...],
    settlement_s: int = HOUR_S,
    stale_after_s: int = 60,
) -> tuple[Score, list[Period]]:
    """The measure of rows (at_s, grid power without loads or None where unknown, the loads' states)."""
    return score(
        np.array([at_s for at_s, _, _ in rows]),
        np.array([base_w or 0 for _, base_w, _ in rows]),
        np.array([base_w is not None for _, base_w, _ in rows]),
        np.array([[states[index] for _, _, states in rows] for index in range(len(load_power_w))], np.bool_),
        load_power_w,
        settlement_s,
        stale_after_s,
    )


def minutes(power_w: int, on: range, count: int = 60, begin: int = 0) -> list[tuple[int, int | None, tuple[bool, ...]]]:
    """One row a minute at constant power, the load on during the minutes `on`."""
    return [(60 * (begin + minute), power_w, (minute in on,)) for minute in range(count)]


def test_a_worked_example() -> None:
    """Hour 0: 600 W of surplus, a 1200 W load for 40 minutes: takes 800 Wh, 600 of them surplus, 200 bought.
    Hour 1: 300 W of surplus, the load for 10 minutes: takes 200 of 300 Wh.
    Hour 2: the house buys 100 W, the load for 5 minutes: 100 Wh more to pay, nothing to capture."""
    rows = [
        *minutes(-600, range(40)),
        *minutes(-300, range(20, 30), begin=60),
        *minutes(100, range(5), begin=120),
        (3 * HOUR_S, 0, (False,)),
    ]
    total, (first, second, third, end) = measured(rows, (1200,))
    assert (first.base_net_ws, first.net_ws) == (-600 * 3600, 200 * 3600)
    assert (first.import_ws, first.export_ws) == (600 * 2400, 600 * 1200)
    assert (second.net_ws, second.load_on_s, second.load_switching_count) == (-100 * 3600, (600,), (2,))
    assert (third.base_import_ws, third.base_export_ws, third.net_ws) == (100 * 3600, 0, 200 * 3600)
    assert end.recorded_s == 0
    assert total.days == 3 / 24
    assert total.to_dict() == {
        "nsc_pct": 100 * (600 + 200 - 200 - 100) / (600 + 300),
        "switchings_per_day": 6 * 8,
        "short_runs_per_day": 0,
        "achievable_wh_per_day": 900 * 8,
        "captured_wh_per_day": 800 * 8,
        "added_debt_wh_per_day": 300 * 8,
        "load_wh_per_day": 1100 * 8,
        "days": 0.125,
        "settlement_s": 3600,
    }


def test_what_the_loads_cannot_take_is_not_achievable() -> None:
    rows = [*minutes(-5000, range(60)), (HOUR_S, 0, (False,))]
    total, _ = measured(rows, (1000,))
    assert total.achievable_ws == 1000 * HOUR_S
    assert total.nsc_pct == 100


def test_nothing_to_capture_is_not_zero_percent() -> None:
    total, _ = measured([*minutes(200, range(0)), (HOUR_S, 200, (False,))], (1000,))
    assert total.nsc_pct is None
    assert total.to_dict()["nsc_pct"] is None
    assert total.to_dict()["achievable_wh_per_day"] == 0


def test_nothing_recorded_has_no_average() -> None:
    total, _ = measured([(0, None, (False,)), (10, None, (False,))], (1000,))
    assert total.days == 0
    assert total.to_dict()["switchings_per_day"] is None


def test_an_interval_over_the_edge_is_split_at_it() -> None:
    _, (before, after) = measured([(HOUR_S - 10, -360, (True,)), (HOUR_S + 30, 0, (False,))], (100,))
    assert (before.start_at_s, before.recorded_s, before.net_ws, before.load_on_s) == (0, 10, -2600, (10,))
    assert (after.start_at_s, after.recorded_s, after.net_ws, after.load_on_s) == (HOUR_S, 30, -7800, (30,))


def test_an_interval_over_many_edges_is_split_at_each() -> None:
    _, periods = measured([(50, -10, (False,)), (250, 0, (False,))], (100,), settlement_s=60, stale_after_s=300)
    assert [(period.start_at_s, period.recorded_s) for period in periods] == [
        (0, 10),
        (60, 60),
        (120, 60),
        (180, 60),
        (240, 10),
    ]


def test_gaps_and_unknown_rows_count_nothing() -> None:
    rows = [
        (0, -100, (False,)),
        (60, -100, (False,)),  # 61 s to the next: a gap
        (121, -100, (False,)),
        (131, None, (False,)),
        (141, -100, (False,)),
        (141, -900, (False,)),  # the same second: the later row holds
        (151, -100, (False,)),  # the last: nobody knows how long
    ]
    total, (period,) = measured(rows, (1000,))
    assert total.recorded_s == 60 + 10 + 10
    assert period.base_export_ws == 100 * 70 + 900 * 10


def test_the_quarter_of_an_hour_settles_by_itself() -> None:
    rows = [*minutes(-1000, range(30), count=30), *minutes(1000, range(0), count=30, begin=30), (HOUR_S, 0, (False,))]
    by_hour, _ = measured(rows, (1000,))
    by_quarter, periods = measured(rows, (1000,), settlement_s=900)
    assert by_hour.achievable_ws == 0
    assert by_quarter.nsc_pct == 100
    assert [period.base_net_ws for period in periods] == [-900_000, -900_000, 900_000, 900_000, 0]


def run_lengths(*lengths_s: int, gap_in: int | None = None) -> list[tuple[int, int | None, tuple[bool, ...]]]:
    """Runs of a load, 10 minutes apart; in the run number `gap_in` a gap of 2 minutes."""
    on_at = [(600 * (2 * number + 1), 600 * (2 * number + 1) + length_s) for number, length_s in enumerate(lengths_s)]
    rows: list[tuple[int, int | None, tuple[bool, ...]]] = []
    for at_s in range(0, 600 * (2 * len(lengths_s) + 1), 20):
        is_gap = gap_in is not None and on_at[gap_in][0] < at_s < on_at[gap_in][0] + 120
        if not is_gap:
            rows.append((at_s, -500, (any(begin_s <= at_s < end_s for begin_s, end_s in on_at),)))
    return rows


def test_runs_below_five_minutes_are_short() -> None:
    assert measured(run_lengths(280, 300, 320, 20), (1000,))[0].short_run_count == 2


def test_a_run_cut_by_a_gap_or_the_end_is_not_called_short() -> None:
    assert measured(run_lengths(280, 200, gap_in=1), (1000,))[0].short_run_count == 1
    rows = run_lengths(280, 280)
    cut = [row for row in rows if row[0] <= 1800 + 100]
    assert cut[-1][2] == (True,)
    assert measured(cut, (1000,))[0].short_run_count == 1


def test_a_load_on_from_the_first_row_was_switched_on() -> None:
    total, (period,) = measured([(0, -500, (True,)), (10, -500, (True,))], (1000,))
    assert total.switching_count == 1
    assert period.load_switching_count == (1,)


days = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 7, 10, 10, 10, 59, 60, 61, 900, 4000]),  # seconds to the next row
        st.one_of(st.none(), st.integers(-4000, 4000)),
        st.tuples(st.booleans(), st.booleans()),
    ),
    min_size=2,
    max_size=40,
)


def by_brute_force(
    rows: list[tuple[int, int | None, tuple[bool, ...]]], load_power_w: tuple[int, ...], settlement_s: int
):
    """A, C, D and U second by second, as the definition says it."""
    base_ws: dict[int, int] = {}
    with_ws: dict[int, int] = {}
    seconds: dict[int, int] = {}
    used_ws = 0
    for (at_s, base_w, states), (next_at_s, _, _) in itertools.pairwise(rows):
        if base_w is None or next_at_s - at_s > 60:
            continue
        loads_w = sum(power_w for power_w, is_on in zip(load_power_w, states, strict=True) if is_on)
        for second in range(at_s, next_at_s):
            period = second // settlement_s
            base_ws[period] = base_ws.get(period, 0) - base_w
            with_ws[period] = with_ws.get(period, 0) - base_w - loads_w
            seconds[period] = seconds.get(period, 0) + 1
            used_ws += loads_w
    achievable = sum(min(max(base_ws[h], 0), sum(load_power_w) * seconds[h]) for h in base_ws)
    captured = sum(max(base_ws[h], 0) - max(with_ws[h], 0) for h in base_ws)
    added_debt = sum(max(-with_ws[h], 0) - max(-base_ws[h], 0) for h in base_ws)
    return achievable, captured, added_debt, used_ws, sum(seconds.values())


@given(days, st.sampled_from([60, 900, 3600]), st.integers(0, 7200))
def test_the_measure_is_its_definition_on_any_day(
    steps: list[tuple[int, int | None, tuple[bool, ...]]], settlement_s: int, begin_at_s: int
) -> None:
    rows = []
    at_s = begin_at_s
    for wait_s, base_w, states in steps:
        rows.append((at_s, base_w, states))
        at_s += wait_s
    total, periods = measured(rows, (747, 983), settlement_s)
    found = (total.achievable_ws, total.captured_ws, total.added_debt_ws, total.load_ws, total.recorded_s)
    assert found == by_brute_force(rows, (747, 983), settlement_s)
    assert total.load_ws == total.captured_ws + total.added_debt_ws
    assert sum(period.recorded_s for period in periods) == total.recorded_s
    if total.achievable_ws:
        assert total.nsc_pct is not None
        assert total.nsc_pct <= 100


def test_the_measure_accepts_a_house_without_loads() -> None:
    total, (period,) = measured([(0, -500, ()), (10, -500, ())], ())
    assert total.nsc_pct is None
    assert period.base_export_ws == period.export_ws == 5000
    assert total.switching_count == 0


@pytest.mark.parametrize("settlement_s", [900, 3600])
def test_periods_begin_on_the_clock(settlement_s: int) -> None:
    rows = [(at_s, -500, (False,)) for at_s in range(5000, 9000, 10)]
    _, periods = measured(rows, (1000,), settlement_s)
    assert all(period.start_at_s % settlement_s == 0 for period in periods)
    assert {b.start_at_s - a.start_at_s for a, b in itertools.pairwise(periods)} == {settlement_s}
