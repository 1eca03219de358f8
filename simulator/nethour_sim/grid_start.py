"""A good first schedule for many loads on the grid, from which nethour_sim.grid_optimum goes on in pairs.

It is the best of a smaller choice: no load takes a minimum time over the edge of a period, so the loads' states are
bits, as in nethour_sim.bound, and within a period the loads may take anything between the least and the most. The
durations that come closest are then rounded to what the grid has.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nethour_sim.grid_moves import EnergyArray, GridLoad, Moves
from nethour_sim.recording import BoolArray


@dataclass(frozen=True)
class _Case:
    """What a load does in a period: its states at the edges, and moves with as many switchings, shortest first."""

    start: bool
    end: bool
    switchings: int
    moves: npt.NDArray[np.int64]
    on_s: npt.NDArray[np.int64]


def joint_start(surplus_ws: EnergyArray, slot_count: int, loads: Sequence[GridLoad], price_ws: float) -> BoolArray:
    """A schedule of all loads that keeps their minimum times, bool [loads, slots of all periods]."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for period in range(len(surplus_ws)):
        groups.setdefault(tuple(id(load.moves[period]) for load in loads), []).append(period)
    state_count = 1 << len(loads)
    worth = np.full((len(surplus_ws), state_count, state_count), -np.inf)
    choice = np.zeros(worth.shape, np.int64)
    choices: list[list[tuple[_Case, ...]]] = [[]] * len(surplus_ws)
    for periods in groups.values():
        options = list(itertools.product(*(_cases(load, load.moves[periods[0]]) for load in loads)))
        of_group, choice_of_group = _best_options(
            options, [load.power_w for load in loads], surplus_ws[periods], price_ws
        )
        worth[periods], choice[periods] = of_group, choice_of_group
        for period in periods:
            choices[period] = options
    is_on = np.zeros((len(loads), len(surplus_ws) * slot_count), np.bool_)
    for period, (start, end) in enumerate(_path(worth)):
        option = choices[period][choice[period, start, end]]
        span = slice(period * slot_count, (period + 1) * slot_count)
        _spread(option, loads, period, int(surplus_ws[period]), is_on[:, span])
    return is_on


def _cases(load: GridLoad, moves: Moves) -> list[_Case]:
    cases = []
    for start, end, switchings in itertools.product((False, True), (False, True), range(3)):
        is_case = moves.switchings[load.limits.state(start, 0)] == switchings
        found = np.flatnonzero(is_case & (moves.end == load.limits.state(end, 0)))
        if len(found):
            found = found[np.argsort(moves.on_s[found], kind="stable")]
            cases.append(_Case(start, end, switchings, found, moves.on_s[found]))
    return cases


def _best_options(
    options: list[tuple[_Case, ...]], power_w: Sequence[int], surplus_ws: EnergyArray, price_ws: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """For each period and pair of states the most C - D - price * N [Ws], and the option that has it."""
    bits = 1 << np.arange(len(power_w))
    starts = np.array([[case.start for case in option] for option in options]) @ bits
    ends = np.array([[case.end for case in option] for option in options]) @ bits
    price = price_ws * np.array([sum(case.switchings for case in option) for option in options])
    least_ws = np.array([[case.on_s[0] for case in option] for option in options]) @ np.array(power_w)
    most_ws = np.array([[case.on_s[-1] for case in option] for option in options]) @ np.array(power_w)
    worth = np.full((len(surplus_ws), 1 << len(power_w), 1 << len(power_w)), -np.inf)
    choice = np.zeros(worth.shape, np.int64)
    for start, end in set(zip(starts.tolist(), ends.tolist(), strict=True)):
        which = np.flatnonzero((starts == start) & (ends == end))
        missed_ws = np.maximum(least_ws[which] - surplus_ws[:, None], surplus_ws[:, None] - most_ws[which])
        of_option = surplus_ws[:, None] - np.maximum(missed_ws, 0) - price[which]
        choice[:, start, end] = which[of_option.argmax(axis=1)]
        worth[:, start, end] = of_option.max(axis=1)
    return worth, choice


def _path(worth: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """The states at both edges of each period on the best way through all of them, from all loads off."""
    best = np.full(worth.shape[1], -np.inf)
    best[0] = 0
    came_from = []
    for of_period in worth:
        total = best[:, None] + of_period
        came_from.append(total.argmax(axis=0))
        best = total.max(axis=0)
    end = int(best.argmax())
    path = []
    for origin in reversed(came_from):
        start = int(origin[end])
        path.append((start, end))
        end = start
    return path[::-1]


def _spread(
    option: tuple[_Case, ...], loads: Sequence[GridLoad], period: int, surplus_ws: int, is_on: BoolArray
) -> None:
    """Share the surplus of a period among the loads, the largest first, and write their states into `is_on`."""
    left_ws = surplus_ws - sum(load.power_w * int(case.on_s[0]) for load, case in zip(loads, option, strict=True))
    for index in sorted(range(len(loads)), key=lambda index: -loads[index].power_w):
        load, case = loads[index], option[index]
        wanted_s = case.on_s[0] + left_ws / load.power_w
        nearest = int(np.abs(case.on_s - wanted_s).argmin())
        left_ws -= load.power_w * int(case.on_s[nearest] - case.on_s[0])
        start = load.limits.state(case.start, 0)
        is_on[index] = load.moves[period].slots(case.start, start, int(case.moves[nearest]), is_on.shape[1])
