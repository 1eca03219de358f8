"""What reaches the controller besides readings. On the board each is journaled, so that a replay takes it too."""

from nethour.control.load_rules import LoadRules
from nethour.control.override import Override

OVERRIDE = 1
TEMPERATURE = 2
LOAD_POWER = 3
PRICE = 4
DAY_RUN = 5
DAY_ENERGY = 6
DAY_SWITCHINGS = 7
HEATED_UP = 8
LEDGER = 9

HOUSE = 255
"""Load index of what belongs to no load."""

UNKNOWN = -1_000_000
"""Value of a measurement that failed."""

NAMES = (
    "",
    "override",
    "temperature",
    "load_power",
    "price",
    "day_run",
    "day_energy",
    "day_switchings",
    "heated_up",
    "ledger",
)
"""Identifier of each kind, by its number; kinds are never renumbered."""


def take(controller, now_s: int, kind: int, load_index: int, value: int, at_s: int) -> None:
    """Give an input to the controller before the turn of `now_s`; what it has no use for changes nothing.

    kind            value                                      at_s
    OVERRIDE        1 on, 0 off                                until when; the past takes it back
    TEMPERATURE     0.1 degrees Celsius, UNKNOWN               -
    LOAD_POWER      what the load's own meter says [W], UNKNOWN  -
    PRICE           of the slot, in any unit; index HOUSE      where the slot begins
    DAY_RUN, DAY_ENERGY, DAY_SWITCHINGS   counted before a restart [s, Wh, -]   local day
    HEATED_UP       1                                          local day of the last heat-up
    LEDGER          one number of Ledger.save(), by its place in load_index; it is the sum of value and at_s
    """
    if kind == PRICE:
        if controller.prices is not None:
            controller.prices.put(at_s, value)
        return
    if kind == LEDGER:
        _restore_ledger(controller, load_index, value + at_s)
        return
    if not 0 <= load_index < len(controller.loads):
        return
    load = controller.loads[load_index]
    if kind == OVERRIDE:
        if load.rules is None:
            load.rules = LoadRules()
        if load.rules.override is None:
            load.rules.override = Override()
        load.rules.override.put(value == 1, at_s)
        return
    if kind == LOAD_POWER:
        if controller.watch is not None and value >= 0:
            controller.watch.draws[load_index].measure(now_s, value)
        return
    rules = load.rules
    if rules is None:
        return
    if kind == TEMPERATURE:
        if rules.temperature is not None:
            rules.temperature.put(now_s, None if value == UNKNOWN else value)
    elif kind == HEATED_UP:
        if rules.heat_up is not None:
            rules.heat_up.last_day = at_s
    elif rules.count is not None:
        count = rules.count
        if count.day != at_s:
            count.begin(at_s)
        if kind == DAY_RUN:
            count.ran_s = value
        elif kind == DAY_ENERGY:
            count.used_wh = value
        elif kind == DAY_SWITCHINGS:
            count.switching_count = value


def _restore_ledger(controller, place: int, number: int) -> None:
    numbers = controller.ledger_numbers
    if place != len(numbers):
        numbers.clear()
    if place == len(numbers):
        numbers.append(number)
    # Too few are refused; the last one completes it.
    controller.ledger.restore(numbers)


def state(controller, now_s: int) -> list:
    """What a controller that takes its place after a restart has to know: inputs (kind, load index, value, instant)."""
    found = []
    for place, number in enumerate(controller.ledger.save()):
        # A value is signed and an instant is not: together they hold any number of 32 bits.
        found.append((LEDGER, place, min(number, 0), max(number, 0)))
    for index, load in enumerate(controller.loads):
        rules = load.rules
        if rules is None:
            continue
        override = rules.override
        if override is not None and override.holds(now_s):
            found.append((OVERRIDE, index, 1 if override.is_on else 0, override.until_at_s))
        count = rules.count
        if count is not None and count.day is not None:
            found.append((DAY_RUN, index, count.ran_s, count.day))
            found.append((DAY_ENERGY, index, count.used_wh, count.day))
            found.append((DAY_SWITCHINGS, index, count.switching_count, count.day))
        if rules.heat_up is not None and rules.heat_up.last_day is not None:
            found.append((HEATED_UP, index, 1, rules.heat_up.last_day))
    return found
