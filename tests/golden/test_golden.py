"""The golden day is the same on every interpreter, and the same as ever."""

from collections.abc import Callable
from pathlib import Path

import pytest

import interpreters

TRACE = Path(__file__).with_name("day.trace")


@pytest.mark.parametrize(
    "run", [interpreters.cpython, interpreters.unix, interpreters.int32], ids=lambda run: run.__name__
)
def test_the_day_is_decided_as_ever(run: Callable) -> None:
    done = run("tests/golden/day.py")
    assert done.returncode == 0, done.stderr
    now, golden = done.stdout.splitlines(), TRACE.read_text().splitlines()
    where = next((number for number, lines in enumerate(zip(now, golden, strict=False)) if lines[0] != lines[1]), None)
    if where is not None or len(now) != len(golden):
        where = min(len(now), len(golden)) if where is None else where
        pytest.fail(
            f"line {where + 1} of the golden day differs on {run.__name__}; when that is meant: make golden-renew\n"
            f"  golden: {''.join(golden[where : where + 1])}\n  now:    {''.join(now[where : where + 1])}",
            pytrace=False,
        )
    assert done.stdout == TRACE.read_text()


def test_the_day_shows_every_way_to_switch() -> None:
    trace = TRACE.read_text()
    for what in ("on: surplus", "off: forecast_deficit", "off: stale_meter", "fridge on: stale_meter", "unknown"):
        assert what in trace, what
    assert trace.count("period") > 24 + 96
    assert "end after 17280 turns" in trace
    assert "end after 8640 turns" in trace
