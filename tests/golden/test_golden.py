"""The golden day is the same on every interpreter, and the same as ever."""

from collections.abc import Callable
from pathlib import Path

import pytest

import interpreters
from nethour.control import reason

NAMES = ("day", "just_in_time")
RULES = "rules"


def golden(name: str) -> str:
    return Path(__file__).with_name(f"{name}.trace").read_text()


@pytest.mark.parametrize("name", [*NAMES, RULES])
@pytest.mark.parametrize(
    "run", [interpreters.cpython, interpreters.unix, interpreters.int32], ids=lambda run: run.__name__
)
def test_the_day_is_decided_as_ever(run: Callable, name: str) -> None:
    done = run("tests/golden/day.py", name)
    assert done.returncode == 0, done.stderr
    now, then = done.stdout.splitlines(), golden(name).splitlines()
    where = next((number for number, lines in enumerate(zip(now, then, strict=False)) if lines[0] != lines[1]), None)
    if where is not None or len(now) != len(then):
        where = min(len(now), len(then)) if where is None else where
        pytest.fail(
            f"line {where + 1} of {name}.trace differs on {run.__name__}; when that is meant: make golden-renew\n"
            f"  golden: {''.join(then[where : where + 1])}\n  now:    {''.join(now[where : where + 1])}",
            pytrace=False,
        )
    assert done.stdout == golden(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_day_shows_every_way_to_switch(name: str) -> None:
    trace = golden(name)
    for what in ("on: surplus", "off: forecast_deficit", "off: stale_meter", "fridge on: stale_meter", "unknown"):
        assert what in trace, what
    assert trace.count("period") > 24 + 96
    assert "end after 17280 turns" in trace
    assert "end after 8640 turns" in trace


def test_the_day_of_the_rules_shows_every_rule() -> None:
    trace = golden(RULES)
    for state in (
        "+guarantee",
        "+cheap_hour",
        "+heat_up",
        "+forced_on",
        "-forced_off",
        "-outside_windows",
        "-daily_maximum",
        "-budget_spent",
        "-satisfied",
        "-import_limit",
        "-temperature_unknown",
    ):
        assert f" {state[0]}{reason.NAMES.index(state[1:])}#" in trace, state
    assert "end after 10800 turns" in trace
