"""What the firmware keeps in a board's heap, stage by stage; bench/memory.py runs it on the MicroPythons.

The heap is looked at after each stage, by who runs them: int32 collects only when no Python runs.
"""

import gc
import json

kept: list = []


def import_config() -> None:
    """The validator, from nothing."""
    import nethour.config

    kept.append(nethour.config)


def house_of_two() -> None:
    """A configuration of two loads, and its controller: what only a rule needs is not imported."""
    kept.append(_controller_of(_house(2)))


def house_of_five() -> None:
    """Beside it, a house of five loads that has every rule, with what the rules are."""
    house = _house(5)
    house["prices"] = {}
    house["max_import_w"] = 5750
    for load in house["loads"]:
        load["windows"] = ["mo-fr 10:00-19:00", "sa,su 08:00-22:00"]
        load["guarantee"] = {"minutes": 60, "deadline": "19:00"}
        load["temperature"] = {"stop_c": 65, "restart_c": 60}
        load["heat_up"] = {"reach_c": 60}
        load["max_switchings_per_day"] = 20
        load["max_minutes_per_day"] = 400
    kept.append(_controller_of(house))


def import_firmware() -> None:
    """The rest of the firmware: console, journal, devices, asyncio."""
    import nethour.app.run

    kept.append(nethour.app.run)


def _house(load_count: int) -> dict:
    loads = []
    for number in range(load_count):
        relay = {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": number}
        loads.append({"name": f"load{number + 1}", "rated_power_w": 750, "relay": relay})
    return {
        "version": 1,
        "strategy": {"name": "just_in_time"},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.10"}],
        "meter": {"profile": "eastron_sdm630", "bus": "lan"},
        "loads": loads,
    }


def _controller_of(house: dict):
    from nethour.config import build_controller, parse

    config = parse(json.dumps(house))
    return config, build_controller(config)


STAGES = (
    ("import nethour.config", import_config),
    ("two loads, no rules: Config and Controller", house_of_two),
    ("five loads more, with every rule", house_of_five),
    ("import nethour.app.run: the rest of the firmware", import_firmware),
)


def used() -> int:
    """Bytes of the heap in use."""
    gc.collect()
    return gc.mem_alloc()
