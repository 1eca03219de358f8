"""`nethour compare`: every strategy on one recording, none of them above the bound."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from nethour.settings import STRATEGIES
from nethour_host.house_options import house_settings
from nethour_sim.bill import Tariff
from nethour_sim.bound import REGRET_PRICES_WH
from nethour_sim.compare import Comparison, compare, usual_contenders
from nethour_sim.generated import generated_day
from nethour_sim.recording import write_csv

NETHOUR = Path(sys.executable).with_name("nethour")


@pytest.fixture(scope="module")
def found() -> Comparison:
    day = generated_day(date(2022, 4, 27), 7, spacing_s=30)
    return compare(day, house_settings(None, [750, 1000]), usual_contenders(2), Tariff())


def test_every_strategy_of_the_firmware_is_there(found: Comparison):
    assert {outcome.contender.strategy["name"] for outcome in found.outcomes} == set(STRATEGIES)


def test_no_strategy_passes_the_bound(found: Comparison):
    assert found.bound is not None
    for outcome in found.outcomes:
        score = outcome.score
        assert score.captured_ws - score.added_debt_ws <= found.bound.best_at(score.switching_count)
        assert all(regret >= 0 for regret in outcome.regrets_wh_per_day)


def test_off_captures_nothing_and_its_bill_is_the_house_alone(found: Comparison):
    off = next(outcome for outcome in found.outcomes if outcome.contender.strategy == {"name": "off"})
    assert (off.score.nsc_pct, off.score.switching_count, off.score.load_ws) == (0, 0, 0)
    assert off.worth_eur == off.bill_eur


def test_the_hour_beats_the_instant(found: Comparison):
    by_name = {outcome.contender.name: outcome for outcome in found.outcomes}
    assert by_name["time to consume, current power"].score.nsc_pct > by_name["instantaneous surplus"].score.nsc_pct


def test_more_loads_than_the_bound_is_made_for_are_compared_without_it():
    day = generated_day(date(2022, 4, 27), 7, spacing_s=60)
    found = compare(day, house_settings(None, [300] * 5), usual_contenders(5), Tariff())
    assert found.bound is None
    assert {regret for outcome in found.outcomes for regret in outcome.regrets_wh_per_day} == {None}


def test_the_command_prints_a_row_each_and_writes_json_and_a_page(tmp_path: Path):
    write_csv(generated_day(date(2022, 4, 27), 7, spacing_s=60), tmp_path / "day.csv")
    command = [str(NETHOUR), "compare", "day.csv", "--load", "750", "--html", "page.html"]
    done = subprocess.run([*command, "--json", "out.json"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "out.json").read_text())
    for row in written["strategies"]:
        assert re.search(rf"^ {re.escape(row['name'])} ", done.stdout, re.MULTILINE)
        assert {f"regret_{price}_wh_per_day" for price in REGRET_PRICES_WH} <= set(row)
    page = (tmp_path / "page.html").read_text()
    assert "switchings a day" in page
    assert not re.search(r"<(script|link)[^>]+(src|href)=\"https?:", page)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["nothing.csv"], "nothing.csv"),
        (["day.csv", "--settlement-s", "7000"], "settlement_s is 7000"),
        (["day.csv", "--load", "-5"], "rated_power_w is -5"),
        (["day.csv", "--html", "no/such/folder.html"], "--html no/such/folder.html"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path: Path, options: list[str], says: str):
    (tmp_path / "day.csv").write_text("timestamp,powerP\n2024-06-01T12:00:00,900\n2024-06-01T12:00:30,900\n")
    done = subprocess.run([str(NETHOUR), "compare", *options], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert says in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
