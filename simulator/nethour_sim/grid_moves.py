"""What one load can do in one settlement period of whole slots, with at most two switchings and minimum times.

A load's state at the edge of a period is whether it is on and for how many slots more it must stay so ("hold"):
state `hold` when off, state `off_states + hold` when on. A switching at slot n happens at the beginning of that slot.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

EnergyArray = npt.NDArray[np.int64]

IMPOSSIBLE = 1 << 20
"""Stands for a number of switchings that does not exist."""

_FINEST = 8
"""So many different on-durations a slot are told apart; a period cut up by more gaps is thinned to one a slot."""


@dataclass(frozen=True)
class Limits:
    """Minimum times of a load, in slots."""

    min_on_slots: int
    min_off_slots: int

    @property
    def off_states(self) -> int:
        return max(1, self.min_off_slots)

    @property
    def state_count(self) -> int:
        return self.off_states + max(1, self.min_on_slots)

    def state(self, is_on: bool, hold_slots: int) -> int:
        return self.off_states * is_on + max(0, hold_slots)

    def meaning(self, state: int) -> tuple[bool, int]:
        """Of a state: (is on, hold in slots)."""
        is_on = state >= self.off_states
        return is_on, state - self.off_states * is_on


@dataclass(frozen=True)
class Moves:
    """The moves of a period: each ends in a state and runs for a time; from which states, at what cost, when.

    end          state at the end, ascending [moves]
    on_s         recorded time the load runs [s, moves]
    switchings   0 to 2, IMPOSSIBLE from a state that does not allow the move [states, moves]
    switch_slots slots of the first and the second switching of who starts off and on [2, moves, 2]
    is_thinned   whether on-durations were left out
    """

    end: npt.NDArray[np.int64]
    on_s: npt.NDArray[np.int64]
    switchings: npt.NDArray[np.int64]
    switch_slots: npt.NDArray[np.int64]
    is_thinned: bool

    def slots(self, is_on: bool, state: int, move: int, count: int) -> npt.NDArray[np.bool_]:
        """The load's state in each of the `count` slots, starting from `state` (on or off: `is_on`)."""
        states = np.full(count, is_on)
        for slot in self.switch_slots[int(is_on), move, : self.switchings[state, move]]:
            states[slot:] ^= True
        return states


@dataclass(frozen=True)
class GridLoad:
    """A load that draws `power_w` [W] and what it can do in each period."""

    power_w: int
    limits: Limits
    moves: list[Moves]


NOTHING = Moves(
    end=np.zeros(1, np.int64),
    on_s=np.zeros(1, np.int64),
    switchings=np.zeros((1, 1), np.int64),
    switch_slots=np.zeros((2, 1, 2), np.int64),
    is_thinned=False,
)
"""The one move of a load that is not there."""


@lru_cache(maxsize=512)
def moves_of(slot_recorded_s: tuple[int, ...], slot_s: int, limits: Limits) -> Moves:
    """The moves in a period whose slots of `slot_s` are recorded for `slot_recorded_s`.

    Left out is what never pays: of two moves with the same on-duration from the same state into the same, the one that
    must be kept longer afterwards and switches no less.
    """
    slot_count = len(slot_recorded_s)
    recorded_s = sum(slot_recorded_s)
    by_switching, is_thinned = _switching_moves(slot_recorded_s, slot_s, limits)
    staying = [
        (limits.state(is_on, hold - slot_count), is_on * recorded_s)
        for is_on, hold in map(limits.meaning, range(limits.state_count))
    ]
    # by on-duration and state, the least hold first
    keys = sorted({*by_switching[0], *by_switching[1], *staying}, key=lambda key: (key[1], key[0]))
    switchings = np.full((limits.state_count, len(keys)), IMPOSSIBLE, np.int64)
    switch_slots = np.zeros((2, len(keys), 2), np.int64)
    for column, key in enumerate(keys):
        for is_on, found in enumerate(by_switching):
            if key in found:
                switch_slots[is_on, column] = first, second = found[key]
                begin = limits.off_states * is_on
                until = min(begin + first + 1, limits.state_count if is_on else limits.off_states)
                switchings[begin:until, column] = 1 if second == slot_count else 2
    for state, key in enumerate(staying):
        switchings[state, keys.index(key)] = 0
    _drop_dominated(switchings, [(on_s, limits.meaning(end)[0]) for end, on_s in keys])
    useful = [column for column in range(len(keys)) if switchings[:, column].min() < IMPOSSIBLE]
    useful.sort(key=lambda column: keys[column][0])
    return Moves(
        end=np.array([keys[column][0] for column in useful]),
        on_s=np.array([keys[column][1] for column in useful]),
        switchings=switchings[:, useful],
        switch_slots=switch_slots[:, useful],
        is_thinned=is_thinned,
    )


def _drop_dominated(switchings: npt.NDArray[np.int64], groups: list[tuple[int, bool]]) -> None:
    """Make a move impossible where an earlier one of its group does with no more switchings."""
    fewest = switchings[:, 0].copy()
    for column in range(1, len(groups)):
        if groups[column] != groups[column - 1]:
            fewest[:] = IMPOSSIBLE
        is_dominated = switchings[:, column] >= fewest
        np.minimum(fewest, switchings[:, column], out=fewest)
        switchings[is_dominated, column] = IMPOSSIBLE


def _switching_moves(
    slot_recorded_s: tuple[int, ...], slot_s: int, limits: Limits
) -> tuple[list[dict[tuple[int, int], tuple[int, int]]], bool]:
    """From off and from on: {(end state, on-duration): (first, second switching)}; second is one past the end for none.

    For each end state and duration the one that switches latest first, which most holds at the start allow.
    """
    slot_count = len(slot_recorded_s)
    until_s = np.concatenate([[0], np.cumsum(slot_recorded_s)])
    found = []
    is_thinned = False
    for is_on in (False, True):
        first, second = _switch_slots(slot_count, limits.min_off_slots if is_on else limits.min_on_slots)
        inside_s = until_s[second] - until_s[first]
        on_s = until_s[-1] - inside_s if is_on else inside_s
        is_on_at_end = (second == slot_count) ^ is_on
        kept_slots = slot_count - np.where(second == slot_count, first, second)
        hold = np.where(is_on_at_end, limits.min_on_slots, limits.min_off_slots) - kept_slots
        end = limits.off_states * is_on_at_end + np.maximum(hold, 0)
        label = on_s
        if len(np.unique(on_s)) > _FINEST * (slot_count + 1):
            label = on_s // slot_s
            is_thinned = True
        order = np.lexsort((-first, label, end))
        is_new = np.ones(len(order), np.bool_)
        is_new[1:] = (np.diff(end[order]) != 0) | (np.diff(label[order]) != 0)
        chosen = order[is_new]
        keys = zip(end[chosen].tolist(), on_s[chosen].tolist(), strict=True)
        found.append(dict(zip(keys, zip(first[chosen].tolist(), second[chosen].tolist(), strict=True), strict=True)))
    return found, is_thinned


def _switch_slots(slot_count: int, min_between_slots: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pairs of a first and a second switching, and each first without a second."""
    first, second = np.triu_indices(slot_count + 1, 1)
    is_allowed = (second - first >= min_between_slots) | (second == slot_count)
    return first[is_allowed], second[is_allowed]
