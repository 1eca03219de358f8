"""The golden day of the rules: a house whose loads have every rule there is, on a day without a two o'clock.

The strategy is the plainest one: this day is about what decides beside it. The heater draws less than its rating and
has a thermostat, the well is forced by its user, prices and temperatures come in, somebody cooks above the import
limit.
"""

from day import Meter, Trace, Weather

from nethour.config import build_controller, parse
from nethour.control import inputs

START_AT_S = 196_905_600  # 2026-03-29 00:00 UTC, 01:00 in Spain
LENGTH_S = 30 * 3600
TURN_S = 10

CONFIG = """{"version": 1, "settlement_s": 3600, "turn_s": 10, "max_import_w": 3450, "retry_s": 3600, "prices": {},
"strategy": {"name": "time_to_consume"},
"buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.1"}],
"meter": {"profile": "eastron_sdm630", "bus": "lan"},
"loads": [
{"name": "heater", "rated_power_w": 1200, "max_switchings_per_day": 12,
 "guarantee": {"wh": 2500, "deadline": "20:00"}, "temperature": {"stop_c": 65, "restart_c": 55.5},
 "heat_up": {"reach_c": 60},
 "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 0}},
{"name": "well", "rated_power_w": 700, "min_on_s": 600, "min_off_s": 600, "max_minutes_per_day": 150,
 "windows": ["mo-fr 08:00-22:00", "sa,su 10:00-13:30", "22:30-02:00"],
 "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 1}},
{"name": "pool", "rated_power_w": 900, "guarantee": {"minutes": 230, "deadline": "07:00"},
 "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 2}},
{"name": "boiler", "rated_power_w": 2000, "max_switchings_per_day": 2, "heat_up": {"at": "21:30", "minutes": 30},
 "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 3}}]}"""

HEATER, WELL, POOL, BOILER = range(4)
DRAWN_W = (1020, 700, 935, 2000)
COOKING = ((11 * 3600 + 1800, 11 * 3600 + 2400), (18 * 3600, 18 * 3600 + 900))
THERMOSTAT_S = 5400


class Loads:
    """What the loads draw: the heater's thermostat opens after an hour and a half, for three hours."""

    def __init__(self):
        self._heated_s = 0
        self._opened_at_s = None

    def power_w(self, second: int, loads: list) -> int:
        if loads[HEATER].is_on:
            self._heated_s += TURN_S
        if self._heated_s >= THERMOSTAT_S and self._opened_at_s is None:
            self._opened_at_s = second
        if self._opened_at_s is not None and second >= self._opened_at_s + 10800:
            self._opened_at_s = None
            self._heated_s = 0
        sum_w = 0
        for number, load in enumerate(loads):
            if load.is_on and (number != HEATER or self._opened_at_s is None):
                sum_w += DRAWN_W[number]
        return sum_w

    def deci_c(self, second: int) -> int:
        """Temperature of the heater's water [0.1 degrees Celsius]; its probe fails for ten minutes."""
        if 14 * 3600 <= second < 14 * 3600 + 600:
            return inputs.UNKNOWN
        return 400 + self._heated_s // 40 + (150 if self._opened_at_s is not None and second % 7200 > 5000 else 0)


def give_inputs(controller, now_s: int, second: int, loads: Loads) -> None:
    """What users and probes say before a turn."""
    if second == 0:
        for hour in range(48):
            controller.take(now_s, inputs.PRICE, inputs.HOUSE, 1500 - hour * 7 % 24 * 40, now_s + hour * 3600)
    if second % 60 == 0:
        controller.take(now_s, inputs.TEMPERATURE, HEATER, loads.deci_c(second), 0)
    if second == 16 * 3600:
        controller.take(now_s, inputs.OVERRIDE, WELL, 1, now_s + 2700)
    if second == 9 * 3600:
        controller.take(now_s, inputs.OVERRIDE, BOILER, 0, now_s + 7200)


def live() -> None:
    """The house, for a day and a quarter."""
    config = parse(CONFIG)
    print(f"house of rules, configuration {config.crc:08x}")
    controller = build_controller(config)
    weather, meter, trace, loads = Weather(329), Meter(), Trace(controller), Loads()
    for second in range(0, LENGTH_S, TURN_S):
        now_s = START_AT_S + second
        power_w = weather.power_w(second) + loads.power_w(second, controller.loads)
        for from_s, to_s in COOKING:
            if from_s <= second < to_s:
                power_w += 3300
        meter.live(power_w, TURN_S)
        reading = None
        if not weather.is_meter_silent(second):
            reading = meter.reading(now_s, power_w, True)
        give_inputs(controller, now_s, second, loads)
        controller.step(now_s, reading)
        trace.turn(now_s, reading)
    trace.close(START_AT_S + LENGTH_S)
    print("power learned", " ".join([str(load.power_w) for load in controller.loads]))
