"""The thesis' bookkeeping: what it makes of a file, and when a decision acts. Parity of the rules has its own tests."""

from pathlib import Path

import pytest

from nethour_sim.decisions import decision_lines
from nethour_sim.recording import RecordingError
from nethour_sim.thesis import decide_as_thesis, read_rows, run_as_thesis

HYSTERESIS = {"name": "hysteresis", "on_at_wh": [10], "off_at_wh": [0]}


def recording(path: Path, *lines: str) -> Path:
    path = path / "day.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def sunny(path: Path, *stamps: str) -> Path:
    """3600 W of sun at these stamps: a watt-hour a second."""
    return recording(path, "timestamp,powerP", *(f"2022-05-07 {stamp},3600" for stamp in stamps))


def test_missing_is_zero_and_nothing_is_below_it(tmp_path: Path) -> None:
    rows = read_rows(
        recording(
            tmp_path,
            "powerL1,timestamp,powerC,powerP,powerL2",
            "747.25,2022-05-07 12:00:00,1000,-8.5,",
            ",2022-05-07 12:00:10,1000.5,,200",
            "747,2022-05-07 12:00:20,500,12.125,0",
            "747,2022-05-07 12:00:30,,12,0",
        )
    )
    assert rows.base_w == [252.75, 800.5, 0, 0]
    assert rows.pv_w == [0, 0, 12.125, 12]


def test_a_file_without_consumption_has_the_base_load_that_is_given(tmp_path: Path) -> None:
    path = sunny(tmp_path, "12:00:00", "12:00:10", "12:00:20")
    assert read_rows(path).base_w == [0, 0, 0]
    assert read_rows(path, 120).base_w == [120, 120, 120]


def test_the_spacing_of_the_second_and_third_row_counts_for_all(tmp_path: Path) -> None:
    path = sunny(tmp_path, "12:00:00", "12:01:40", "12:01:50.3", "12:02:00", "12:05:00")
    assert read_rows(path).sample_s == 10
    decided = decide_as_thesis(read_rows(path), {**HYSTERESIS, "on_at_wh": [1000]}, [1000])
    assert decided.energy_b_wh == [10, 20, 30, 40, 50]


def test_a_decision_acts_from_the_next_sample(tmp_path: Path) -> None:
    path = sunny(tmp_path, *(f"12:00:{second}0" for second in range(6)))
    decided = decide_as_thesis(read_rows(path), {**HYSTERESIS, "off_at_wh": [-10]}, [7200])
    assert decided.is_on == [bytearray([1, 1, 0, 0, 1, 1])]
    assert decided.power_a_w == [3600, -3600, -3600, 3600, 3600, -3600]
    assert decided.energy_b_wh == [10, 0, -10, 0, 10, 0]


def test_the_hour_changes_with_its_number_only(tmp_path: Path) -> None:
    path = recording(
        tmp_path,
        "timestamp,powerP",
        *(f"{stamp},3600" for stamp in ("2022-05-07 12:59:40", "2022-05-07 12:59:50", "2022-05-07 13:00:00")),
        "2022-05-08 13:30:00,3600",
        "2022-05-08 14:00:00+02:00,3600",
    )
    decided = decide_as_thesis(read_rows(path), {**HYSTERESIS, "on_at_wh": [1000]}, [1000])
    assert decided.energy_b_wh == [10, 20, 10, 20, 10]


def test_the_run_has_a_row_for_every_row_of_the_file(tmp_path: Path) -> None:
    path = recording(
        tmp_path,
        "timestamp,powerC,powerP",
        "2022-05-07 12:00:00.9,100,3700",
        "2022-05-07 12:00:10,,",
        "2022-05-07 12:00:10,100,3700",
        "2022-05-07 12:00:20,100,100",
    )
    with pytest.raises(RecordingError, match="second and third row are not a second apart"):
        run_as_thesis(path, HYSTERESIS, [3600])
    path.write_text(path.read_text().replace("10,100", "20,100"))
    run = run_as_thesis(path, HYSTERESIS, [3600])
    assert run.is_on.tolist() == [[True, False, True, False]]
    assert run.grid_power_w.tolist() == [-3600, 3600, -3600, 3600]
    assert run.net_ws.tolist() == [-36000, 0, -36000, 0]
    assert run.recording.is_known.tolist() == [True, False, True, True]
    assert [line.rstrip().split(",") for line in decision_lines(run)] == [
        ["at", "grid_power_w", "net_wh", "load1_is_on", "load1_reason"],
        ["2022-05-07T12:00:00Z", "-3600", "-10.000", "1", "surplus"],
        ["2022-05-07T12:00:10Z", "", "0.000", "0", "no_surplus"],
        ["2022-05-07T12:00:20Z", "-3600", "-10.000", "1", "surplus"],
        ["2022-05-07T12:00:20Z", "3600", "0.000", "0", "no_surplus"],
    ]


def test_two_loads_have_two_states_and_are_drawn_from_the_balance(tmp_path: Path) -> None:
    path = sunny(tmp_path, "12:00:00", "12:00:10", "12:00:20")
    strategy = {"name": "minimum_on_time", "time_limit_s": 10, "mode": "order"}
    run = run_as_thesis(path, strategy, [2000, 3000])
    assert run.load_names == ("load1", "load2")
    assert run.is_on.tolist() == [[True, True, True], [False, True, False]]
    assert run.grid_power_w.tolist() == [-3600, -1600, 1400]
    assert run.net_ws.tolist() == [-36000, -52000, -38000]


def test_a_strategy_that_the_thesis_did_not_have_is_refused(tmp_path: Path) -> None:
    path = sunny(tmp_path, "12:00:00", "12:00:10", "12:00:20")
    with pytest.raises(
        ValueError, match="the thesis had no strategy off; give one of hysteresis, minimum_on_time, time"
    ):
        run_as_thesis(path, {"name": "off"}, [1000])


def test_a_file_of_two_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="leave one of them out"):
        run_as_thesis(sunny(tmp_path, "12:00:00", "12:00:10"), HYSTERESIS, [1000])
