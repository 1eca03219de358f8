"""The bound: what a controller that knows the future reaches with each number of switchings; and the regret of a run.

Within a settlement period the balance depends only on how long each load ran, so the order inside the period is free,
and two switchings of a load in one period do as well as any more. Even one does: of two, the second may wait for the
start of the next period without changing how long the load runs in either, and where that period then has three, one
gives the same duration. That leaves few cases:

on at the edges    switchings   ran for
off, off           0            nothing
on, on             0            the whole recorded time T
off, on; on, off   1            anything from 0 to T

A period with surplus B > 0 whose loads take x is worth C - D = B - |B - x|; with B <= 0 it is worth -x. What the cases
of all loads together can take is an interval of x, so the best of a period is known in closed form, and dynamic
programming over the periods with the loads' states at the edges as its state gives the exact best for every budget.

Assumed: durations are continuous; every load is off before the first period and may end as it likes; there is no
minimum time. Only recorded time counts: a period of which less is recorded is a shorter one, one of which nothing is
recorded is left out (a switching in it can as well happen at its edge), and loads may switch in gaps. Every controller
keeps to all of this, whatever it knows, so no run is above the bound.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nethour_sim.recording import Recording
from nethour_sim.score import Period, Score, score

EnergyArray = npt.NDArray[np.int64]

MAX_LOADS = 4
REGRET_PRICES_WH = (0, 5, 20, 50)
"""What one switching may be worth: nothing, that of a contactor, the headline, that of a compressor [Wh]."""

_UNREACHABLE_WS = -(1 << 61)
_CHUNK_PERIODS = 4096


@dataclass(frozen=True)
class Frontier:
    """The bound of one recording with one set of loads.

    best_ws         the most C - D that any controller can reach with at most so many switchings [Ws, budget 0, 1...];
                    never decreases; more switchings than its last index add nothing
    achievable_ws   A [Ws], equal to the last of `best_ws`
    recorded_s      the recorded time [s]
    """

    best_ws: EnergyArray
    achievable_ws: int
    recorded_s: int

    @property
    def days(self) -> float:
        """The recorded time in days."""
        return self.recorded_s / 86400

    def best_at(self, switching_count: int) -> int:
        """The most C - D with at most so many switchings in the whole recording [Ws]."""
        return int(self.best_ws[min(switching_count, len(self.best_ws) - 1)])

    def nsc_pct_at(self, switchings_per_day: float) -> float | None:
        """The highest NSC with at most so many switchings an average recorded day; None with nothing to capture."""
        if self.achievable_ws == 0:
            return None
        budget = math.floor(switchings_per_day * self.days + 1e-9)
        return 100 * self.best_at(budget) / self.achievable_ws

    def best_worth_ws(self, switching_price_wh: float) -> tuple[float, int]:
        """The most C - D - price * N [Ws] and its number of switchings N (the fewest that reach it)."""
        worth_ws = self.best_ws - 3600.0 * switching_price_wh * np.arange(len(self.best_ws))
        count = int(np.argmax(worth_ws))
        return float(worth_ws[count]), count

    def regret_wh_per_day(self, run: Score, switching_price_wh: float) -> float | None:
        """How much C - D - price * N of a run stays behind the bound [Wh a recorded day, >= 0]; None without a record.

        The bound is this frontier: it holds for all controllers and knows no minimum times, so a regret of 0 may be
        out of reach. Raises ValueError where the run is of another recording, other loads or another settlement.
        """
        if (run.achievable_ws, run.recorded_s) != (self.achievable_ws, self.recorded_s):
            raise ValueError(
                "the run and the bound are of different recordings, loads or settlement; use the same for both"
            )
        own_ws = run.captured_ws - run.added_debt_ws - 3600 * switching_price_wh * run.switching_count
        return run.per_day((self.best_worth_ws(switching_price_wh)[0] - own_ws) / 3600)


def base_periods(recording: Recording, settlement_s: int = 3600, stale_after_s: int = 60) -> list[Period]:
    """The settlement periods of a recording without any load of ours, in order of time."""
    base_w = recording.base_power_w.astype(np.int64) - recording.pv_power_w
    no_loads = np.zeros((0, len(recording)), np.bool_)
    return score(recording.at_s, base_w, recording.is_known, no_loads, (), settlement_s, stale_after_s)[1]


def frontier(periods: Sequence[Period], load_power_w: Sequence[int]) -> Frontier:
    """The bound for `periods`, in order of time, and loads that draw `load_power_w` [W, 1 to 4 of them].

    Of the periods only the balance without loads and the recorded time matter: those of any run will do, and those of
    base_periods. Exact to the watt-second, for any settlement. Raises ValueError for other than 1 to 4 positive powers.
    """
    if not 1 <= len(load_power_w) <= MAX_LOADS or min(load_power_w) <= 0:
        raise ValueError(f"the bound needs the powers of 1 to {MAX_LOADS} loads, each above 0 W, not {load_power_w}")
    known = [period for period in periods if period.recorded_s > 0]
    surplus_ws = np.array([max(-period.base_net_ws, 0) for period in known], np.int64)
    recorded_s = np.array([period.recorded_s for period in known], np.int64)
    return Frontier(
        best_ws=_best_ws(surplus_ws, recorded_s, load_power_w),
        achievable_ws=int(np.minimum(surplus_ws, sum(load_power_w) * recorded_s).sum()),
        recorded_s=int(recorded_s.sum()),
    )


def _best_ws(surplus_ws: EnergyArray, recorded_s: EnergyArray, load_power_w: Sequence[int]) -> EnergyArray:
    """The dynamic program. Row: states of all loads as bits; column: at most so many switchings up to here."""
    states = range(1 << len(load_power_w))
    most = len(load_power_w)  # switchings in a period
    moves = [(start, end, (start ^ end).bit_count()) for start in states for end in states]
    best = np.full((len(states), 1), _UNREACHABLE_WS, np.int64)
    best[0] = 0
    for worths_ws in _worths_ws(surplus_ws, recorded_s, load_power_w):
        width = best.shape[1] + most
        before = np.concatenate([best, np.repeat(best[:, -1:], most, axis=1)], axis=1)
        best = np.full((len(states), width), _UNREACHABLE_WS, np.int64)
        scratch = np.empty(width, np.int64)
        for (start, end, switchings), worth_ws in zip(moves, worths_ws, strict=True):
            moved = np.add(before[start, : width - switchings], worth_ws, out=scratch[: width - switchings])
            np.maximum(best[end, switchings:], moved, out=best[end, switchings:])
        is_final = np.all(best == best[:, -1:], axis=0)
        best = best[:, : int(np.argmax(is_final)) + 1]  # is_final never turns False again: rows do not decrease
    of_all = best.max(axis=0)
    return np.asarray(of_all[: int(np.argmax(of_all == of_all[-1])) + 1])


def _worths_ws(surplus_ws: EnergyArray, recorded_s: EnergyArray, load_power_w: Sequence[int]) -> Iterator[list[int]]:
    """For each period, the best C - D of each pair of states at its start and end, the end counting faster [Ws]."""
    states = np.arange(1 << len(load_power_w))
    power_w = (states[:, None] >> np.arange(len(load_power_w)) & 1) @ np.array(load_power_w, np.int64)
    start, end = states[:, None], states[None, :]
    least_w = power_w[start & end].ravel()[:, None]
    most_w = power_w[start | end].ravel()[:, None]
    for begin in range(0, len(surplus_ws), _CHUNK_PERIODS):
        surplus = surplus_ws[begin : begin + _CHUNK_PERIODS]
        seconds = recorded_s[begin : begin + _CHUNK_PERIODS]
        missed_ws = np.maximum(np.maximum(least_w * seconds - surplus, surplus - most_w * seconds), 0)
        yield from (surplus - missed_ws).T.tolist()
