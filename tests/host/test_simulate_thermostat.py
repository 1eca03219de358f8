"""A simulated day in which a thermostat opens and loads draw what they want: the controller finds out."""

import json
from datetime import date

import numpy as np

from nethour.config import build_controller, parse
from nethour.control import reason
from nethour_sim.generated import generated_day
from nethour_sim.simulate import Run, simulate
from nethour_sim.tank import Tank


def lived(learn_power: str, drawn_w: tuple[int, int], tanks: tuple[Tank | None, ...] = ()) -> tuple[Run, list[int]]:
    """The run of a generated day with a heater and a pump, and what each is then known to draw [W]."""
    loads = [
        {
            "name": name,
            "rated_power_w": 1000,
            "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": coil},
        }
        for coil, name in enumerate(("heater", "pump"))
    ]
    data = {
        "version": 1,
        "learn_power": learn_power,
        "strategy": {"name": "time_to_consume"},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.1"}],
        "meter": {"profile": "none", "bus": "lan"},
        "loads": loads,
    }
    controller = build_controller(parse(json.dumps(data)))
    run = simulate(generated_day(date(2026, 6, 14), 7), controller, drawn_w, tanks=tanks)
    return run, [load.power_w for load in controller.loads]


def test_what_loads_draw_is_learned_in_a_day_to_the_noise_of_the_house() -> None:
    _, known_w = lived("on", (850, 1150))
    assert abs(known_w[0] - 850) < 40
    assert abs(known_w[1] - 1150) < 40
    assert lived("off", (850, 1150))[1] == [1000, 1000]


def test_a_heater_that_is_hot_rests_and_is_tried_again() -> None:
    run, _ = lived("on", (1000, 820), (Tank(2000, 1700, loss_w=80), None))
    rests = run.reason[0] == reason.SATISFIED
    attempts = np.count_nonzero(np.diff(rests.astype(np.int8)) == 1)
    assert attempts >= 2
    blind, _ = lived("off", (1000, 820), (Tank(2000, 1700, loss_w=80), None))
    assert np.count_nonzero(run.is_on[0]) < np.count_nonzero(blind.is_on[0]) / 2
    assert not np.any(run.reason[1] == reason.SATISFIED)


def test_without_a_thermostat_nothing_rests() -> None:
    run, _ = lived("on", (1000, 1000))
    assert not np.any(run.reason == reason.SATISFIED)
    assert not np.any(run.reason == reason.OFF_BUT_DRAWING)
