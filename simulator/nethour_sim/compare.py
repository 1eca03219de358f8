"""Every strategy on one recording, side by side, and the bound that none can pass."""

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nethour.config import build_controller, parse
from nethour_sim.bill import Tariff, bill_eur
from nethour_sim.bound import MAX_LOADS, REGRET_PRICES_WH, Frontier, base_periods, frontier
from nethour_sim.recording import Recording
from nethour_sim.score import Score, score_run
from nethour_sim.simulate import simulate


@dataclass(frozen=True)
class Contender:
    """One strategy with its settings, as in the "strategy" of config.json, and what to call it."""

    name: str
    strategy: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a contender did.

    regrets_wh_per_day   behind the bound at each of REGRET_PRICES_WH; None where there is no bound
    bill_eur             of the whole recording, compensation included
    worth_eur            the bill less the worth of the energy that went into the loads: the lower the better
    """

    contender: Contender
    score: Score
    regrets_wh_per_day: tuple[float | None, ...]
    bill_eur: float
    worth_eur: float

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the measure under its public names, regrets by price, money."""
        regrets = {f"regret_{price}_wh_per_day": regret for price, regret in zip(
            REGRET_PRICES_WH, self.regrets_wh_per_day, strict=True
        )}  # fmt: skip
        money = {"bill_eur": self.bill_eur, "worth_eur": self.worth_eur}
        return {
            "name": self.contender.name,
            "strategy": self.contender.strategy,
            **self.score.to_dict(),
            **regrets,
            **money,
        }


@dataclass(frozen=True)
class Comparison:
    """All outcomes on one recording, and its bound; None for more loads than the bound is made for."""

    recording: Recording
    load_power_w: tuple[int, ...]
    outcomes: list[Outcome]
    bound: Frontier | None


def usual_contenders(load_count: int) -> list[Contender]:
    """Every strategy there is, with the settings of the figures that it is known by, for so many loads."""
    hysteresis = {"on_at_wh": [70 + 130 * load for load in range(load_count)],
                  "off_at_wh": [-10 if load == 0 else 0 for load in range(load_count)]}  # fmt: skip
    return [
        Contender("just in time", {"name": "just_in_time"}),
        Contender("just in time, sparing", {"name": "just_in_time", "wear": "sparing"}),
        Contender("off", {"name": "off"}),
        Contender("instantaneous surplus", {"name": "instantaneous_surplus"}),
        Contender("hysteresis", {"name": "hysteresis", **hysteresis}),
        Contender("minimum on time", {"name": "minimum_on_time", "time_limit_s": 680, "mode": "fastest"}),
        Contender("time to consume, no forecast", {"name": "time_to_consume", "predictor": "none"}),
        Contender("time to consume, average power", {"name": "time_to_consume", "predictor": "average_power"}),
        Contender("time to consume, current power", {"name": "time_to_consume", "predictor": "current_power"}),
    ]


def compare(
    recording: Recording,
    house: dict[str, Any],
    contenders: Sequence[Contender],
    tariff: Tariff,
    on_progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Let each contender live the recording in `house` (a config.json as an object; its own strategy is replaced).

    on_progress(name) is called before each. Raises ConfigError for settings that are not valid.
    """
    outcomes = []
    bound = None
    load_power_w: tuple[int, ...] = ()
    for contender in contenders:
        if on_progress is not None:
            on_progress(contender.name)
        settings = copy.deepcopy(house)
        settings["strategy"] = contender.strategy
        config = parse(json.dumps(settings))
        run = simulate(recording, build_controller(config))
        load_power_w = run.load_power_w
        if bound is None and len(load_power_w) <= MAX_LOADS:
            bound = frontier(base_periods(recording, run.settlement_s, run.stale_after_s), load_power_w)
        score, periods = score_run(run)
        cost_eur = bill_eur(periods, tariff)
        outcomes.append(
            Outcome(
                contender,
                score,
                _regrets(bound, score),
                cost_eur,
                cost_eur - score.load_ws / 3.6e6 * tariff.load_eur_per_kwh,
            )
        )
    return Comparison(recording, load_power_w, outcomes, bound)


def _regrets(bound: Frontier | None, score: Score) -> tuple[float | None, ...]:
    return tuple(None if bound is None else bound.regret_wh_per_day(score, price) for price in REGRET_PRICES_WH)
