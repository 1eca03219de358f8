"""A recording lived by the controller: what it sees, when its decisions act, and what is unknown."""

import dataclasses
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from nethour.control import reason
from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour.reading import Reading
from nethour_sim.generated import generated_day
from nethour_sim.recording import Recording, read_recording
from nethour_sim.score import score_run
from nethour_sim.simulate import simulate

DATA = Path(__file__).parents[3] / "shared" / "data"
MINUTE_S = 60


def recording(grid_w: list[int | None], spacing_s: int = 10) -> Recording:
    """Rows of grid power without loads, None for an unknown one."""
    powers = np.array([power_w or 0 for power_w in grid_w])
    return Recording(
        name="test",
        at_s=np.arange(len(grid_w)) * spacing_s,
        base_power_w=np.maximum(powers, 0).astype(np.int32),
        pv_power_w=np.maximum(-powers, 0).astype(np.int32),
        is_known=np.array([power_w is not None for power_w in grid_w]),
    )


def controller(*powers_w: int, hold_s: int = 0) -> Controller:
    loads = [Load(f"load{number}", power_w, hold_s, hold_s) for number, power_w in enumerate(powers_w, 1)]
    return Controller(loads, TimeToConsume())


def test_the_decision_acts_after_the_reading_that_led_to_it() -> None:
    run = simulate(recording([-2000] * 4), controller(800))
    assert run.is_on[0].tolist() == [True] * 4
    assert run.grid_power_w.tolist() == [-2000, -1200, -1200, -1200]
    assert run.net_ws.tolist() == [0, -12000, -24000, -36000]
    assert run.reason_names()[0].tolist() == ["surplus", "running", "running", "running"]


@pytest.mark.parametrize("register_step_wh", [1, 10, 100])
def test_registers_however_coarse_change_nothing_where_the_power_says_all(register_step_wh: int) -> None:
    day = generated_day(date(2022, 6, 1), 7)
    free = simulate(day, controller(747, 983, hold_s=300))
    tied = simulate(day, controller(747, 983, hold_s=300), register_step_wh=register_step_wh)
    assert np.array_equal(free.is_on, tied.is_on)
    assert free.is_on.any()


def test_rows_of_one_second_do_not_show_a_load_switched_in_it() -> None:
    day = dataclasses.replace(recording([-2000] * 4), at_s=np.array([0, 0, 1, 10]))
    run = simulate(day, controller(800))
    assert run.is_on[0].tolist() == [True] * 4
    assert run.grid_power_w.tolist() == [-2000, -2000, -1200, -1200]
    assert run.net_ws.tolist() == [0, 0, -1200, -12000]


def test_a_load_that_draws_less_than_it_says_is_simulated_so() -> None:
    run = simulate(recording([-2000] * 3), controller(800), load_power_w=[500])
    assert run.grid_power_w.tolist() == [-2000, -1500, -1500]
    total, _ = score_run(run)
    assert total.load_ws == 500 * 20


def test_an_unknown_row_gives_the_controller_no_reading_and_a_stale_meter_stops_the_load() -> None:
    run = simulate(recording([-2000] * 2 + [None] * 8 + [-2000]), controller(800))
    assert run.is_on[0].tolist() == [True] * 8 + [False] * 2 + [True]
    assert [run.reason[0][row] for row in (7, 8)] == [reason.RUNNING, reason.STALE_METER]
    assert run.grid_power_w[10] == -2000
    assert score_run(run)[0].recorded_s == 20


def test_without_a_reading_no_load_ever_runs() -> None:
    run = simulate(recording([None] * 3), controller(800, 900))
    assert not run.is_on.any()
    assert set(run.reason_names()[1]) == {"no_reading_yet"}


def test_minimum_times_hold_in_the_simulation() -> None:
    restless = [-3000 if row // 6 % 2 else 3000 for row in range(720)]
    free, held = (simulate(recording(restless), controller(1000, hold_s=hold_s)) for hold_s in (0, 300))
    assert score_run(free)[0].short_run_count > 0
    assert score_run(held)[0].short_run_count == 0


def test_the_run_and_the_controller_agree_on_every_switching() -> None:
    rng = np.random.default_rng(3)
    day = recording(rng.integers(-3000, 1500, 4000).tolist())
    who = controller(747, 983)
    total, periods = score_run(simulate(day, who))
    assert total.switching_count == sum(load.switching_count for load in who.loads) > 10
    assert total.load_ws == total.captured_ws + total.added_debt_ws
    assert [sum(counts) for counts in zip(*(period.load_switching_count for period in periods), strict=True)] == [
        load.switching_count for load in who.loads
    ]


def test_the_same_recording_gives_the_same_run() -> None:
    day = recording(np.random.default_rng(4).integers(-3000, 1500, 2000).tolist())
    first, second = (simulate(day, controller(747, 983)) for _ in range(2))
    assert np.array_equal(first.is_on, second.is_on)
    assert np.array_equal(first.net_ws, second.net_ws)


def test_what_the_run_says_is_what_a_controller_decides_on_those_readings() -> None:
    """The arrays of a run are enough to repeat it: no state leaks in from elsewhere."""
    day = recording(np.random.default_rng(5).integers(-3000, 1500, 2000).tolist())
    run = simulate(day, controller(747, 983, hold_s=300))
    again = controller(747, 983, hold_s=300)
    for row, at_s in enumerate(day.at_s.tolist()):
        again.step(at_s, Reading(at_s, int(run.grid_power_w[row])))
        assert [load.is_on for load in again.loads] == run.is_on[:, row].tolist()
        assert again.net_ws == run.net_ws[row]


def test_progress_is_told() -> None:
    told: list[int] = []
    simulate(recording([0] * 50_000), controller(800), progress=told.append)
    assert told == [0, 20_000, 40_000]


@pytest.mark.parametrize("name", ["2022-04-27_house", "2022-05-17_house", "2022-06-28_house"])
def test_time_to_consume_on_the_recordings_of_the_thesis(name: str) -> None:
    """Published for seven recordings of this house together: NSC 97.5 %, 49.3 switchings and 6.0 short runs a day."""
    path = DATA / f"{name}.csv"
    if not path.exists():
        pytest.skip("the recordings are not here")
    total, _ = score_run(simulate(read_recording(path), controller(747, 983)))
    assert total.nsc_pct == pytest.approx(97.5, abs=1)
    assert total.per_day(total.switching_count) == pytest.approx(49.3, abs=12)
    assert total.per_day(total.short_run_count) == pytest.approx(6.0, abs=5)
