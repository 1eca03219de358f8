"""The grid optimum: worked by hand, and that its schedule can be lived: minimum times kept, scored as it says."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nethour_sim.bound import base_periods, frontier
from nethour_sim.generated import generated_day
from nethour_sim.grid_optimum import Grid, GridOptimum, grid_of, grid_optimum, solve_grid
from nethour_sim.recording import Recording
from nethour_sim.score import Period, Score, score

PERIOD_S, SLOT_S, NEVER = 3600, 60, 1 << 40


def hours(*surplus_wh: float) -> Grid:
    """Wholly recorded hours of minutes."""
    surplus_ws = np.array([max(0, round(3600 * hour_wh)) for hour_wh in surplus_wh])
    return Grid(0, SLOT_S, surplus_ws, np.full((len(surplus_wh), PERIOD_S // SLOT_S), SLOT_S))


HAND_WORKED = {
    "five minutes cost 33 Wh more than there are": ([50, 0], [1000], 0, 300, 300, 50 - 100 / 3, 2),
    "and are not worth two switchings": ([50, 0], [1000], 10, 300, 300, 0, 0),
    "without a minimum it takes three minutes": ([50, 0], [1000], 10, 0, 0, 50, 2),
    "over the edge, an hour too dear to leave": ([500, 900, 500, 0], [1000], 60, 300, 300, 500 + 800 + 500, 2),
    "an hour cheap enough to interrupt": ([500, 900, 500, 0], [1000], 40, 300, 300, 500 + 900 + 500, 4),
    "off for an hour and a half at least": ([1000, 500, 1000], [1000], 0, 300, 5400, 1000 + 0 + 1000, 1),
    "more than the larger load takes alone": ([1300, 0], [600, 1200], 5, 300, 300, 1300, 4),
    "nothing to take": ([0, 0], [1000, 500], 0, 300, 300, 0, 0),
}


@pytest.mark.parametrize(
    ("hours_wh", "loads_w", "price_wh", "min_on_s", "min_off_s", "expected_wh", "switching_count"),
    HAND_WORKED.values(),
    ids=HAND_WORKED,
)
def test_worked_by_hand(
    hours_wh: list[float],
    loads_w: list[int],
    price_wh: float,
    min_on_s: int,
    min_off_s: int,
    expected_wh: float,
    switching_count: int,
) -> None:
    found = solve_grid(hours(*hours_wh), loads_w, price_wh, min_on_s, min_off_s)
    assert found.captured_less_debt_ws / 3600 == pytest.approx(expected_wh)
    assert found.switching_count == switching_count
    assert found.is_exact


def test_each_load_may_have_its_own_minimum_times() -> None:
    grid = hours(100, 0)
    quick, slow = solve_grid(grid, [600, 600], 0, [60, 1800], [60, 60]).is_on
    assert (quick.sum(), slow.sum()) == (10, 0)


def test_refuses_slots_that_do_not_fit_and_loads_it_cannot_answer_for() -> None:
    day = generated_day(date(2023, 4, 1), 1, spacing_s=60)
    with pytest.raises(ValueError, match="slot_s must divide the settlement period of 900 s, and 600 does not"):
        grid_optimum(day, [747], settlement_s=900, slot_s=600)
    for loads_w in ([], [0], [1, 2, 3, 4, 5]):
        with pytest.raises(ValueError, match="1 to 4 loads, each above 0 W"):
            grid_optimum(day, loads_w)


def scored(day: Recording, loads_w: list[int], found: GridOptimum, settlement_s: int) -> Score:
    """What the measure says of the schedule; the rows must lie on slots."""
    is_on = found.is_on[:, (day.at_s - found.start_at_s) // found.slot_s]
    base_w = day.base_power_w.astype(np.int64) - day.pv_power_w
    return score(day.at_s, base_w, day.is_known, is_on, loads_w, settlement_s)[0]


def shortest_runs(states: np.ndarray) -> tuple[int, int]:
    """Shortest run and shortest pause between runs of one load, in slots; what the end cuts does not count."""
    edges = np.flatnonzero(np.diff(states.astype(np.int8), prepend=0))
    lengths = np.diff(edges)
    return min(lengths[::2], default=NEVER), min(lengths[1::2], default=NEVER)


rows = st.lists(
    st.tuples(
        st.sampled_from([20] * 30 + [60, 80, 900, 4000, 8000]),  # seconds to the next row
        st.one_of(st.none(), st.integers(-4000, 1500), st.integers(-2000, 0)),
    ),
    min_size=2,
    max_size=30,
).map(lambda few: few * 12)


@settings(max_examples=30, deadline=None)
@given(
    rows,
    st.lists(st.integers(100, 2500), min_size=1, max_size=4),
    st.sampled_from([0, 5, 20, 50]),
    st.sampled_from([900, 1800, 3600]),
    st.sampled_from([0, 60, 300, 420, 1260]),
    st.sampled_from([0, 60, 300, 420]),
)
def test_the_schedule_can_be_lived_with_gaps_and_unknown_rows(
    some_rows: list[tuple[int, int | None]],
    loads_w: list[int],
    price_wh: int,
    settlement_s: int,
    min_on_s: int,
    min_off_s: int,
) -> None:
    grid_w = np.array([power_w or 0 for _, power_w in some_rows])
    day = Recording(
        name="test",
        at_s=20 * 54321 + np.cumsum([0, *(seconds for seconds, _ in some_rows[:-1])]),
        base_power_w=np.maximum(grid_w, 0).astype(np.int32),
        pv_power_w=np.maximum(-grid_w, 0).astype(np.int32),
        is_known=np.array([power_w is not None for _, power_w in some_rows]),
    )
    found = grid_optimum(day, loads_w, price_wh, min_on_s, min_off_s, settlement_s)
    for states in found.is_on:
        shortest_on, shortest_off = shortest_runs(states)
        assert shortest_on * SLOT_S >= min_on_s
        assert shortest_off * SLOT_S >= min_off_s
    assert found.switching_count == np.count_nonzero(np.diff(found.is_on.astype(int), axis=1, prepend=0))
    bound = frontier(base_periods(day, settlement_s), loads_w)
    assert found.captured_less_debt_ws <= bound.best_at(found.switching_count)
    assert found.worth_ws(price_wh) >= 0, "never switching is worth 0"


@pytest.mark.parametrize(
    ("loads_w", "settlement_s"), [([747, 983], 3600), ([747, 983], 900), ([300, 500, 747, 983], 3600)]
)
def test_the_measure_says_of_the_schedule_what_the_optimum_says(loads_w: list[int], settlement_s: int) -> None:
    """On a day with rows on the slots, a gap of three hours, a row unknown and slots recorded in part."""
    day = generated_day(date(2023, 5, 1), 3, spacing_s=20)
    is_left = (day.at_s % 86400 < 11.4 * 3600) | (day.at_s % 86400 > 14.5 * 3600)
    is_known = day.is_known.copy()
    is_known[2500] = False
    day = Recording(day.name, day.at_s[is_left], day.base_power_w[is_left], day.pv_power_w[is_left], is_known[is_left])
    found = grid_optimum(day, loads_w, 5, settlement_s=settlement_s)
    total = scored(day, loads_w, found, settlement_s)
    assert total.captured_ws - total.added_debt_ws == found.captured_less_debt_ws > 0
    assert total.switching_count == found.switching_count
    assert total.short_run_count == 0
    best_ws = frontier(base_periods(day, settlement_s), loads_w).best_worth_ws(5)[0]
    assert 0.95 * best_ws <= found.worth_ws(5) <= best_ws


@pytest.mark.parametrize("seed", [0, 2])
def test_a_day_of_four_loads_is_close_to_the_bound_without_minimum_times(seed: int) -> None:
    random = np.random.default_rng(seed)
    sun_wh = 2400 * np.sin(np.pi * (np.arange(24) - 6) / 12) * random.uniform(0.4, 1, 24)
    grid = hours(*np.maximum(0, sun_wh - random.uniform(100, 600, 24)).round())
    day = [Period(0, 3600, 0, int(surplus_ws), 0, 0, (), ()) for surplus_ws in grid.surplus_ws]
    loads_w = [300, 500, 747, 983]
    best_ws, _ = frontier(day, loads_w).best_worth_ws(20)
    assert 0.9965 * best_ws <= solve_grid(grid, loads_w, 20).worth_ws(20) <= best_ws


def test_a_period_cut_up_by_many_gaps_is_thinned_and_says_so() -> None:
    random = np.random.default_rng(1)
    recorded_s = random.integers(0, 61, (2, 60))
    found = solve_grid(Grid(0, SLOT_S, np.array([900_000, 400_000]), recorded_s), [983])
    assert not found.is_exact
    assert 1_200_000 < found.captured_less_debt_ws <= 1_300_000


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.integers(-500, 2500), min_size=1, max_size=5), st.lists(st.integers(100, 1500), min_size=1, max_size=2)
)
def test_a_dearer_switching_and_a_longer_minimum_never_gain(hours_wh: list[int], loads_w: list[int]) -> None:
    grid = hours(*hours_wh)
    by_price = [solve_grid(grid, loads_w, price_wh) for price_wh in (0, 1 / 3600, 5, 20, 50)]
    assert all(a.switching_count >= b.switching_count for a, b in pairwise(by_price))
    assert all(a.captured_less_debt_ws >= b.captured_less_debt_ws for a, b in pairwise(by_price))
    assert all(
        a.switching_count == b.switching_count
        for a, b in pairwise(by_price)
        if a.captured_less_debt_ws == b.captured_less_debt_ws
    ), "no switching that gains nothing"
    by_minimum = [solve_grid(grid, loads_w, 20, min_s, min_s).worth_ws(20) for min_s in (0, 300, 600)]
    assert by_minimum == sorted(by_minimum, reverse=True)


def test_the_grid_of_a_recording_has_no_gaps_in_time() -> None:
    day = Recording(
        name="test",
        at_s=np.array([3600 - 90, 3600 - 50, 3600 + 10, 4 * 3600 + 70, 4 * 3600 + 100]),
        base_power_w=np.array([0, 0, 0, 500, 500], np.int32),
        pv_power_w=np.full(5, 100, np.int32),
        is_known=np.full(5, True),
    )
    grid = grid_of(day)
    assert grid.start_at_s == 0
    assert grid.surplus_ws.tolist() == [100 * 90, 100 * 10, 0, 0, 0]
    assert {slot: int(grid.slot_recorded_s.flat[slot]) for slot in np.flatnonzero(grid.slot_recorded_s)} == {
        58: 30,
        59: 60,
        60: 10,
        241: 30,
    }
