"""The frontier: cases worked by hand, what must hold of any, and that nothing simulated is above it."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bound_table
from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour_sim.bound import REGRET_PRICES_WH, Frontier, base_periods, frontier
from nethour_sim.generated import generated_day
from nethour_sim.recording import read_recording, write_csv
from nethour_sim.score import Period, score, score_run
from nethour_sim.simulate import simulate

DATA = Path(__file__).parents[3] / "shared" / "data"
HOUR_S = 3600


def period(surplus_wh: float, recorded_s: int = HOUR_S, start_at_s: int = 0) -> Period:
    """A period with so much surplus, or deficit when below 0."""
    net_ws = round(-3600 * surplus_wh)
    return Period(
        start_at_s=start_at_s,
        recorded_s=recorded_s,
        base_import_ws=max(net_ws, 0),
        base_export_ws=max(-net_ws, 0),
        import_ws=0,
        export_ws=0,
        load_on_s=(),
        load_switching_count=(),
    )


def best_wh(bound: Frontier) -> list[float]:
    return (bound.best_ws / 3600).tolist()


HAND_WORKED = {
    "one hour: switched on late, never off": ([400], [1000], [0, 400]),
    "then a night: a second switching, or it eats the gain": ([400, -300], [1000], [0, 0, 400]),
    "from one hour over the next into the third": ([400, 1000, 300, -1], [1000], [0, 0, 1700]),
    "through a poor hour, or off in it": ([1000, 400, 1000], [1000], [0, 1800, 1800, 2400]),
    "more sun than the load can take": ([3000], [1000], [0, 1000]),
    "the larger load alone, in part": ([700], [500, 1000], [0, 700]),
    "the larger wholly, the smaller in part": ([1200], [500, 1000], [0, 1000, 1200]),
    "two loads over the edge, each in its hour": ([500, 1500, 1000, -1], [500, 1000], [0, 1500, 2500, 2500, 3000]),
    "the house buys all day": ([-500, 0, -20], [1000], [0]),
    "nothing recorded": ([], [1000], [0]),
}


@pytest.mark.parametrize(("hours_wh", "loads_w", "expected_wh"), HAND_WORKED.values(), ids=HAND_WORKED)
def test_worked_by_hand(hours_wh: list[float], loads_w: list[int], expected_wh: list[float]) -> None:
    assert best_wh(frontier([period(hour_wh) for hour_wh in hours_wh], loads_w)) == expected_wh


def test_only_recorded_time_can_be_used() -> None:
    assert best_wh(frontier([period(800, recorded_s=1800)], [1000])) == [0, 500]
    assert best_wh(frontier([period(100, recorded_s=900), period(300, recorded_s=900)], [1000])) == [0, 350]


def test_a_switching_in_a_gap_costs_a_switching_and_nothing_else() -> None:
    with_gap = [period(1000), period(0, recorded_s=0), period(-200), period(500)]
    assert best_wh(frontier(with_gap, [1000])) == best_wh(frontier([with_gap[0], *with_gap[2:]], [1000]))


@pytest.mark.parametrize("loads_w", [[], [0], [747, -1], [1, 2, 3, 4, 5]])
def test_refuses_loads_it_cannot_answer_for(loads_w: list[int]) -> None:
    with pytest.raises(ValueError, match="1 to 4 loads, each above 0 W"):
        frontier([period(1)], loads_w)


periods = st.lists(st.builds(period, st.integers(-1500, 4000), st.sampled_from([0, 1, 900, 1800, 3600])), max_size=7)
loads = st.lists(st.integers(1, 2500), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(periods, loads)
def test_more_switchings_never_hurt_and_enough_reach_all_that_is_achievable(days: list[Period], loads_w: list[int]):
    bound = frontier(days, loads_w)
    assert bound.best_ws[0] == 0
    assert np.all(np.diff(bound.best_ws) >= 0)
    assert bound.best_at(1_000_000) == bound.best_ws[-1] == bound.achievable_ws
    assert len(bound.best_ws) == 1 or bound.best_ws[-2] < bound.best_ws[-1], "no budget that adds nothing at the end"


@settings(max_examples=40, deadline=None)
@given(periods, loads, st.randoms(use_true_random=False))
def test_the_order_of_the_loads_is_free_and_another_load_never_hurts(days: list[Period], loads_w: list[int], random):
    bound = frontier(days, loads_w)
    shuffled = random.sample(loads_w, len(loads_w))
    assert np.array_equal(frontier(days, shuffled).best_ws, bound.best_ws)
    fewer = frontier(days, loads_w[:-1] or loads_w)
    assert all(fewer.best_at(budget) <= best for budget, best in enumerate(bound.best_ws))


@settings(max_examples=40, deadline=None)
@given(periods, loads)
def test_two_records_together_are_worth_both_if_the_loads_may_stop_between(days: list[Period], loads_w: list[int]):
    first, second = frontier(days, loads_w), frontier(days[::-1], loads_w)
    together = frontier(days + days[::-1], loads_w)
    for budget, best in enumerate(first.best_ws):
        assert together.best_at(2 * budget + len(loads_w)) >= best + second.best_at(budget)


@settings(max_examples=40, deadline=None)
@given(periods, loads)
def test_the_worth_of_the_best_falls_with_the_price_and_is_convex_in_it(days: list[Period], loads_w: list[int]) -> None:
    bound = frontier(days, loads_w)
    worth_ws = np.array([bound.best_worth_ws(price_wh)[0] for price_wh in range(0, 300, 10)])
    assert np.all(np.diff(worth_ws) <= 0)
    assert np.all(np.diff(worth_ws, 2) >= -1e-6)
    counts = [bound.best_worth_ws(price_wh)[1] for price_wh in range(0, 300, 10)]
    assert counts == sorted(counts, reverse=True)


def by_trying_all(hours_wh: list[int], loads_w: list[int], slot_count: int) -> list[int]:
    """The best of every schedule with `slot_count` slots an hour and loads off at first, by budget [Wh]."""
    bits = len(loads_w) * len(hours_wh) * slot_count
    schedules = (np.arange(1 << bits)[:, None] >> np.arange(bits) & 1).reshape(
        -1, len(loads_w), len(hours_wh) * slot_count
    )
    switchings = (np.diff(schedules, axis=2, prepend=0) != 0).sum(axis=(1, 2))
    on = schedules.reshape(-1, len(loads_w), len(hours_wh), slot_count).sum(axis=3)
    taken_wh = np.tensordot(on, np.array(loads_w), axes=([1], [0])) // slot_count
    surplus_wh = np.maximum(hours_wh, 0)
    worth_wh = (surplus_wh - abs(surplus_wh - taken_wh)).sum(axis=1)
    return [int(worth_wh[switchings <= budget].max()) for budget in range(int(switchings.max()) + 1)]


@pytest.mark.parametrize("seed", range(4))
def test_no_schedule_of_slots_is_better_and_where_the_best_falls_on_slots_it_is_found(seed: int) -> None:
    """With equal loads and surpluses of whole slots the best durations are whole slots too."""
    random = np.random.default_rng(seed)
    hours_wh = (200 * random.integers(-2, 8, 3)).tolist()
    for count in (1, 2):
        tried = by_trying_all(hours_wh, [600] * count, 3)
        bound = frontier([period(hour_wh) for hour_wh in hours_wh], [600] * count)
        assert [bound.best_at(budget) for budget in range(len(tried))] == [3600 * best for best in tried]
    uneven_wh = random.integers(-300, 1500, 3).tolist()
    bound = frontier([period(hour_wh) for hour_wh in uneven_wh], [600, 300])
    assert all(
        bound.best_at(budget) >= 3600 * best for budget, best in enumerate(by_trying_all(uneven_wh, [600, 300], 3))
    )


rows = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 10, 10, 10, 59, 60, 61, 900, 4000]),  # seconds to the next row
        st.one_of(st.none(), st.integers(-4000, 4000)),
        st.tuples(st.booleans(), st.booleans(), st.booleans()),
    ),
    min_size=2,
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(rows, st.sampled_from([60, 900, 1800, 3600]))
def test_nothing_scored_is_above_it(day: list[tuple[int, int | None, tuple[bool, ...]]], settlement_s: int) -> None:
    """Whatever loads do at whatever rows, with gaps and unknown rows between."""
    loads_w = (500, 747, 983)
    total, periods = score(
        np.cumsum([0, *(seconds for seconds, _, _ in day[:-1])]),
        np.array([base_w or 0 for _, base_w, _ in day]),
        np.array([base_w is not None for _, base_w, _ in day]),
        np.array([states for _, _, states in day]).T,
        loads_w,
        settlement_s,
    )
    bound = frontier(periods, loads_w)
    assert bound.achievable_ws == total.achievable_ws
    assert total.captured_ws - total.added_debt_ws <= bound.best_at(total.switching_count)
    if total.recorded_s:
        for price_wh in REGRET_PRICES_WH:
            regret = bound.regret_wh_per_day(total, price_wh)
            assert regret is not None
            assert regret >= 0


def controller(*powers_w: int) -> Controller:
    return Controller(
        [Load(f"load{number}", power_w, 0, 0) for number, power_w in enumerate(powers_w, 1)], TimeToConsume()
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_simulated_day_is_below_it(seed: int) -> None:
    day = generated_day(date(2023, 4, 1) + timedelta(60 * seed), seed, spacing_s=30)
    total, periods = score_run(simulate(day, controller(747, 983)))
    bound = frontier(periods, (747, 983))
    assert np.array_equal(frontier(base_periods(day), (747, 983)).best_ws, bound.best_ws)
    own_pct = total.nsc_pct
    best_pct = bound.nsc_pct_at(total.switching_count)
    assert own_pct is not None
    assert best_pct is not None
    assert 50 < own_pct < best_pct
    regrets = [bound.regret_wh_per_day(total, price_wh) for price_wh in REGRET_PRICES_WH]
    assert regrets == sorted(regrets, key=float)
    missed_ws = total.achievable_ws - total.captured_ws + total.added_debt_ws
    assert regrets[0] == pytest.approx(missed_ws / 3600 / total.days)


def test_the_regret_of_doing_nothing_is_what_could_have_been() -> None:
    hours = [period(400, start_at_s=0), period(-300, start_at_s=HOUR_S)]
    nothing, _ = score(
        np.array([0, HOUR_S, 2 * HOUR_S]),
        np.array([-400, 300, 0]),
        np.full(3, True),
        np.zeros((1, 3)),
        (1000,),
        HOUR_S,
        HOUR_S,
    )
    bound = frontier(hours, (1000,))
    assert [bound.regret_wh_per_day(nothing, price_wh) for price_wh in (0, 5, 50, 200, 300)] == [
        400 * 12,
        390 * 12,
        300 * 12,
        0,
        0,
    ]
    assert bound.nsc_pct_at(12) == 0
    assert bound.nsc_pct_at(24) == 100


def test_a_regret_against_the_bound_of_other_loads_is_refused() -> None:
    day = generated_day(date(2023, 4, 1), 1, spacing_s=60)
    total, periods = score_run(simulate(day, controller(747)))
    with pytest.raises(ValueError, match="different recordings, loads or settlement"):
        frontier(periods, (747, 983)).regret_wh_per_day(total, 20)


def test_without_surplus_or_record_it_says_nothing() -> None:
    assert frontier([period(-100)], (1000,)).nsc_pct_at(10) is None
    nothing, _ = score(np.array([0]), np.array([0]), np.array([True]), np.zeros((1, 1)), (1000,))
    assert frontier([], (1000,)).regret_wh_per_day(nothing, 20) is None


def test_the_table_of_two_recordings_shares_the_switchings_out_as_is_best() -> None:
    poor, rich = frontier([period(100), period(-1)], [1000]), frontier([period(900), period(-1), period(500)], [1000])
    assert best_wh(poor) == [0, 0, 100]
    assert best_wh(rich) == [0, 500, 900, 1400]
    both = bound_table.together(poor, rich)
    assert best_wh(both) == [0, 500, 900, 1400, 1400, 1500]
    assert (both.achievable_ws, both.recorded_s) == (1500 * 3600, 5 * 3600)


def test_the_table_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in (1, 2):
        write_csv(generated_day(date(2023, 4, day), day, spacing_s=60), tmp_path / f"day{day}.csv")
    files = [str(tmp_path / f"day{day}.csv") for day in (1, 2)]
    monkeypatch.setattr("sys.argv", ["bound_table.py", *files, "--load", "747", "--load", "983"])
    bound_table.main()
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in printed if line] == ["best", "day1", "day2", "together", "Grid", "day1", "day2"]
    assert printed[3].split()[-1] == "100.00"
    monkeypatch.setattr("sys.argv", ["bound_table.py", str(tmp_path / "no.csv"), "--load", "747"])
    with pytest.raises(SystemExit, match="there is no such file"):
        bound_table.main()


@pytest.mark.parametrize("name", ["2022-02-01_production", "2022-04-27_house", "2022-05-17_house", "2022-06-28_house"])
def test_the_recordings_of_the_thesis(name: str) -> None:
    """Published for seven recordings of this house together: 95.7, 98.2, 99.5 and 99.97 % at 6, 8, 10 and 12 a day."""
    path = DATA / f"{name}.csv"
    if not path.exists():
        pytest.skip("the recordings are not here")
    bound = frontier(base_periods(read_recording(path)), (747, 983))
    assert [bound.nsc_pct_at(count) for count in (6, 8, 10, 12)] == [
        pytest.approx(95.7, abs=3.5),
        pytest.approx(98.2, abs=2),
        pytest.approx(99.5, abs=1),
        pytest.approx(99.97, abs=0.3),
    ]
