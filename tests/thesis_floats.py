"""The thesis' simulator written down a second time, in floats and watt-hours, from its formulas alone.

Nothing of the project is used here, so that the two can be compared. With `number=Fraction` the rules compute the same
formulas exactly, on the same balance in floats: where that differs from floats, a float was rounded at a tie.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

MICROSECOND = timedelta(microseconds=1)


@dataclass
class Sample:
    """What a rule knows of one sample: numbers of the type that the rule computes in."""

    energy_b: Any
    power_a: Any
    remaining: Any
    stamp: datetime


class HysteresisRule:
    def __init__(self, top: list[int], bottom: list[int]):
        self.top, self.bottom = top, bottom

    def decide(self, sample: Sample, loads: list[int], on: list[bool]) -> None:
        for i in range(len(loads)):
            if not on[i] and sample.energy_b >= self.top[i]:
                on[i] = True
            elif on[i] and sample.energy_b <= self.bottom[i]:
                on[i] = False


class MinimumOnTimeRule:
    def __init__(self, time_limit: int, mode: str):
        self.time_limit, self.mode = time_limit, mode
        self.off_at: list[datetime | None] = [None, None]

    def decide(self, sample: Sample, loads: list[int], on: list[bool]) -> None:
        for i in self._chosen(sample, loads):
            on[i] = True
            self.off_at[i] = sample.stamp + timedelta(seconds=self.time_limit)
        for i in range(len(loads)):
            off_at = self.off_at[i]
            if off_at is not None and sample.stamp >= off_at:
                on[i] = False

    def _chosen(self, sample: Sample, loads: list[int]) -> list[int]:
        def use(watts: int) -> Any:
            return sample.energy_b / watts * 3600

        limit = self.time_limit
        if len(loads) == 1:
            return [0] if use(loads[0]) >= limit else []
        if use(loads[0] + loads[1]) >= limit:
            return [0, 1]
        use1, use2 = use(loads[0]), use(loads[1])
        if self.mode == "fastest" and use1 >= limit and use2 >= limit:
            return [0] if use1 <= use2 else [1]
        if use1 >= limit:
            return [0]
        if self.mode != "second_if_first" and use2 >= limit:
            return [1]
        return []


class TimeToConsumeRule:
    def __init__(self, predictor: str, end_at: int, on_min: int, factor: Any):
        self.predictor, self.end_at, self.on_min, self.factor = predictor, end_at, on_min, factor

    def decide(self, sample: Sample, loads: list[int], on: list[bool]) -> None:
        if len(loads) == 1:
            on[0] = not self._off_test(sample, loads[0]) if on[0] else self._on_test(sample, loads[0])
        elif not on[0] and not on[1]:
            on[0] = self._on_test(sample, loads[0])
        elif on[0] and not on[1]:
            on[1] = self._on_test(sample, loads[1])
            if not on[1]:
                on[0] = not self._off_test(sample, loads[0])
        elif on[0] and on[1]:
            on[1] = not self._off_test(sample, loads[1])

    def _on_test(self, sample: Sample, load: int) -> bool:
        expected = self._expected(sample)
        return expected >= self.on_min and expected / load * 3600 >= sample.remaining * self.factor

    def _off_test(self, sample: Sample, load: int) -> bool:
        return sample.energy_b + (sample.power_a + load) * sample.remaining / 3600 <= self.end_at

    def _expected(self, sample: Sample) -> Any:
        if self.predictor == "current_power":
            return sample.energy_b + sample.remaining * sample.power_a / 3600
        elapsed = 3600 - sample.remaining
        if self.predictor == "average_power" and elapsed > 0:
            return sample.energy_b / elapsed * 3600
        return sample.energy_b


Rule = HysteresisRule | MinimumOnTimeRule | TimeToConsumeRule


def rule_of(strategy: dict[str, Any]) -> Rule:
    """A fresh rule from the settings that the project's strategy takes."""
    if strategy["name"] == "hysteresis":
        return HysteresisRule(strategy["on_at_wh"], strategy["off_at_wh"])
    if strategy["name"] == "minimum_on_time":
        return MinimumOnTimeRule(strategy["time_limit_s"], strategy["mode"])
    return TimeToConsumeRule(
        strategy["predictor"], strategy["end_at_wh"], strategy["on_min_wh"], Fraction(str(strategy["factor"]))
    )


def read(path: Path) -> list[tuple[datetime, float, float]]:
    """(stamp, produced, base load) of every row."""
    rows = []
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            produced = max(0.0, float(row["powerP"] or 0))
            base = 0.0
            if "powerC" in row:
                base = float(row["powerC"] or 0) - float(row.get("powerL1") or 0) - float(row.get("powerL2") or 0)
            rows.append((datetime.fromisoformat(row["timestamp"]), produced, max(0.0, base)))
    return rows


def simulate(
    rows: list[tuple[datetime, float, float]], rule: Rule, loads: list[int], number: Callable[[Any], Any] = float
) -> list[list[int]]:
    """The state of each load after each sample's decision, 1 or 0, one list a load."""
    if isinstance(rule, TimeToConsumeRule):
        rule.factor = number(rule.factor)
    sample_time = round((rows[2][0] - rows[1][0]).total_seconds())
    on = [False] * len(loads)
    states: list[list[int]] = [[] for _ in loads]
    hour = None
    energy_b = 0.0
    for stamp, produced, base in rows:
        power_a = produced - (base + sum(load for load, is_on in zip(loads, on, strict=True) if is_on))
        if stamp.hour != hour:
            hour = stamp.hour
            energy_b = 0.0
        energy_b = power_a * sample_time / 3600 + energy_b
        next_hour = stamp.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        remaining = number(Fraction((next_hour - stamp) // MICROSECOND, 1_000_000))
        rule.decide(Sample(number(energy_b), number(power_a), remaining, stamp), loads, on)
        for i, is_on in enumerate(on):
            states[i].append(int(is_on))
    return states
