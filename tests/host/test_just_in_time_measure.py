"""How well *just in time* does: the exact measure of a day made of integers, and its place among the other rules."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nethour.config import build_controller, parse
from nethour_host.house_options import house_settings
from nethour_sim.generated import generated_day
from nethour_sim.recording import Recording, read_recording
from nethour_sim.score import Score, score_run
from nethour_sim.simulate import simulate

DATA = Path(__file__).parents[3] / "shared" / "data"
BEST_INHERITED = {"name": "time_to_consume", "on_min_wh": 20}
LOADS_W = (747, 983)


def measure(day: Recording, strategy: dict[str, Any], loads_w: tuple[int, ...] = LOADS_W, **settings: Any) -> Score:
    config = {**house_settings(None, list(loads_w)), "strategy": strategy, **settings}
    return score_run(simulate(day, build_controller(parse(json.dumps(config)))))[0]


def plain_day() -> Recording:
    """Two days of sun, clouds, a refrigerator and a kettle, without chance and without floats."""
    at_s = np.arange(0, 2 * 86400, 10)
    second = at_s % 86400
    from_noon_s = np.abs(second - 43200)
    clear_w = np.maximum(0, 3600 - 3600 * (from_noon_s // 60) ** 2 // 420**2)
    cloud_pct = np.where(at_s // 700 % 5 == 3, 35, np.where(at_s // 1900 % 7 == 2, 60, 100))
    base_w = 140 + np.where(second % 2700 < 800, 95, 0) + np.where(second % 9000 < 170, 1900, 0)
    return Recording(
        "plain",
        (at_s + 81_648_000).astype(np.int64),  # 2022-08-03
        base_w.astype(np.int32),
        (clear_w * cloud_pct // 100).astype(np.int32),
        np.ones(len(at_s), np.bool_),
    )


@pytest.mark.parametrize(
    ("wear", "expected"),
    [("normal", (137658170, 135560600, 82950, 42)), ("sparing", (137658170, 135535150, 74950, 40))],
)
def test_the_measure_of_a_day_of_integers_is_as_ever(wear: str, expected: tuple[int, ...]):
    """Achievable, captured, added debt [Ws] and switchings, to the last digit: no change of the rule goes unseen."""
    place = {"latitude": 40, "longitude": 0}
    score = measure(plain_day(), {"name": "just_in_time", "wear": wear}, place=place)
    assert (score.achievable_ws, score.captured_ws, score.added_debt_ws, score.switching_count) == expected


@pytest.fixture(scope="module")
def days() -> list[Recording]:
    return [generated_day(date(2022, month, 15), 1000 + month) for month in (3, 5, 7, 9)]


def together(days: list[Recording], strategy: dict[str, Any], **settings: Any) -> tuple[float, int, int]:
    """NSC [%], switchings and short runs of all days together."""
    scores = [measure(day, strategy, **settings) for day in days]
    achievable_ws = sum(score.achievable_ws for score in scores)
    used_ws = sum(score.captured_ws - score.added_debt_ws for score in scores)
    switchings = sum(score.switching_count for score in scores)
    return 100 * used_ws / achievable_ws, switchings, sum(score.short_run_count for score in scores)


@pytest.mark.parametrize(
    ("loads_w", "switchings_pct"),
    [((747, 983), 80), ((500, 1500), 80), ((200, 350, 500, 747, 983), 60), ((983,), 130), ((1500,), 130)],
    ids=str,
)
def test_it_is_at_most_a_point_behind_the_best_inherited_rule_and_several_loads_switch_less(
    days: list[Recording], loads_w: tuple[int, ...], switchings_pct: int
):
    """Both with minimum times of 300 s. A single load has no other to correct with: it may switch more."""
    own_pct, own_switchings, short_runs = together(days, {"name": "just_in_time"}, loads_w=loads_w)
    inherited_pct, inherited_switchings, _ = together(days, BEST_INHERITED, loads_w=loads_w)
    assert own_pct > inherited_pct - 1
    assert 100 * own_switchings < switchings_pct * inherited_switchings
    assert short_runs == 0


def test_sparing_switches_no_more_for_at_most_a_point(days: list[Recording]):
    normal_pct, normal_switchings, _ = together(days, {"name": "just_in_time"})
    sparing_pct, sparing_switchings, short_runs = together(days, {"name": "just_in_time", "wear": "sparing"})
    assert sparing_switchings <= normal_switchings
    assert sparing_pct > normal_pct - 1
    assert short_runs == 0


def test_a_place_far_away_costs_energy_and_a_guess_does_not():
    """The sun sets when the house's does: a place half around the Earth is worse than the guess of the time zone."""
    day = plain_day()
    nsc = {}
    for name, place in (("right", 0.0), ("guessed", None), ("wrong", 180.0)):
        settings = {} if place is None else {"place": {"latitude": 40, "longitude": place}}
        nsc[name] = measure(day, {"name": "just_in_time"}, **settings).nsc_pct
    assert nsc["guessed"] == pytest.approx(nsc["right"], abs=0.5)
    assert nsc["wrong"] < nsc["right"]


@pytest.mark.parametrize(
    ("name", "nsc_pct", "switchings"), [("2022-05-17_house", 98.9, 22.1), ("2022-06-28_house", 98.2, 21.5)]
)
def test_the_recordings_that_it_was_never_tuned_on(name: str, nsc_pct: float, switchings: float):
    path = DATA / f"{name}.csv"
    if not path.exists():
        pytest.skip("the recordings are not here")
    score = measure(read_recording(path), {"name": "just_in_time"}, place={"latitude": 41.4, "longitude": 2.2})
    assert score.nsc_pct == pytest.approx(nsc_pct, abs=0.3)
    assert score.per_day(score.switching_count) == pytest.approx(switchings, abs=2)
    assert score.short_run_count == 0
