"""Turns of the controller against the clock, on whichever interpreter runs this.

    .venv/bin/micropython bench/turns.py 5000 [time_to_consume ...]

prints one line each, `strategy loads turns microseconds`, and last a line `loop 0 rounds microseconds` of a `while`
that only counts, to which a turn can be compared on any machine.
"""

import sys

try:
    from time import ticks_diff, ticks_us
except ImportError:
    from time import perf_counter_ns

    def ticks_us() -> int:
        return perf_counter_ns() // 1000

    def ticks_diff(end: int, begin: int) -> int:
        return end - begin


if __name__ == "__main__":  # there MicroPython finds the firmware; elsewhere the package is installed
    sys.path[:1] = [sys.path[0] + "/../firmware"]

import json

from nethour.config import build_controller, parse
from nethour.reading import Reading
from nethour.settings import STRATEGIES

TURN_S = 10
START_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
LOAD_POWER_W = (750, 1000, 500, 1500, 300)
LOAD_COUNTS = (2, 5)
REPEATS = 3

# What has no default: thresholds, one for each load.
NEEDED = {"hysteresis": {"on_at_wh": [50, 100, 150, 200, 250], "off_at_wh": [-10, -10, 0, 0, 0]}}


def hour_w() -> list:
    """Grid power of an hour without loads, a row every TURN_S: sun, clouds, a kettle; import positive [W]."""
    powers_w = []
    for row in range(3600 // TURN_S):
        power_w = 400 if row // 30 % 3 == 2 else -2500
        if 100 <= row < 112:
            power_w += 1800
        powers_w.append(power_w + row * 7919 % 101 - 50)
    return powers_w


def controller_of(strategy: str, load_count: int):
    """As a configuration builds it, every setting at its default but the times that hold a load."""
    chosen = {"name": strategy}
    for name, numbers in NEEDED.get(strategy, {}).items():
        chosen[name] = numbers[:load_count]
    loads = []
    for number in range(load_count):
        relay = {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": number}
        load = {"name": f"load{number + 1}", "rated_power_w": LOAD_POWER_W[number], "min_on_s": 0, "min_off_s": 0}
        load["relay"] = relay
        loads.append(load)
    config = {
        "version": 1,
        "stagger_s": 0,
        "strategy": chosen,
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.10"}],
        "meter": {"profile": "eastron_sdm630", "bus": "lan"},
        "loads": loads,
    }
    return build_controller(parse(json.dumps(config)))


def live(controller, powers_w: list, turns: int) -> int:
    """Let `controller` live so many turns, the hour again and again. Returns how often its loads switched."""
    loads = controller.loads
    step = controller.step
    reading = Reading(0, 0)
    at_s = START_AT_S
    place = 0
    for _ in range(turns):
        power_w = powers_w[place]
        for load in loads:
            if load.is_on:
                power_w += load.rated_power_w
        reading.at_s = at_s
        reading.grid_power_w = power_w
        step(at_s, reading)
        at_s += TURN_S
        place += 1
        if place == len(powers_w):
            place = 0
    return sum([load.switching_count for load in loads])


def turns_us(strategy: str, load_count: int, turns: int) -> int:
    """The shortest of some tries [us]."""
    powers_w = hour_w()
    shortest_us = 0
    for _ in range(REPEATS):
        controller = controller_of(strategy, load_count)
        begin = ticks_us()
        live(controller, powers_w, turns)
        took_us = ticks_diff(ticks_us(), begin)
        if not shortest_us or took_us < shortest_us:
            shortest_us = took_us
    return shortest_us


def loop_us(rounds: int) -> int:
    """The shortest of some tries of counting down [us]."""
    shortest_us = 0
    for _ in range(REPEATS):
        left = rounds
        begin = ticks_us()
        while left:
            left -= 1
        took_us = ticks_diff(ticks_us(), begin)
        if not shortest_us or took_us < shortest_us:
            shortest_us = took_us
    return shortest_us


def main(arguments: list) -> None:
    turns = int(arguments[0]) if arguments else 5000
    for strategy in arguments[1:] or sorted(STRATEGIES):
        for load_count in LOAD_COUNTS:
            print(strategy, load_count, turns, turns_us(strategy, load_count, turns))
    print("loop", 0, turns * 20, loop_us(turns * 20))


if __name__ == "__main__":
    main(sys.argv[1:])
