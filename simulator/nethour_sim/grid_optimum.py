"""The grid optimum: the best schedule on a grid of whole slots (a minute) that keeps minimum on and off times.

It maximises C - D - price * N (the measure of nethour_sim.score) with perfect foresight, in a model where each load
switches only at the edges of slots and at most twice in a settlement period. Where a whole period is recorded two are
enough: blocks merge without changing the balance, and a longer block keeps any minimum time.

Between periods a load carries its state and how long it must still keep it. Dynamic programming over the periods with
both as its state is exact for one and two loads. For three and four it starts from nethour_sim.grid_start and solves
the schedules of two loads at a time exactly while the others stand still, until no pair gains: an achievable schedule,
not proved best. What bounds it from above is the frontier of nethour_sim.bound, which knows neither minimum times nor
slots.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nethour_sim.bound import MAX_LOADS, EnergyArray, base_periods
from nethour_sim.grid_moves import IMPOSSIBLE, NOTHING, GridLoad, Limits, Moves, moves_of
from nethour_sim.grid_start import joint_start
from nethour_sim.recording import BoolArray, Recording

_SCALE = 1 << 16
"""Energies are multiplied by this and a switching costs 1 more: of equal schedules the one that switches less wins."""

_NEVER = -(1 << 60)
_TOO_DEAR = 1 << 56


@dataclass(frozen=True)
class Grid:
    """What the optimum needs to know of a recording.

    start_at_s        of the first period [s since 2020]
    slot_s            length of a slot [s]
    surplus_ws        net surplus without the loads, 0 where there is a deficit [Ws, periods]; without gaps in time
    slot_recorded_s   how much of each slot is recorded [s, periods x slots]
    """

    start_at_s: int
    slot_s: int
    surplus_ws: EnergyArray
    slot_recorded_s: npt.NDArray[np.int64]


@dataclass(frozen=True)
class GridOptimum:
    """An achievable schedule and what it is worth.

    is_on            states of the loads, bool [loads, slots]; slot n begins at start_at_s + n * slot_s
    captured_less_debt_ws   its C - D, exact for these slots [Ws]
    switching_count  N
    is_exact         whether no other schedule on this grid has a larger C - D - price * N
    """

    start_at_s: int
    slot_s: int
    is_on: BoolArray
    captured_less_debt_ws: int
    switching_count: int
    is_exact: bool

    def worth_ws(self, switching_price_wh: float) -> float:
        """C - D - price * N [Ws]."""
        return self.captured_less_debt_ws - 3600 * switching_price_wh * self.switching_count


def grid_optimum(
    recording: Recording,
    load_power_w: Sequence[int],
    switching_price_wh: float = 0,
    min_on_s: int | Sequence[int] = 300,
    min_off_s: int | Sequence[int] = 300,
    settlement_s: int = 3600,
    stale_after_s: int = 60,
    slot_s: int = 60,
) -> GridOptimum:
    """The optimum for a recording; `load_power_w` are 1 to 4 powers [W], minimum times are for all or one a load [s].

    Minimum times count from the start of a run and pass in gaps too, are rounded up to whole slots, and may exceed a
    period. Loads start off and free. Raises ValueError for other loads, and where `slot_s` does not divide
    `settlement_s`.
    """
    grid = grid_of(recording, settlement_s, stale_after_s, slot_s)
    return solve_grid(grid, load_power_w, switching_price_wh, min_on_s, min_off_s)


def grid_of(recording: Recording, settlement_s: int = 3600, stale_after_s: int = 60, slot_s: int = 60) -> Grid:
    """The recording as the optimum sees it. Raises ValueError where `slot_s` does not divide `settlement_s`."""
    if slot_s <= 0 or settlement_s % slot_s:
        raise ValueError(f"slot_s must divide the settlement period of {settlement_s} s, and {slot_s} does not")
    periods = base_periods(recording, settlement_s, stale_after_s)
    start_at_s = periods[0].start_at_s
    count = (periods[-1].start_at_s - start_at_s) // settlement_s + 1
    surplus_ws = np.zeros(count, np.int64)
    for period in periods:
        surplus_ws[(period.start_at_s - start_at_s) // settlement_s] = max(-period.base_net_ws, 0)
    slot_recorded_s = np.zeros(count * (settlement_s // slot_s), np.int64)
    for slot in base_periods(recording, slot_s, stale_after_s):
        slot_recorded_s[(slot.start_at_s - start_at_s) // slot_s] = slot.recorded_s
    return Grid(start_at_s, slot_s, surplus_ws, slot_recorded_s.reshape(count, -1))


def solve_grid(
    grid: Grid,
    load_power_w: Sequence[int],
    switching_price_wh: float = 0,
    min_on_s: int | Sequence[int] = 300,
    min_off_s: int | Sequence[int] = 300,
) -> GridOptimum:
    """The same for a grid made before. Raises ValueError for other than 1 to 4 positive powers."""
    load_count = len(load_power_w)
    if not 1 <= load_count <= MAX_LOADS or min(load_power_w) <= 0:
        raise ValueError(f"the optimum needs 1 to {MAX_LOADS} loads, each above 0 W, not {load_power_w}")
    on_limits_s = [min_on_s] * load_count if isinstance(min_on_s, int) else min_on_s
    off_limits_s = [min_off_s] * load_count if isinstance(min_off_s, int) else min_off_s
    patterns = [tuple(row) for row in grid.slot_recorded_s.tolist()]
    loads = []
    for power_w, on_s, off_s in zip(load_power_w, on_limits_s, off_limits_s, strict=True):
        limits = Limits(math.ceil(on_s / grid.slot_s), math.ceil(off_s / grid.slot_s))
        loads.append(GridLoad(power_w, limits, [moves_of(pattern, grid.slot_s, limits) for pattern in patterns]))
    price = round(3600 * switching_price_wh) * _SCALE + 1
    is_on = _in_pairs(grid, loads, price)
    is_thinned = any(moves.is_thinned for load in loads for moves in load.moves)
    return GridOptimum(
        start_at_s=grid.start_at_s,
        slot_s=grid.slot_s,
        is_on=is_on,
        captured_less_debt_ws=int((grid.surplus_ws - abs(grid.surplus_ws - _energy_ws(grid, loads, is_on))).sum()),
        switching_count=_switching_count(is_on),
        is_exact=load_count <= 2 and not is_thinned,
    )


def _energy_ws(grid: Grid, loads: Sequence[GridLoad], is_on: BoolArray) -> EnergyArray:
    """What the loads take in each period [Ws]."""
    power_w = np.array([load.power_w for load in loads], np.int64) @ is_on.astype(np.int64)
    return np.asarray((power_w.reshape(grid.slot_recorded_s.shape) * grid.slot_recorded_s).sum(axis=1))


def _switching_count(is_on: BoolArray) -> int:
    return int(np.count_nonzero(np.diff(is_on, axis=1, prepend=False)))


def _in_pairs(grid: Grid, loads: Sequence[GridLoad], price: int) -> BoolArray:
    """A schedule that no pair of loads can improve."""
    if len(loads) == 1:
        return _solve_pair(grid, loads[0], _absent(grid), grid.surplus_ws, price)[:1]
    if len(loads) == 2:
        return _solve_pair(grid, loads[0], loads[1], grid.surplus_ws, price)
    is_on = joint_start(grid.surplus_ws, grid.slot_recorded_s.shape[1], loads, price / _SCALE)
    pairs = list(itertools.combinations(sorted(range(len(loads)), key=lambda index: -loads[index].power_w), 2))
    cost = _cost(grid, loads, is_on, price)
    idle_count = 0
    next_pair = itertools.cycle(pairs)
    while idle_count < len(pairs):
        pair = list(next(next_pair))
        others = [index for index in range(len(loads)) if index not in pair]
        target_ws = grid.surplus_ws - _energy_ws(grid, [loads[index] for index in others], is_on[others])
        trial = is_on.copy()
        trial[pair] = _solve_pair(grid, loads[pair[0]], loads[pair[1]], target_ws, price)
        trial_cost = _cost(grid, loads, trial, price)
        idle_count += 1
        if trial_cost < cost:
            is_on, cost, idle_count = trial, trial_cost, 1
    return is_on


def _cost(grid: Grid, loads: Sequence[GridLoad], is_on: BoolArray, price: int) -> int:
    """What is minimised, as an unbounded int: scaled energy missed or bought, and switchings."""
    missed_ws = abs(grid.surplus_ws - _energy_ws(grid, loads, is_on))
    return int(missed_ws.sum()) * _SCALE + price * _switching_count(is_on)


def _absent(grid: Grid) -> GridLoad:
    return GridLoad(0, Limits(0, 0), [NOTHING] * len(grid.surplus_ws))


def _solve_pair(grid: Grid, first: GridLoad, second: GridLoad, target_ws: EnergyArray, price: int) -> BoolArray:
    """The exact best schedule of two loads that should take `target_ws` in each period, bool [2, slots]."""
    worth = np.full((first.moves[0].switchings.shape[0], second.moves[0].switchings.shape[0]), _NEVER, np.int64)
    worth[0, 0] = 0
    history = [worth]
    for period, target in enumerate(target_ws.tolist()):
        moves = first.moves[period], second.moves[period]
        by_moves = _worth_of_moves(worth, moves, (first.power_w, second.power_w), target, price)
        worth = np.full_like(worth, _NEVER)
        ends = [np.unique(move.end, return_index=True) for move in moves]
        best = np.maximum.reduceat(by_moves, ends[0][1], axis=0)
        worth[np.ix_(ends[0][0], ends[1][0])] = np.maximum.reduceat(best, ends[1][1], axis=1)
        worth -= worth.max()  # only differences matter, and they stay small
        worth[worth < -_TOO_DEAR // 2] = _NEVER
        history.append(worth)
    return _walk_back(grid, first, second, target_ws.tolist(), price, history)


def _worth_of_moves(
    worth: EnergyArray, moves: tuple[Moves, Moves], power_w: tuple[int, int], target_ws: int, price: int
) -> EnergyArray:
    """What each pair of moves is worth, from the best states to start from, scaled [moves, moves]."""
    costs = [_move_costs(move, price) for move in moves]
    half = np.full((costs[0].shape[1], worth.shape[1]), 2 * _NEVER, np.int64)
    for state, cost in enumerate(costs[0]):
        np.maximum(half, worth[state][None, :] - cost[:, None], out=half)
    whole = np.full((len(half), costs[1].shape[1]), 2 * _NEVER, np.int64)
    for state, cost in enumerate(costs[1]):
        np.maximum(whole, half[:, state, None] - cost[None, :], out=whole)
    energy_ws = power_w[0] * moves[0].on_s[:, None] + power_w[1] * moves[1].on_s[None, :]
    return np.asarray(whole - _SCALE * abs(energy_ws - target_ws))


def _move_costs(moves: Moves, price: int) -> EnergyArray:
    return np.asarray(np.where(moves.switchings == IMPOSSIBLE, _TOO_DEAR, moves.switchings * price))


def _walk_back(
    grid: Grid, first: GridLoad, second: GridLoad, target_ws: list[int], price: int, history: list[EnergyArray]
) -> BoolArray:
    """From the best state at the end, the moves that led there, as states of slots."""
    slot_count = grid.slot_recorded_s.shape[1]
    is_on = np.zeros((2, grid.slot_recorded_s.size), np.bool_)
    ends = np.unravel_index(int(history[-1].argmax()), history[-1].shape)
    for period in range(len(target_ws) - 1, -1, -1):
        worth = history[period]
        moves = first.moves[period], second.moves[period]
        by_moves = _worth_of_moves(worth, moves, (first.power_w, second.power_w), target_ws[period], price)
        leads_there = (moves[0].end[:, None] == ends[0]) & (moves[1].end[None, :] == ends[1])
        picked = np.unravel_index(int(np.where(leads_there, by_moves, 4 * _NEVER).argmax()), by_moves.shape)
        costs = [_move_costs(move, price)[:, index] for move, index in zip(moves, picked, strict=True)]
        starts = np.unravel_index(int((worth - costs[0][:, None] - costs[1][None, :]).argmax()), worth.shape)
        begin = period * slot_count
        for row, load in enumerate((first, second)):
            state = int(starts[row])
            states = moves[row].slots(load.limits.meaning(state)[0], state, int(picked[row]), slot_count)
            is_on[row, begin : begin + slot_count] = states
        ends = starts
    return is_on
