"""The golden day: one invented day, told by the controller. Prints its trace; runs on every interpreter.

    .venv/bin/python tests/golden/day.py [just_in_time]

Without a name it is *time to consume* that decides, otherwise our own: one process for each, as on a board.

The day is made of integers alone: sun behind clouds, a refrigerator, kettles; a meter that falls silent now and then, a
clock that is set back once. Two houses live it: two loads and the hour, five loads and the quarter of an hour.

A line of the trace is a switching or the first turn of a settlement period, with the state after that turn: what was
seen (power/import/export), the ledger, and each load as on or off, reason code, number of switchings. `crc` runs
over the journal records of every turn so far: it tells a difference in any turn, the lines tell where it began.
"""

import binascii
import gc
import sys

sys.path.insert(0, sys.path[0] + "/../../firmware")
if hasattr(gc, "mem_free"):
    # As in firmware/main.py: compiling must not leave holes in a small heap.
    gc.threshold(8192)

from nethour import journal
from nethour.config import build_controller, parse
from nethour.control import reason
from nethour.reading import Reading

DAY_AT_S = 205_113_600  # 2026-07-02 00:00 UTC
DAY_S = 86400
SUNRISE_S = 5 * 3600
SUNSET_S = 20 * 3600
PEAK_W = 4200
SET_BACK_AT_S = 15 * 3600 + 1000
SET_BACK_S = 1500

HEAD = """{"version": 1, "stale_after_s": 60, "stagger_s": 0, "learn_power": "off",
"strategy": %s,
"buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.1"}],
"meter": {"profile": "eastron_sdm630", "bus": "lan"}, """
LOAD = """{"name": "%s", "rated_power_w": %d, "min_on_s": %d, "min_off_s": %d, "safe_state": "%s",
"relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": %d}}"""
PLACE = ', "place": {"latitude": 40, "longitude": 0}'
STRATEGIES = {
    "day": 2 * ('{"name": "time_to_consume", "on_min_wh": 40, "factor": 0.9}',),
    "just_in_time": ('{"name": "just_in_time"}' + PLACE, '{"name": "just_in_time", "wear": "sparing"}' + PLACE),
}
TWO_LOADS = (("heater", 750, 300, 300, "off"), ("pump", 1000, 300, 180, "off"))
FIVE_LOADS = (
    ("heater", 750, 300, 300, "off"),
    ("pump", 333, 0, 0, "off"),
    ("fridge", 90, 600, 900, "on"),
    ("charger", 1400, 900, 300, "off"),
    ("boiler", 2000, 60, 60, "off"),
)


class Dice:
    """Chance that falls alike everywhere: a congruential generator below 65537."""

    def __init__(self, seed: int):
        self._state = seed

    def below(self, limit: int) -> int:
        self._state = (self._state * 75 + 74) % 65537
        return self._state % limit


class Weather:
    """What the house without our loads draws and generates, and whether its meter answers."""

    def __init__(self, seed: int):
        self._dice = Dice(seed)
        self._clear_pct = 100
        self._sky_until_s = 0
        self._kettle_until_s = 0
        self._silent_until_s = 0

    def power_w(self, second: int) -> int:
        """Grid power without our loads [W], import positive."""
        dice = self._dice
        if second >= self._sky_until_s:
            self._clear_pct = 25 + dice.below(75)
            self._sky_until_s = second + 40 + dice.below(1500)
        if second >= self._kettle_until_s + 900 and dice.below(500) == 0:
            self._kettle_until_s = second + 100 + dice.below(200)
        base_w = 180 + dice.below(15)
        if second % 2700 < 800:
            base_w += 95
        if second < self._kettle_until_s:
            base_w += 1950
        return base_w - self._generation_w(second)

    def _generation_w(self, second: int) -> int:
        if not SUNRISE_S < second < SUNSET_S:
            return 0
        half_s = (SUNSET_S - SUNRISE_S) // 2
        from_noon_s = second - SUNRISE_S - half_s
        # In steps of a thousandth of the peak, so that nothing leaves 31 bits.
        height_ppt = 1000 - 1000 * (from_noon_s // 10) * (from_noon_s // 10) // ((half_s // 10) * (half_s // 10))
        return PEAK_W * height_ppt // 1000 * self._clear_pct // 100

    def is_meter_silent(self, second: int) -> bool:
        if second >= self._silent_until_s and self._dice.below(400) == 0:
            self._silent_until_s = second + 5 + self._dice.below(140)
        return second < self._silent_until_s


class Meter:
    """Counts what the house buys and feeds in, as the meter's registers do."""

    def __init__(self):
        self._import_ws = self._export_ws = 0

    def live(self, grid_power_w: int, duration_s: int) -> None:
        if grid_power_w > 0:
            self._import_ws += grid_power_w * duration_s
        else:
            self._export_ws -= grid_power_w * duration_s

    def reading(self, at_s: int, grid_power_w: int, has_registers: bool) -> Reading:
        if not has_registers:
            return Reading(at_s, grid_power_w)
        return Reading(at_s, grid_power_w, self._import_ws // 3600, self._export_ws // 3600)


class Trace:
    """Prints the lines, and keeps the crc over all turns."""

    def __init__(self, controller):
        self._controller = controller
        self._record = bytearray(journal.record_size(len(controller.loads)))
        self._seq = 0
        self._crc = 0
        self._start_at_s = None
        self._was_on = [load.is_on for load in controller.loads]

    def turn(self, now_s: int, reading) -> None:
        controller = self._controller
        journal.encode_turn(self._record, 0, self._seq, now_s, reading, controller.net_ws, controller.loads)
        self._crc = binascii.crc32(self._record, self._crc)
        self._seq += 1
        if controller.ledger.start_at_s != self._start_at_s:
            self._start_at_s = controller.ledger.start_at_s
            self._line(now_s, "period", reading)
        for number, load in enumerate(controller.loads):
            if load.is_on != self._was_on[number]:
                self._was_on[number] = load.is_on
                self._line(now_s, f"{load.name} {'on' if load.is_on else 'off'}: {reason.NAMES[load.reason]}", reading)

    def close(self, now_s: int) -> None:
        self._line(now_s, f"end after {self._seq} turns", None)

    def _line(self, now_s: int, what: str, reading) -> None:
        ledger = self._controller.ledger
        second = now_s % DAY_S
        seen = "-" if reading is None else f"{reading.grid_power_w}/{reading.import_wh}/{reading.export_wh}"
        loads = [f"{'+' if load.is_on else '-'}{load.reason}#{load.switching_count}" for load in self._controller.loads]
        print(
            f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d} {what} | seen {seen}"
            f" | net {self._controller.net_ws} import {ledger.import_ws} export {ledger.export_ws}"
            f" unknown {ledger.unknown_s} | {' '.join(loads)} | crc {self._crc:08x}"
        )


def live(loads: tuple, settlement_s: int, turn_s: int, seed: int, has_registers: bool, strategy: str) -> None:
    """One house, from midnight to midnight."""
    texts = [LOAD % (load[:5] + (coil,)) for coil, load in enumerate(loads)]
    config = parse(HEAD % strategy + f'"settlement_s": {settlement_s}, "loads": [{", ".join(texts)}]' + "}")
    print(f"house of {len(loads)} loads, settled every {settlement_s} s, configuration {config.crc:08x}")
    controller = build_controller(config)
    weather, meter, trace = Weather(seed), Meter(), Trace(controller)
    now_s = DAY_AT_S
    for second in range(0, DAY_S, turn_s):
        if second == SET_BACK_AT_S:
            now_s -= SET_BACK_S
        power_w = weather.power_w(second)
        for load in controller.loads:
            if load.is_on:
                power_w += load.rated_power_w
        meter.live(power_w, turn_s)
        reading = None
        if not weather.is_meter_silent(second):
            # Every second answer was asked a second before its turn.
            reading = meter.reading(now_s - second // turn_s % 2, power_w, has_registers)
        controller.step(now_s, reading)
        trace.turn(now_s, reading)
        now_s += turn_s
    trace.close(now_s)


if __name__ == "__main__":
    name = (sys.argv[1:] + ["day"])[0]
    if name == "rules":
        import rules

        rules.live()
    else:
        for_two, for_five = STRATEGIES[name]
        live(TWO_LOADS, 3600, 5, 2026, True, for_two)
        live(FIVE_LOADS, 900, 10, 702, False, for_five)
