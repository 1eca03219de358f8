"""`nethour config check`: every wrong setting by file, place, value and what is allowed; no traceback, exit 1."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nethour_host.demo import config_text

NETHOUR = Path(sys.executable).with_name("nethour")


def check(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(NETHOUR), "config", "check", file.name], cwd=file.parent, capture_output=True, text=True)


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(config_text(502)) | changes)


def with_loads(*changes: dict[str, Any]) -> str:
    settings = json.loads(config_text(502))
    for load, change in zip(settings["loads"], changes, strict=False):
        load.update(change)
    return json.dumps(settings)


def test_a_good_one_is_summed_up(tmp_path: Path):
    file = tmp_path / "config.json"
    file.write_text(config_text(502))
    done = check(file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "just_in_time" in done.stdout
    assert "heater 750 W, pump 1000 W" in done.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (changed(setlement_s=900), ["setlement_s is not a setting", "settlement_s"]),
        (with_loads({"rated_power_w": -750}), ["loads[0].rated_power_w is -750", "from 1 to"]),
        (with_loads({"name": "pump"}), ['loads[1].name is "pump"', "loads[0]"]),
        (changed(settlement_s=7000), ["settlement_s is 7000", "divisor of a day"]),
        (changed(strategy={"name": "magic"}), ['strategy.name is "magic"', "time_to_consume"]),
        ("{", ["not valid JSON"]),
        ("[]", ["one JSON object"]),
    ],
)
def test_what_is_wrong_is_told_by_its_place_its_value_and_what_is_allowed(tmp_path: Path, text: str, says: list[str]):
    file = tmp_path / "house.json"
    file.write_text(text)
    done = check(file)
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert all(line.startswith("nethour: house.json: ") for line in lines), done.stderr
    assert any(all(word in line for word in says) for line in lines), done.stderr


def test_all_errors_are_told_at_once(tmp_path: Path):
    file = tmp_path / "house.json"
    file.write_text(with_loads({"rated_power_w": 0}, {"min_on_s": "long"}))
    assert len(check(file).stderr.splitlines()) == 2


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    done = check(tmp_path / "nothing.json")
    assert done.returncode == 1
    assert "nothing.json" in done.stderr
    assert "Traceback" not in done.stderr
