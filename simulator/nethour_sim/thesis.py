"""The thesis' way of simulating: its bookkeeping, to the bit, around the strategies of the firmware."""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from nethour.control.load import Load
from nethour.control.strategies.hysteresis import Hysteresis
from nethour.control.strategies.minimum_on_time import MinimumOnTime
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour_sim.recording import RecordingError, read_recording
from nethour_sim.simulate import Run

RULES = ("hysteresis", "minimum_on_time", "time_to_consume")
COLUMNS = ("timestamp", "powerP", "powerC", "powerL1", "powerL2")
HOUR_S = 3600

# The thesis computed in floats. The strategies compute in integers, and their arithmetic has no unit: so they are given
# units in which every float of it is a whole number (but for less than 2**-80 of a watt or a watt-hour), and nothing
# is rounded on the way.
WATT_BITS = 80
WATT = 1 << WATT_BITS
SECOND = 1_000_000
WATT_HOUR = WATT * SECOND
"""What a strategy takes for a watt-hour; it makes 3600 watt-seconds of it by itself."""


@dataclass(frozen=True)
class ThesisRows:
    """A recording as the thesis read it, one element a row.

    at          the stamps; one without an offset is in UTC; its hour is the hour as it is written
    base_w      the house without its loads [W]
    pv_w        generation [W]
    sample_s    the time that it took for the spacing of all rows [s]
    """

    at: list[datetime]
    base_w: list[float]
    pv_w: list[float]
    sample_s: int


@dataclass(frozen=True)
class Decided:
    """What came of it, one element a row.

    power_a_w     power available, by the states before the decision, surplus positive [W]
    energy_b_wh   balance of the hour with this row included, surplus positive [Wh]
    is_on         of each load, its state after the decision, 1 or 0; it acts from the next row
    reason        of each load, why [code of nethour.control.reason]
    """

    power_a_w: list[float]
    energy_b_wh: list[float]
    is_on: list[bytearray]
    reason: list[bytearray]


def read_rows(path: Path, base_power_w: int = 0) -> ThesisRows:
    """Read a CSV file that read_recording() can read, as the thesis did.

    A value that is missing is 0, generation below 0 is 0, the base load is powerC less the loads, clipped at 0; a file
    without powerC has a base load of `base_power_w`. The spacing of the second and third row, rounded to
    seconds, stands for the spacing of all.

    Raises RecordingError where that spacing is less than a second.
    """
    at: list[datetime] = []
    base_w: list[float] = []
    pv_w: list[float] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = filter(None, csv.reader(file))
        names = [name.strip() for name in next(lines)]
        stamp, pv, *consumed = (names.index(name) if name in names else None for name in COLUMNS)
        for cells in lines:
            moment = datetime.fromisoformat(cells[stamp or 0].strip())
            at.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
            pv_w.append(max(_number(cells, pv), 0.0))
            if "powerC" in names:
                house, first, second = (_number(cells, place) for place in consumed)
                base_w.append(max(house - first - second, 0.0))
            else:
                base_w.append(float(base_power_w))
    sample_s = round((at[2] - at[1]).total_seconds()) if len(at) > 2 else 0
    if sample_s < 1:
        raise RecordingError(
            f"{path}: its second and third row are not a second apart or more; as the thesis did it, "
            "their spacing stands for that of all rows: leave one of them out"
        )
    return ThesisRows(at, base_w, pv_w, sample_s)


def run_as_thesis(path: Path, strategy: Mapping[str, Any], load_power_w: Sequence[int], base_power_w: int = 0) -> Run:
    """Simulate a recording as the thesis did: its rows, its balance, and no limit on the loads but the rule's own.

    strategy       settings of one of RULES as nethour.config gives them, `name` among them
    load_power_w   power of each load in order of priority [W, > 0]
    base_power_w   base load where the file has none [W]

    It knew no gaps; for the measure of the run, a pause of more than a minute and two samples is one.

    Raises RecordingError, and ValueError for a strategy that the thesis did not have.
    """
    recording = read_recording(path, base_power_w)
    rows = read_rows(path, base_power_w)
    decided = decide_as_thesis(rows, strategy, load_power_w)
    return Run(
        recording=recording,
        load_names=tuple(f"load{number}" for number in range(1, len(load_power_w) + 1)),
        load_power_w=tuple(load_power_w),
        settlement_s=HOUR_S,
        stale_after_s=max(60, 2 * rows.sample_s),
        grid_power_w=np.rint(-np.array(decided.power_a_w)).astype(np.int32),
        net_ws=np.rint(-3600 * np.array(decided.energy_b_wh)).astype(np.int64),
        is_on=np.array([np.frombuffer(states, np.bool_) for states in decided.is_on]),
        reason=np.array([np.frombuffer(codes, np.uint8) for codes in decided.reason]),
    )


def decide_as_thesis(rows: ThesisRows, strategy: Mapping[str, Any], load_power_w: Sequence[int]) -> Decided:
    """The decisions of a strategy, row by row; arguments as of run_as_thesis(). Raises ValueError as it does."""
    rule = _rule(strategy, len(load_power_w))
    loads = [Load(f"load{number}", power_w * WATT) for number, power_w in enumerate(load_power_w, 1)]
    powers = list(zip(loads, load_power_w, strict=True))
    count = len(rows.at)
    decided = Decided([], [], [bytearray(count) for _ in loads], [bytearray(count) for _ in loads])
    hour = None
    energy_b_wh = 0.0
    now = 0
    before = rows.at[0]
    for row, at in enumerate(rows.at):
        consumed_w = rows.base_w[row]
        for load, power_w in powers:
            if load.is_on:
                consumed_w += power_w
        power_a_w = rows.pv_w[row] - consumed_w
        if at.hour != hour:
            hour = at.hour
            energy_b_wh = 0.0
        energy_b_wh = power_a_w * rows.sample_s / 3600 + energy_b_wh
        now += (at - before) // timedelta(microseconds=1)
        before = at
        remaining = (HOUR_S - at.minute * 60 - at.second) * SECOND - at.microsecond
        rule.decide(now, remaining, -3600 * SECOND * _exact(energy_b_wh), -_exact(power_a_w), loads)
        for index, load in enumerate(loads):
            load.settle(now)
            decided.is_on[index][row] = load.is_on
            decided.reason[index][row] = load.reason
        decided.power_a_w.append(power_a_w)
        decided.energy_b_wh.append(energy_b_wh)
    return decided


def _exact(amount: float) -> int:
    return int(math.ldexp(amount, WATT_BITS))


def _number(cells: Sequence[str], place: int | None) -> float:
    """The value of a cell, 0 where it is empty or the file has no such column."""
    return float(cells[place].strip() or 0) if place is not None and place < len(cells) else 0.0


def _rule(given: Mapping[str, Any], load_count: int) -> Hysteresis | MinimumOnTime | TimeToConsume:
    """The strategy of the firmware, in the units of this module."""
    if given["name"] == "hysteresis":
        return Hysteresis(
            [on_wh * WATT_HOUR for on_wh in given["on_at_wh"]], [off_wh * WATT_HOUR for off_wh in given["off_at_wh"]]
        )
    if given["name"] == "minimum_on_time":
        return MinimumOnTime(given["time_limit_s"] * SECOND, given["mode"], load_count)
    if given["name"] == "time_to_consume":
        return TimeToConsume(
            given["on_min_wh"] * WATT_HOUR,
            given["end_at_wh"] * WATT_HOUR,
            round(given["factor"] * 100),
            given["predictor"],
            HOUR_S * SECOND,
        )
    raise ValueError(f"the thesis had no strategy {given['name']}; give one of {', '.join(RULES)}")
