"""The houses that strategies are measured in: the recorded one, and what may be different in others."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from nethour.config import build_controller, parse
from nethour_host.house_options import house_settings
from nethour_sim.bound import MAX_LOADS, REGRET_PRICES_WH, base_periods, frontier
from nethour_sim.generated import generated_day
from nethour_sim.recording import Recording
from nethour_sim.score import score, score_run
from nethour_sim.simulate import Run, simulate
from nethour_sim.tank import Tank

DAYLIGHT_W = 50


def _as_it_is(recording: Recording) -> Recording:
    return recording


def big_base(recording: Recording) -> Recording:
    """Its base load so large that by day, on average, it takes half of the generation."""
    is_day = recording.is_known & (recording.pv_power_w > DAYLIGHT_W)
    base_w = max(50.0, float(recording.base_power_w[is_day].mean()))
    factor = max(1.0, float(recording.pv_power_w[is_day].mean()) / 2 / base_w)
    return replace(recording, base_power_w=np.rint(recording.base_power_w * factor).astype(np.int32))


def production_only(recording: Recording) -> Recording:
    """No base load at all."""
    return replace(recording, base_power_w=np.zeros_like(recording.base_power_w))


@dataclass(frozen=True)
class House:
    """Rated powers of the loads [W], what they really draw of these [%], period [s], and what becomes of the base load.

    has_thermostat   each load heats a tank that takes 2.2 hours of it, closes again after 0.35 hours are lost, and
                     loses a twelfth of the load's power all the time
    """

    name: str
    loads_w: tuple[int, ...] = (747, 983)
    real_pct: tuple[int, ...] = ()
    settlement_s: int = 3600
    has_thermostat: bool = False
    change: Callable[[Recording], Recording] = field(default=_as_it_is)


HOUSES = (
    House("747 and 983 W"),
    House("base load half of generation", change=big_base),
    House("production only", change=production_only),
    House("one load, 747 W", (747,)),
    House("one load, 983 W", (983,)),
    House("one load, 2000 W", (2000,)),
    House("500 and 1500 W", (500, 1500)),
    House("1200 and 1200 W", (1200, 1200)),
    House("five loads, 200 to 983 W", (200, 350, 500, 747, 983)),
    House("draw 85 % of rated", real_pct=(85, 85)),
    House("draw 115 % of rated", real_pct=(115, 115)),
    House("draw 85 and 115 %", real_pct=(85, 115)),
    House("thermostats", has_thermostat=True),
    House("settled by 1800 s", settlement_s=1800),
    House("settled by 900 s", settlement_s=900),
)
"""The last two are no part of any goal: minimum times of 300 s leave little room in a short period."""


def generated() -> tuple[Recording, ...]:
    """Twelve days, one of each month; their seeds were never used for tuning."""
    return tuple(generated_day(date(2022, month, 15), 1000 + month) for month in range(1, 13))


def live(recording: Recording, house: House, settings: dict[str, Any], minimum_s: int) -> Run:
    """The recording lived in the house with these settings of config.json."""
    config = house_settings(None, list(house.loads_w))
    config.update(settings, settlement_s=house.settlement_s)
    for load in config["loads"]:
        load.update(min_on_s=minimum_s, min_off_s=minimum_s)
    real_w = [power_w * pct // 100 for power_w, pct in zip(house.loads_w, house.real_pct, strict=False)]
    tanks = [
        Tank(power_w * 22 // 10, power_w * 22 // 10 - power_w * 35 // 100, power_w // 12) for power_w in house.loads_w
    ]
    return simulate(
        house.change(recording),
        build_controller(parse(json.dumps(config))),
        real_w or None,
        tanks=tanks if house.has_thermostat else (),
    )


@dataclass(frozen=True)
class Days:
    """The measure of several recordings together [Ws, s, counts]; worth: what the bound reaches at each price."""

    recorded_s: int
    achievable_ws: int
    captured_ws: int
    added_debt_ws: int
    switching_count: int
    short_run_count: int
    worth_ws: tuple[float, ...] | None

    @classmethod
    def nothing(cls) -> "Days":
        """To begin a sum with."""
        return cls(0, 0, 0, 0, 0, 0, (0.0,) * len(REGRET_PRICES_WH))

    def __add__(self, other: "Days") -> "Days":
        worth_ws = None
        if self.worth_ws is not None and other.worth_ws is not None:
            worth_ws = tuple(one + two for one, two in zip(self.worth_ws, other.worth_ws, strict=True))
        return Days(
            self.recorded_s + other.recorded_s,
            self.achievable_ws + other.achievable_ws,
            self.captured_ws + other.captured_ws,
            self.added_debt_ws + other.added_debt_ws,
            self.switching_count + other.switching_count,
            self.short_run_count + other.short_run_count,
            worth_ws,
        )

    def per_day(self) -> dict[str, float | None]:
        """NSC in percent, everything else an average recorded day."""
        days = self.recorded_s / 86400
        own_ws = self.captured_ws - self.added_debt_ws
        found: dict[str, float | None] = {
            "nsc_pct": 100 * own_ws / self.achievable_ws,
            "switchings": self.switching_count / days,
            "short_runs": self.short_run_count / days,
            "debt_wh": self.added_debt_ws / 3600 / days,
        }
        for index, price_wh in enumerate(REGRET_PRICES_WH):
            regret_wh = None
            if self.worth_ws is not None:
                left_ws = self.worth_ws[index] - own_ws + 3600 * price_wh * self.switching_count
                regret_wh = left_ws / 3600 / days
            found[f"regret_{price_wh}_wh"] = regret_wh
        return found


def days_of(run: Run, has_thermostat: bool = False) -> Days:
    """The measure of one run. With thermostats captured and debt are those of what was really drawn, while achievable
    stays what the loads could take without them: to compare strategies by, not to reach."""
    whole = score_run(run)[0]
    base = base_periods(run.recording, run.settlement_s, run.stale_after_s)
    captured_ws, debt_ws = whole.captured_ws, whole.added_debt_ws
    worth_ws = None
    if has_thermostat:
        captured_ws, debt_ws = _really(run)
    elif len(run.load_power_w) <= MAX_LOADS:
        bound = frontier(base, run.load_power_w)
        worth_ws = tuple(bound.best_worth_ws(price)[0] for price in REGRET_PRICES_WH)
    return Days(
        whole.recorded_s,
        whole.achievable_ws,
        captured_ws,
        debt_ws,
        whole.switching_count,
        whole.short_run_count,
        worth_ws,
    )


def _really(run: Run) -> tuple[int, int]:
    """Captured and added debt by what the meter saw of the loads: the next row tells what this one drew [Ws]."""
    recording = run.recording
    base_w = recording.base_power_w.astype(np.int64) - recording.pv_power_w
    drawn_w = np.where(recording.is_known, run.grid_power_w - base_w, 0)
    net_w = base_w + np.append(drawn_w[1:], 0)
    no_loads = np.zeros((0, len(recording)), np.bool_)
    limits = (run.settlement_s, run.stale_after_s)
    with_loads = score(recording.at_s, net_w, recording.is_known, no_loads, (), *limits)[1]
    without = base_periods(recording, *limits)
    captured_ws = debt_ws = 0
    for before, after in zip(without, with_loads, strict=True):
        captured_ws += max(-before.base_net_ws, 0) - max(-after.base_net_ws, 0)
        debt_ws += max(after.base_net_ws, 0) - max(before.base_net_ws, 0)
    return captured_ws, debt_ws
