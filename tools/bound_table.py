"""Print the bound of recordings: the best NSC for so many switchings a day, and the grid optimum with minimum times."""

import argparse
import functools

import numpy as np

from nethour_sim.bound import REGRET_PRICES_WH, Frontier, base_periods, frontier
from nethour_sim.grid_optimum import grid_optimum
from nethour_sim.recording import Recording, RecordingError, read_recording

SWITCHINGS_PER_DAY = range(2, 17, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", nargs="+", metavar="FILE.csv")
    parser.add_argument("--load", type=int, action="append", required=True, metavar="WATTS", help="once a load, 1 to 4")
    parser.add_argument("--settlement", type=int, default=3600, metavar="SECONDS")
    parser.add_argument(
        "--minimum", type=int, default=300, metavar="SECONDS", help="minimum on and off time of the grid"
    )
    parser.add_argument("--no-grid", action="store_true", help="only the frontier")
    options = parser.parse_args()
    try:
        recordings = [read_recording(path) for path in options.recordings]
        bounds = [frontier(base_periods(recording, options.settlement), options.load) for recording in recordings]
    except (RecordingError, ValueError) as problem:
        raise SystemExit(str(problem)) from None
    print_frontiers([recording.name for recording in recordings], bounds)
    if not options.no_grid:
        print(f"\nGrid of 60 s, on and off for at least {options.minimum} s: Wh a day left | NSC % @ switchings")
        for recording, bound in zip(recordings, bounds, strict=True):
            print_grid(recording, bound, options.load, options.settlement, options.minimum)


def print_frontiers(names: list[str], bounds: list[Frontier]) -> None:
    """One row a recording, and one for all of them where there are several."""
    if len(bounds) > 1:
        names, bounds = [*names, "together"], [*bounds, functools.reduce(together, bounds)]
    print(
        f"{'best NSC % at switchings a day':32}  days  Wh/day" + "".join(f"{count:7}" for count in SWITCHINGS_PER_DAY)
    )
    for name, bound in zip(names, bounds, strict=True):
        shares = [bound.nsc_pct_at(count) for count in SWITCHINGS_PER_DAY]
        cells = "".join("      -" if share is None else f"{share:7.2f}" for share in shares)
        days = bound.days
        print(f"{name:32} {days:5.2f} {bound.achievable_ws / 3600 / days if days else 0:7.0f}{cells}")


def together(first: Frontier, second: Frontier) -> Frontier:
    """The bound of two recordings as one, the switchings shared out as is best; loads start off in each."""
    best_ws = np.zeros(len(first.best_ws) + len(second.best_ws) - 1, np.int64)
    for budget, worth_ws in enumerate(second.best_ws):
        part = best_ws[budget : budget + len(first.best_ws)]
        np.maximum(part, first.best_ws + worth_ws, out=part)
    achievable_ws = first.achievable_ws + second.achievable_ws
    return Frontier(best_ws, achievable_ws, first.recorded_s + second.recorded_s)


def print_grid(recording: Recording, bound: Frontier, loads_w: list[int], settlement_s: int, minimum_s: int) -> None:
    if not bound.achievable_ws:
        print(f"{recording.name:32} nothing to capture")
        return
    cells = []
    for price_wh in REGRET_PRICES_WH:
        found = grid_optimum(recording, loads_w, price_wh, minimum_s, minimum_s, settlement_s)
        left_wh = (bound.best_worth_ws(price_wh)[0] - found.worth_ws(price_wh)) / 3600 / bound.days
        nsc_pct = 100 * found.captured_less_debt_ws / bound.achievable_ws
        mark = "" if found.is_exact else "~"
        cells.append(
            f"at {price_wh} Wh: {mark}{left_wh:.0f} | {nsc_pct:.2f} @ {found.switching_count / bound.days:.1f}"
        )
    print(f"{recording.name:32} " + "   ".join(cells))


if __name__ == "__main__":
    main()
