"""The reference: *time to consume* for two loads as one writes it first, a loop over the rows of a pandas frame.

In floats, with a fixed sample time and no reasons: what a simulator of this rule does without a controller that could
run on a board.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

import turns


def frame_of(at_s: Iterable[int], grid_power_w: Iterable[int]) -> pd.DataFrame:
    """The frame the loop runs over: seconds since 2020, and grid power without the loads, import positive [W]."""
    return pd.DataFrame({"at_s": list(at_s), "grid_power_w": [float(power_w) for power_w in grid_power_w]})


def frame_of_turns(turn_count: int) -> pd.DataFrame:
    """The same turns that bench/turns.py lives."""
    hour_w = turns.hour_w()
    rows = range(turn_count)
    return frame_of(
        (turns.START_AT_S + row * turns.TURN_S for row in rows), (hour_w[row % len(hour_w)] for row in rows)
    )


def by_tuples(frame: pd.DataFrame, load_power_w: tuple[int, int]) -> int:
    """How often the two loads switch, rows taken by itertuples()."""
    return _live(frame.itertuples(index=False), load_power_w)


def by_series(frame: pd.DataFrame, load_power_w: tuple[int, int]) -> int:
    """How often the two loads switch, rows taken by iterrows()."""
    return _live((row for _, row in frame.iterrows()), load_power_w)


def _live(rows: Iterable[Any], load_power_w: tuple[int, int]) -> int:
    load1_w, load2_w = load_power_w
    on_min_wh, end_at_wh = 75.0, 0.0
    is_on1 = is_on2 = False
    balance_wh = 0.0
    sample_s = 10.0
    hour: float | None = None
    switching_count = 0
    for row in rows:
        if row.at_s // 3600 != hour:
            hour = row.at_s // 3600
            balance_wh = 0.0
        surplus_w = -row.grid_power_w - is_on1 * load1_w - is_on2 * load2_w
        balance_wh += surplus_w * sample_s / 3600
        remaining_s = 3600 - row.at_s % 3600
        expected_wh = balance_wh + remaining_s * surplus_w / 3600
        was1, was2 = is_on1, is_on2
        if not was1:
            is_on1 = expected_wh >= on_min_wh and expected_wh / load1_w * 3600 >= remaining_s
        elif not was2:
            is_on2 = expected_wh >= on_min_wh and expected_wh / load2_w * 3600 >= remaining_s
            if not is_on2:
                is_on1 = balance_wh + (surplus_w + load1_w) * remaining_s / 3600 > end_at_wh
        else:
            is_on2 = balance_wh + (surplus_w + load2_w) * remaining_s / 3600 > end_at_wh
        switching_count += (is_on1 != was1) + (is_on2 != was2)
    return switching_count
