"""`nethour simulate` with each strategy, and as the thesis did it."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

import thesis_floats
from nethour_sim.generated import generated_day
from nethour_sim.recording import write_csv
from simulate_command import measure, refusal

LOADS = ("--load", "747", "--load", "983")
RULES = [
    ("hysteresis", ["on_at_wh=70,200", "off_at_wh=-10,0"]),
    ("minimum_on_time", ["time_limit_s=680", "mode=fastest"]),
    ("minimum_on_time", ["time_limit_s=300", "mode=second_if_first"]),
    ("time_to_consume", ["predictor=average_power", "end_at_wh=0", "on_min_wh=75", "factor=1.0"]),
    ("time_to_consume", ["predictor=none", "factor=0.5"]),
]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "day.csv"
    write_csv(generated_day(date(2022, 4, 27), seed=5, spacing_s=30), path)
    return path


def options(rule: str, settings: list[str]) -> list[str]:
    return ["--strategy", rule, *(part for setting in settings for part in ("--set", setting))]


@pytest.mark.parametrize(("rule", "settings"), [*RULES, ("instantaneous_surplus", ["on_delay_s=30"])], ids=str)
def test_every_strategy_steers_a_day(day: Path, rule: str, settings: list[str]) -> None:
    found = measure(day, *LOADS, *options(rule, settings))
    assert found["strategy"]["name"] == rule
    assert 30 < found["nsc_pct"] < 100
    assert found["switchings_per_day"] > 2


def test_off_does_nothing(day: Path) -> None:
    found = measure(day, *LOADS, "--strategy", "off")
    assert (found["nsc_pct"], found["switchings_per_day"], found["load_wh_per_day"]) == (0, 0, 0)


def test_a_list_of_one_needs_no_comma_and_may_be_written_as_json(day: Path) -> None:
    for text in ("70", "[70]", " 70 "):
        given = options("hysteresis", [f"on_at_wh={text}", "off_at_wh=-10"])
        assert measure(day, "--load", 747, *given)["strategy"]["on_at_wh"] == [70]


def test_a_strategy_replaces_that_of_a_configuration(day: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    relay = {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 0}
    settings = {
        "version": 1,
        "strategy": {"name": "hysteresis", "on_at_wh": [50], "off_at_wh": [0]},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.7"}],
        "meter": {"profile": "eastron_sdm630", "bus": "lan"},
        "loads": [{"name": "boiler", "rated_power_w": 1500, "relay": relay}],
    }
    config.write_text(json.dumps(settings))
    assert measure(day, "--config", config, "--set", "on_at_wh=60")["strategy"]["on_at_wh"] == [60]
    assert measure(day, "--config", config, "--strategy", "off")["strategy"] == {"name": "off"}


@pytest.mark.parametrize(("rule", "settings"), RULES, ids=str)
@pytest.mark.parametrize("loads", [[747, 983], [1200]], ids=str)
def test_as_the_thesis_every_row_has_its_decision(
    day: Path, tmp_path: Path, rule: str, settings: list[str], loads: list[int]
) -> None:
    out = tmp_path / "out.csv"
    if len(loads) == 1:
        settings = [setting.partition(",")[0] for setting in settings]
    given = [part for power_w in loads for part in ("--load", power_w)]
    found = measure(day, *given, *options(rule, settings), "--as-thesis", "--decisions", out)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    decided = [[int(row[f"load{number}_is_on"]) for row in rows] for number in range(1, len(loads) + 1)]
    expected = thesis_floats.simulate(thesis_floats.read(day), thesis_floats.rule_of(found["strategy"]), loads)
    assert decided == expected
    assert found["switchings_per_day"] > 2


def test_to_the_thesis_a_load_of_0_w_is_none(day: Path) -> None:
    thesis = ["--as-thesis", "--strategy", "time_to_consume"]
    assert measure(day, *thesis, "--load", 900, "--load", 0) == measure(day, *thesis, "--load", 900)


def test_a_recording_with_five_minutes_between_rows_is_known_to_the_thesis(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    write_csv(generated_day(date(2022, 4, 27), seed=5, spacing_s=300), path)
    thesis = ["--as-thesis", "--strategy", "time_to_consume"]
    assert measure(path, *thesis, *LOADS)["days"] == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["--strategy", "magic"],
            'strategy.name is "magic": give one of hysteresis, instantaneous_surplus, just_in_time, minimum_on',
        ),
        (
            ["--strategy", "hysteresis", "--set", "on_at_wh=70,200"],
            "strategy.off_at_wh is missing: give a list of whole",
        ),
        (
            options("hysteresis", ["on_at_wh=70", "off_at_wh=0,0"]),
            "strategy.on_at_wh is [70]: give 2 numbers, one for each load",
        ),
        (
            options("hysteresis", ["on_at_wh=70,", "off_at_wh=0,0"]),
            'strategy.on_at_wh is [70, ""]: give a list of whole numbers from -100000 to 100000, one for each load',
        ),
        (["--set", "on_at_wh=70,200"], "strategy.on_at_wh is not a setting: remove it, or use one of name, wear"),
        (options("minimum_on_time", ["mode=slow"]), "give one of fastest, order, second_if_first"),
        (options("time_to_consume", ["predictor=crystal"]), "give one of current_power, average_power, none"),
        (options("time_to_consume", ["factor=0.125"]), "give a number from 0.01 to 1 with two decimals at most"),
        (
            ["--as-thesis", "--strategy", "off"],
            "no strategy off; give one of hysteresis, minimum_on_time, time_to_consume",
        ),
        (["--as-thesis", "--load", 9], "the thesis had one or two loads, these are 3"),
        (["--as-thesis", "--min-on-s", 9, "--stale-after-s", 9], "leave out --stale-after-s, --min-on-s"),
        (["--load", 0], "loads[2].rated_power_w is 0: give a whole number"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_told_in_one_sentence(day: Path, arguments: list[object], says: str) -> None:
    assert says in refusal(day, *LOADS, *arguments)


def test_a_recording_that_the_thesis_could_not_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    path.write_text("timestamp,powerP\n2022-01-01T00:00:00,900\n2022-01-01T00:00:10,900\n")
    assert f"{path}: its second and third row are not a second apart" in refusal(path, "--as-thesis", "--load", 747)
