"""The measure of a run: energy captured, debt added, switchings; exact in watt-seconds, per period and in total.

Definitions, per settlement period h: B is the net surplus without the loads, E with them, L the sum of the loads'
powers and T the recorded hours.

achievable   A = sum min(max(B, 0), L T)
captured     C = sum (max(B, 0) - max(E, 0)), the reduction of export
added debt   D = sum (max(-E, 0) - max(-B, 0)), the increase of billed import
to loads     U = C + D
NSC          (C - D) / A, net surplus capture: 100 % means nothing lost and nothing bought
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nethour_sim.recording import BoolArray, IntArray, TimeArray
from nethour_sim.simulate import Run

SHORT_RUN_S = 300


@dataclass(frozen=True)
class Period:
    """One settlement period of a run. Energies are whole watt-seconds over the recorded time.

    start_at_s             its first second [s since 2020]
    recorded_s             how much of it is known [s]
    base_import_ws, base_export_ws   as it would have been without the loads [Ws, >= 0]
    import_ws, export_ws   as it was [Ws, >= 0]
    load_on_s              how long each load ran [s]
    load_switching_count   how often each load switched
    """

    start_at_s: int
    recorded_s: int
    base_import_ws: int
    base_export_ws: int
    import_ws: int
    export_ws: int
    load_on_s: tuple[int, ...]
    load_switching_count: tuple[int, ...]

    @property
    def base_net_ws(self) -> int:
        """Net balance without the loads, deficit positive [Ws]."""
        return self.base_import_ws - self.base_export_ws

    @property
    def net_ws(self) -> int:
        """Net balance with the loads, deficit positive [Ws]."""
        return self.import_ws - self.export_ws


@dataclass(frozen=True)
class Score:
    """The measure of a whole run. Energies in watt-seconds, counts over the run; to_dict() gives them a day."""

    settlement_s: int
    recorded_s: int
    achievable_ws: int
    captured_ws: int
    added_debt_ws: int
    load_ws: int
    switching_count: int
    short_run_count: int

    @property
    def days(self) -> float:
        """The recorded time in days."""
        return self.recorded_s / 86400

    @property
    def nsc_pct(self) -> float | None:
        """Net surplus capture; None where there was nothing to capture."""
        if self.achievable_ws == 0:
            return None
        return 100 * (self.captured_ws - self.added_debt_ws) / self.achievable_ws

    def per_day(self, amount: float) -> float | None:
        """`amount` of the run as an average a recorded day; None where nothing was recorded."""
        return amount / self.days if self.recorded_s else None

    def to_dict(self) -> dict[str, float | int | None]:
        """The measure under its public names; what cannot be said is None."""
        return {
            "nsc_pct": self.nsc_pct,
            "switchings_per_day": self.per_day(self.switching_count),
            "short_runs_per_day": self.per_day(self.short_run_count),
            "achievable_wh_per_day": self.per_day(self.achievable_ws / 3600),
            "captured_wh_per_day": self.per_day(self.captured_ws / 3600),
            "added_debt_wh_per_day": self.per_day(self.added_debt_ws / 3600),
            "load_wh_per_day": self.per_day(self.load_ws / 3600),
            "days": self.days,
            "settlement_s": self.settlement_s,
        }


def score_run(run: Run) -> tuple[Score, list[Period]]:
    """The measure of a simulated run and its periods."""
    base_w = run.recording.base_power_w.astype(np.int64) - run.recording.pv_power_w
    return score(
        run.recording.at_s,
        base_w,
        run.recording.is_known,
        run.is_on,
        run.load_power_w,
        run.settlement_s,
        run.stale_after_s,
    )


def score(
    at_s: TimeArray,
    base_net_w: TimeArray | IntArray,
    is_known: BoolArray,
    is_on: BoolArray,
    load_power_w: Sequence[int],
    settlement_s: int = 3600,
    stale_after_s: int = 60,
) -> tuple[Score, list[Period]]:
    """The measure and the periods of any row-wise record of a house.

    at_s           stamps that never decrease [s since 2020, rows]
    base_net_w     grid power without our loads, import positive [W, rows]
    is_known       False where the row says nothing [rows]
    is_on          states from each row to the next [loads, rows]; before the first row every load is off
    load_power_w   what each load draws when on [W]

    A row counts until the next one; nothing counts after an unknown row, after the last one, and in a gap, that is
    where the next row is more than `stale_after_s` away. A run is short below 5 minutes; one that a gap or the end of
    the record cuts is not counted as short, since its length is not known.
    """
    is_on = np.asarray(is_on, np.bool_).reshape(len(load_power_w), len(at_s))
    starts_s, recorded_s, base_ws, on_s, with_ws = _by_period(
        at_s, np.asarray(base_net_w, np.int64), is_known, is_on, load_power_w, settlement_s, stale_after_s
    )
    changes = is_on != np.concatenate([np.zeros((len(is_on), 1), np.bool_), is_on[:, :-1]], axis=1)
    row_period = np.searchsorted(starts_s, at_s - at_s % settlement_s)
    switchings = [np.bincount(row_period[change], minlength=len(starts_s)) for change in changes]
    periods = [
        Period(
            start_at_s=int(starts_s[index]),
            recorded_s=int(recorded_s[index]),
            base_import_ws=int(base_ws[0, index]),
            base_export_ws=int(base_ws[1, index]),
            import_ws=int(with_ws[0, index]),
            export_ws=int(with_ws[1, index]),
            load_on_s=tuple(int(seconds[index]) for seconds in on_s),
            load_switching_count=tuple(int(count[index]) for count in switchings),
        )
        for index in range(len(starts_s))
    ]
    short_count = sum(_short_run_count(at_s, states, stale_after_s) for states in is_on)
    return _total(periods, load_power_w, settlement_s, short_count), periods


def _total(periods: Sequence[Period], load_power_w: Sequence[int], settlement_s: int, short_run_count: int) -> Score:
    loads_w = sum(load_power_w)
    achievable_ws = captured_ws = added_debt_ws = 0
    for period in periods:
        surplus_ws = max(-period.base_net_ws, 0)
        achievable_ws += min(surplus_ws, loads_w * period.recorded_s)
        captured_ws += surplus_ws - max(-period.net_ws, 0)
        added_debt_ws += max(period.net_ws, 0) - max(period.base_net_ws, 0)
    return Score(
        settlement_s=settlement_s,
        recorded_s=sum(period.recorded_s for period in periods),
        achievable_ws=achievable_ws,
        captured_ws=captured_ws,
        added_debt_ws=added_debt_ws,
        load_ws=sum(
            power_w * seconds
            for period in periods
            for power_w, seconds in zip(load_power_w, period.load_on_s, strict=True)
        ),
        switching_count=sum(sum(period.load_switching_count) for period in periods),
        short_run_count=short_run_count,
    )


def _by_period(
    at_s: TimeArray,
    base_net_w: TimeArray,
    is_known: BoolArray,
    is_on: BoolArray,
    load_power_w: Sequence[int],
    settlement_s: int,
    stale_after_s: int,
) -> tuple[TimeArray, TimeArray, TimeArray, list[TimeArray], TimeArray]:
    """Per period: start, recorded seconds, [import, export] without loads, seconds of each load, [import, export]."""
    starts_s = np.unique(at_s - at_s % settlement_s)
    duration_s = np.diff(at_s)
    row = np.flatnonzero(is_known[:-1] & (duration_s > 0) & (duration_s <= stale_after_s))
    # an interval over the edge of periods becomes one piece in each
    first, last = at_s[row] // settlement_s, (at_s[row + 1] - 1) // settlement_s
    count = last - first + 1
    row = np.repeat(row, count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    piece_period = np.repeat(first, count) + nth
    begin_s = np.maximum(at_s[row], piece_period * settlement_s)
    end_s = np.minimum(at_s[row + 1], (piece_period + 1) * settlement_s)
    seconds = end_s - begin_s
    starts_s = np.union1d(starts_s, piece_period * settlement_s)
    index = np.searchsorted(starts_s, piece_period * settlement_s)

    def summed(amount: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        sums = np.zeros(len(starts_s), np.int64)
        np.add.at(sums, index, amount)
        return sums

    def both_directions(power_w: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.array([summed(np.maximum(power_w, 0) * seconds), summed(np.maximum(-power_w, 0) * seconds)])

    with_w = base_net_w + np.asarray(load_power_w, np.int64) @ is_on.astype(np.int64)
    on_s = [summed(states[row] * seconds) for states in is_on]
    return starts_s, summed(seconds), both_directions(base_net_w[row]), on_s, both_directions(with_w[row])


def _short_run_count(at_s: TimeArray, states: BoolArray, stale_after_s: int) -> int:
    """Runs of one load under 5 minutes whose whole length is known."""
    edges = np.flatnonzero(np.diff(states.astype(np.int8), prepend=0))
    begins, ends = edges[::2], edges[1::2]
    begins = begins[: len(ends)]
    gaps_before = np.concatenate([[0], np.cumsum(np.diff(at_s) > stale_after_s)])
    is_whole = gaps_before[begins] == gaps_before[ends]
    return int(np.count_nonzero(is_whole & (at_s[ends] - at_s[begins] < SHORT_RUN_S)))
