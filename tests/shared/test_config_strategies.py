"""The strategies in config.json: lists for the loads, and what is built from their settings."""

import json

from nethour import settings
from nethour.config import build_controller, parse
from nethour.control import reason
from nethour.control.strategies import minimum_on_time, time_to_consume
from nethour.reading import Reading
from small_house import errors_with, house

ONE_FOR_EACH_LOAD = "give a list of whole numbers from -100000 to 100000, one for each load"


def test_a_list_of_a_strategy_has_one_number_for_each_load():
    for on_at_wh, off_at_wh, sentences in (
        ([70, 200], [-10, 0], []),
        ([70], [-10, 0], ["strategy.on_at_wh is [70]: give 2 numbers, one for each load"]),
        (
            [],
            [1, 2, 3],
            [
                "strategy.on_at_wh is []: give 2 numbers, one for each load",
                "strategy.off_at_wh is [1, 2, 3]: give 2 numbers, one for each load",
            ],
        ),
        ([70, 200], [-10, 200], ["strategy.off_at_wh[1] is 200: give less than on_at_wh[1], 200"]),
        (
            70,
            [-10, 0.5],
            [
                "strategy.on_at_wh is 70: " + ONE_FOR_EACH_LOAD,
                "strategy.off_at_wh is [-10, 0.5]: " + ONE_FOR_EACH_LOAD,
            ],
        ),
        (
            [70, True],
            [0, 100001],
            [
                "strategy.on_at_wh is [70, true]: " + ONE_FOR_EACH_LOAD,
                "strategy.off_at_wh is [0, 100001]: " + ONE_FOR_EACH_LOAD,
            ],
        ),
    ):
        strategy = {"name": "hysteresis", "on_at_wh": on_at_wh, "off_at_wh": off_at_wh}
        assert errors_with(("strategy",), strategy) == sentences, strategy


def first_turn(strategy):
    """Names of the reasons after one turn on a strong sun, five minutes to the hour."""
    controller = build_controller(parse(json.dumps(dict(house(), strategy=strategy))))
    for load in controller.loads:
        load.min_off_s = 0
    controller.step(3300 - 20, Reading(3300 - 20, -100_000))
    controller.step(3300, Reading(3300, -100_000))
    return [reason.NAMES[load.reason] for load in controller.loads]


def test_each_inherited_strategy_is_built_with_its_settings():
    for strategy, reasons in (
        ({"name": "off"}, ["off", "off"]),
        ({"name": "time_to_consume"}, ["running", "surplus"]),
        ({"name": "time_to_consume", "predictor": "none"}, ["surplus", "no_surplus"]),
        ({"name": "time_to_consume", "predictor": "none", "on_min_wh": 100_000}, ["no_surplus", "no_surplus"]),
        ({"name": "hysteresis", "on_at_wh": [9000, 500], "off_at_wh": [0, 0]}, ["no_surplus", "surplus"]),
        ({"name": "minimum_on_time", "time_limit_s": 2666}, ["surplus", "no_surplus"]),
        ({"name": "minimum_on_time", "time_limit_s": 2667}, ["no_surplus", "no_surplus"]),
        ({"name": "instantaneous_surplus", "on_delay_s": 20}, ["surplus", "no_surplus"]),
        ({"name": "instantaneous_surplus", "on_delay_s": 21}, ["no_surplus", "no_surplus"]),
        ({"name": "instantaneous_surplus", "on_delay_s": 0, "margin_w": 99_251}, ["no_surplus", "no_surplus"]),
    ):
        assert first_turn(strategy) == reasons, strategy


def test_choices_are_those_that_the_strategies_know():
    choices = {row[0]: row[4] for table in settings.STRATEGIES.values() for row in table if row[1] == "choice"}
    # a board's heap has no room for all strategies at once: see test_just_in_time.py for its own
    del choices["wear"]
    assert choices == {"predictor": time_to_consume.PREDICTORS, "mode": minimum_on_time.MODES}
