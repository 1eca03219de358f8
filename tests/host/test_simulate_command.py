"""`nethour simulate` as a person and a script meet it."""

import csv
import itertools
import json
from datetime import date
from pathlib import Path

import pytest

from nethour_host.house_options import house_settings
from nethour_sim.generated import generated_day
from nethour_sim.instants import at_s_from_iso
from nethour_sim.recording import write_csv
from simulate_command import measure, nethour_simulate, refusal

DATA = Path(__file__).parents[3] / "shared" / "data"

PUBLIC_NAMES = {
    "nsc_pct",
    "switchings_per_day",
    "short_runs_per_day",
    "achievable_wh_per_day",
    "captured_wh_per_day",
    "added_debt_wh_per_day",
    "days",
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "day.csv"
    write_csv(generated_day(date(2022, 4, 27), seed=5, spacing_s=30), path)
    return path


def test_it_prints_the_hours_and_the_measure(day: Path) -> None:
    done = nethour_simulate(day, "--load", 747, "--load", 983)
    assert done.exit_code == 0
    assert done.stdout.count(":00 ") == 24
    for name in ("net surplus capture", "achievable surplus", "added debt", "switchings", "runs under 5 minutes"):
        assert name in done.stdout
    assert done.stderr == ""
    assert nethour_simulate(day, "--load", 747, "--no-hours").stdout.count(":00 ") == 0


def test_no_number_is_ever_cut(day: Path) -> None:
    done = nethour_simulate(day, *["--load", 100] * 12)
    assert "…" not in done.stdout


def test_json_on_standard_output_stands_alone(day: Path) -> None:
    found = measure(day, "--load", 747, "--load", 983)
    assert set(found) >= PUBLIC_NAMES
    assert 80 < found["nsc_pct"] < 100
    assert found["days"] == pytest.approx(1, abs=0.001)
    assert found["short_runs_per_day"] == 0
    assert found["captured_wh_per_day"] < found["achievable_wh_per_day"]


def test_json_in_a_file_is_the_same(day: Path, tmp_path: Path) -> None:
    done = nethour_simulate(day, "--load", 747, "--json", tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text()) == measure(day, "--load", 747)
    assert "net surplus capture" in done.stdout
    assert "wrote" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_without_loads_it_says_which_it_takes(day: Path) -> None:
    done = nethour_simulate(day, "--json", "-")
    assert "no --load given: loads of 750 and 1000 W" in done.stderr
    assert json.loads(done.stdout)["nsc_pct"] == measure(day, "--load", 750, "--load", 1000)["nsc_pct"]


def test_every_decision_is_a_row(day: Path, tmp_path: Path) -> None:
    lines = day.read_text().splitlines()
    lines[1000] = lines[1000].split(",")[0] + ",,"
    holed = tmp_path / "holed.csv"
    holed.write_text("\n".join(lines) + "\n")
    out = tmp_path / "out.csv"
    nethour_simulate(holed, "--load", 747, "--load", 983, "--decisions", out)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ["at", "grid_power_w", "net_wh", "load1_is_on", "load1_reason", "load2_is_on", "load2_reason"]
    assert list(rows[0]) == columns
    assert len(rows) == 2880
    assert (rows[0]["at"], rows[-1]["at"]) == ("2022-04-27T00:00:00Z", "2022-04-27T23:59:30Z")
    assert [row for row, cells in enumerate(rows) if cells["grid_power_w"] == ""] == [999]
    assert {cells["load1_is_on"] for cells in rows} == {"0", "1"}
    assert {"surplus", "running", "forecast_deficit"} <= {cells["load1_reason"] for cells in rows}


def test_the_decisions_tell_the_same_switchings_and_balance_as_the_measure(day: Path, tmp_path: Path) -> None:
    """Recomputed from the file alone: switchings, and the net balance from the readings and the loads' steps."""
    house = {**house_settings(None, [747, 983]), "learn_power": "off"}  # so that a step is the rated power
    config = tmp_path / "config.json"
    config.write_text(json.dumps(house))
    out = tmp_path / "out.csv"
    found = measure(day, "--config", config, "--decisions", out)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    states = [(0, 0), *((int(row["load1_is_on"]), int(row["load2_is_on"])) for row in rows)]
    switchings = sum(a != b for before, after in itertools.pairwise(states) for a, b in zip(before, after, strict=True))
    assert switchings / found["days"] == pytest.approx(found["switchings_per_day"])
    net_ws = 0
    for number, row in enumerate(rows[:-1]):
        next_at_s = at_s_from_iso(rows[number + 1]["at"])
        before, after = states[number], states[number + 1]
        drawn_w = int(row["grid_power_w"]) + 747 * (after[0] - before[0]) + 983 * (after[1] - before[1])
        net_ws = 0 if next_at_s % 3600 == 0 else net_ws + 30 * drawn_w
        assert float(rows[number + 1]["net_wh"]) == pytest.approx(net_ws / 3600, abs=0.001)


def test_the_page_is_written(day: Path, tmp_path: Path) -> None:
    nethour_simulate(day, "--html", tmp_path / "day.html")
    assert (tmp_path / "day.html").read_text().startswith("<!doctype html>")


def test_minimum_times_periods_and_strategy_settings_matter(day: Path) -> None:
    loads = ["--load", 747, "--load", 983]
    usual = measure(day, *loads)
    assert measure(day, *loads, "--min-on-s", 0, "--min-off-s", 0)["switchings_per_day"] > usual["switchings_per_day"]
    assert measure(day, *loads, "--settlement-s", 900)["settlement_s"] == 900
    sparing = measure(day, *loads, "--set", "wear=sparing")
    assert sparing["strategy"] == {"name": "just_in_time", "wear": "sparing"}
    assert sparing["switchings_per_day"] < usual["switchings_per_day"]


def test_a_configuration_gives_loads_and_strategy(day: Path, tmp_path: Path) -> None:
    settings = {
        "version": 1,
        "strategy": {"name": "time_to_consume", "on_min_wh": 60},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "10.0.0.9"}],
        "meter": {"profile": "eastron_sdm630", "bus": "lan"},
        "loads": [
            {
                "name": "boiler",
                "rated_power_w": 1500,
                "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 0},
            }
        ],
    }
    config = tmp_path / "config.json"
    config.write_text(json.dumps(settings))
    assert measure(day, "--config", config)["loads"] == [{"name": "boiler", "rated_power_w": 1500}]
    assert "boiler" in nethour_simulate(day, "--config", config).stdout
    changed = measure(day, "--config", config, "--min-on-s", 0, "--set", "on_min_wh=90")
    assert changed["strategy"]["on_min_wh"] == 90
    assert "--load and --config: give one of them" in refusal(day, "--config", config, "--load", 100)
    settings["loads"].append(settings["loads"][0])
    config.write_text(json.dumps(settings))
    assert 'loads[1].name is "boiler", as loads[0] is already' in refusal(day, "--config", config)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--load", "-5"], "loads[0].rated_power_w is -5: give a whole number from 1 to 100000"),
        (["--settlement-s", "1000"], "settlement_s is 1000: give a divisor of a day"),
        (["--set", "on_min_wh"], "--set on_min_wh: write it as KEY=VALUE"),
        (["--set", "on_min=3"], "strategy.on_min is not a setting: remove it, or use one of"),
        (
            ["--strategy", "time_to_consume", "--set", "on_min_wh=many"],
            'strategy.on_min_wh is "many": give a whole number',
        ),
        (["--set", "wear=none"], 'strategy.wear is "none": give one of normal, sparing'),
        (["--config", "no.json"], "no.json: cannot be read (No such file or directory); give the path"),
        (["--decisions", "no/such/folder/out.csv"], "--decisions no/such/folder/out.csv: cannot be written"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_sentence(day: Path, arguments: list[str], says: str) -> None:
    assert says in refusal(day, *arguments)


def test_a_broken_recording_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("timestamp,powerP\n2022-01-01T00:00:00,5\n2022-01-01T00:00:10,much\n")
    assert f"{path} line 3, column powerP: 'much' is not a number" in refusal(path)
    path.write_text("timestamp,powerP\n2022-01-01T00:00:00,5\n2022-01-01T01:00:00,5\n")
    assert "nothing of it is known" in refusal(path)


def test_a_recording_of_production_takes_a_base_load(tmp_path: Path) -> None:
    path = tmp_path / "sun.csv"
    path.write_text("timestamp,powerP\n2022-01-01T00:00:00,900\n2022-01-01T00:00:10,900\n")
    assert measure(path, "--base-power-w", 400)["achievable_wh_per_day"] == pytest.approx(500 * 24)


def test_the_recording_of_the_thesis() -> None:
    path = DATA / "2022-04-27_house.csv"
    if not path.exists():
        pytest.skip("the recordings are not here")
    found = measure(path, "--load", 747, "--load", 983)
    assert found["days"] == pytest.approx(4.84, abs=0.01)
    assert found["achievable_wh_per_day"] == pytest.approx(8641, abs=5)
    assert found["nsc_pct"] > 95
    assert found["short_runs_per_day"] == 0
