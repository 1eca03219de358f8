"""`make bench` runs; what a turn costs in bytecodes stays below a ceiling. No test looks at a clock."""

import pytest

import bytecodes
import plain_rows
import run
import turns
from nethour.settings import STRATEGIES

# Bytecodes of a turn with five loads, on CPython 3.11. A ceiling may only come down: a turn runs on a small board.
CEILINGS = {
    "hysteresis": 1200,
    "instantaneous_surplus": 1300,
    "just_in_time": 2000,
    "minimum_on_time": 1400,
    "off": 1000,
    "time_to_consume": 1200,
}


def test_every_benchmark_prints_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["--rows", "40", "--requests", "3", "--spacing-s", "1800"])
    told = capsys.readouterr()
    assert told.err == ""
    _, *lines = told.out.splitlines()
    for strategy in STRATEGIES:
        for load_count in turns.LOAD_COUNTS:
            for interpreter in ("cpython", "unix", "int32"):
                name = f"{strategy}, {load_count} loads, {interpreter} "
                assert sum(line.startswith(name) and "turns/s" in line for line in lines) == 1, name
    for name in ("the plain loop with itertuples", "simulate", "recording reader", "house server"):
        assert sum(line.startswith(name) for line in lines) == 1, name
    for line in lines:
        ours, reference, ratio = (float(word.replace(",", "")) for word in line.split()[-3:])
        assert ours > 0
        assert reference > 0
        assert ratio >= 0


def test_the_plain_loop_decides_as_the_controller_does() -> None:
    """The reference does the same work: it switches as often, but for the turn by which its balance is ahead."""
    frame = plain_rows.frame_of_turns(360)
    plain = plain_rows.by_tuples(frame, turns.LOAD_POWER_W[:2])
    ours = turns.live(turns.controller_of("time_to_consume", 2), turns.hour_w(), 360)
    assert plain_rows.by_series(frame, turns.LOAD_POWER_W[:2]) == plain
    assert plain == pytest.approx(ours, abs=4)
    assert plain > 4


def test_every_strategy_has_a_ceiling() -> None:
    assert set(STRATEGIES) <= set(CEILINGS)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_turn_of_five_loads_stays_below_its_ceiling(strategy: str) -> None:
    counted = bytecodes.per_turn(strategy, 5)
    assert 100 < counted < CEILINGS[strategy]


def test_a_count_is_the_same_every_time_and_grows_with_the_loads() -> None:
    assert bytecodes.per_turn("off", 2, 100) == bytecodes.per_turn("off", 2, 100) < bytecodes.per_turn("off", 5, 100)
