"""Print the figures of the strategies that the documentation quotes, as tables of Markdown. `make figures`.

Recordings: those of one house, told apart by whether the numbers of *just in time* were tuned on them. They belong to
others and are not part of the project; without them the figures are of generated days alone. One meter, at the grid, as
on a board. Every load has minimum times of 300 s, but for rows that say otherwise.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nethour_sim.bound import REGRET_PRICES_WH
from nethour_sim.recording import Recording
from strategy_houses import HOUSES, Days, days_of, generated, live

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
TUNED_ON = ("2022-02-01_production", "2022-04-27_house")
HELD_OUT = ("2022-05-17_house", "2022-06-28_house")
PLACE = {"latitude": 41.4, "longitude": 2.2}


@dataclass(frozen=True)
class Rule:
    """A strategy with its settings, whether it knows the place of the house, and the minimum times it keeps [s]."""

    name: str
    strategy: str
    knows_place: bool = True
    minimum_s: int = 300


def _rule(title: str, name: str, knows_place: bool = True, minimum_s: int = 300, **settings: Any) -> Rule:
    return Rule(title, json.dumps({"name": name, **settings}), knows_place, minimum_s)


OURS = (
    _rule("just in time", "just_in_time"),
    _rule("just in time, place guessed", "just_in_time", False),
    _rule("just in time, sparing", "just_in_time", wear="sparing"),
    _rule("just in time, sparing, place guessed", "just_in_time", False, wear="sparing"),
)
BEST_INHERITED = _rule(
    "time to consume, current power, 20 Wh, no minimum times", "time_to_consume", minimum_s=0, on_min_wh=20
)
OTHERS = (
    _rule("time to consume, current power, 20 Wh", "time_to_consume", on_min_wh=20),
    BEST_INHERITED,
    _rule("time to consume, current power, 75 Wh", "time_to_consume"),
    _rule("time to consume, current power, 75 Wh, no minimum times", "time_to_consume", minimum_s=0),
    _rule("time to consume, average power", "time_to_consume", predictor="average_power"),
    _rule("time to consume, no forecast", "time_to_consume", predictor="none"),
    _rule("hysteresis", "hysteresis", on_at_wh=[70, 200], off_at_wh=[-10, 0]),
    _rule("minimum on time", "minimum_on_time", time_limit_s=680, mode="fastest"),
    _rule("instantaneous surplus", "instantaneous_surplus"),
)


@dataclass(frozen=True)
class Job:
    """One rule in one house over one set of days."""

    days: str
    house: int
    rule: Rule


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write the figures there too; - for standard output, alone")
    parser.add_argument("--quick", action="store_true", help="the usual house alone")
    options = parser.parse_args()
    jobs = [Job(days, 0, rule) for days in all_days() for rule in (*OURS, *OTHERS)]
    if not options.quick:
        jobs += [
            Job(days, house, rule)
            for days in all_days()
            for house in range(1, len(HOUSES))
            for rule in (*OURS[:3], BEST_INHERITED)
        ]
    with ProcessPoolExecutor() as pool:
        found = dict(zip(jobs, pool.map(figures, jobs, chunksize=2), strict=True))
    if options.json is not None:
        rows = [{**asdict(job), "house": HOUSES[job.house].name, **numbers} for job, numbers in found.items()]
        text = json.dumps(rows, indent=2) + "\n"
        if options.json == "-":
            sys.stdout.write(text)
            return
        Path(options.json).write_text(text, encoding="utf-8")
    for days in all_days():
        print("\n".join(rules_table(days, found)))
    if not options.quick:
        print("\n".join(houses_table(found)))


def figures(job: Job) -> dict[str, float | None]:
    """What the rule did, an average recorded day; regrets None for more loads than the bound is made for."""
    house = HOUSES[job.house]
    settings = {"strategy": json.loads(job.rule.strategy)}
    if job.rule.knows_place:
        settings["place"] = {"latitude": 39.5, "longitude": -0.4} if job.days == "generated" else PLACE
    total = Days.nothing()
    for recording in recordings(job.days):
        total += days_of(live(recording, house, settings, job.rule.minimum_s), house.has_thermostat)
    return total.per_day()


@cache
def recordings(days: str) -> tuple[Recording, ...]:
    """Of a set of days, by its name."""
    from nethour_sim.recording import read_recording

    if days == "generated":
        return generated()
    return tuple(read_recording(DATA / f"{name}.csv") for name in (TUNED_ON if days == "tuned on" else HELD_OUT))


def all_days() -> tuple[str, ...]:
    """The sets of days there are here."""
    has_recordings = all((DATA / f"{name}.csv").exists() for name in (*TUNED_ON, *HELD_OUT))
    return ("held out", "tuned on", "generated") if has_recordings else ("generated",)


def rules_table(days: str, found: dict[Job, dict[str, float | None]]) -> Iterable[str]:
    """Every rule in the usual house."""
    names = {"tuned on": ", ".join(TUNED_ON), "held out": ", ".join(HELD_OUT), "generated": "twelve days"}
    yield f"\n{HOUSES[0].name}, {days}: {names[days]}\n"
    regrets = [f"R({price})" for price in REGRET_PRICES_WH]
    yield "| rule | NSC % | switchings | short runs | debt Wh | " + " | ".join(regrets) + " |"
    yield "|---|" + "--:|" * (4 + len(regrets))
    for rule in (*OURS, *OTHERS):
        yield _row(rule.name, _cells(found[Job(days, 0, rule)]))


def houses_table(found: dict[Job, dict[str, float | None]]) -> Iterable[str]:
    """Every house, our own rules beside the best that was inherited."""
    yield "\nNSC % @ switchings a day; behind: points that just in time is behind the best inherited rule\n"
    yield "| house | just in time | place guessed | sparing | best inherited | behind | place guessed |"
    yield "|---|" + "--:|" * 6
    for days in all_days():
        yield f"| *{days}* | | | | | | |"
        for index, house in enumerate(HOUSES):
            numbers = [found[Job(days, index, rule)] for rule in (*OURS[:3], BEST_INHERITED)]
            best_pct = numbers[-1]["nsc_pct"] or 0.0
            behind = [f"{best_pct - (one['nsc_pct'] or 0.0):+.2f}" for one in numbers[:2]]
            yield _row(house.name, [*(_at(one) for one in numbers), *behind])


def _cells(numbers: dict[str, float | None]) -> list[str]:
    places = {"nsc_pct": 2, "switchings": 1, "short_runs": 1}
    return ["-" if value is None else f"{value:.{places.get(name, 0)}f}" for name, value in numbers.items()]


def _at(numbers: dict[str, float | None]) -> str:
    return f"{numbers['nsc_pct']:.2f} @ {numbers['switchings']:.1f}"


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
