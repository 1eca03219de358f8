"""Shared by the tests of the rules: a controller whose strategy wants what a test says, and turns by local time."""

from nethour.control import reason
from nethour.control.controller import Controller
from nethour.control.day_count import DayCount
from nethour.control.load import Load
from nethour.control.load_rules import LoadRules
from nethour.control.local_time import LocalTime
from nethour.reading import Reading

SPAIN = "CET-1CEST,M3.5.0,M10.5.0/3"
MIDNIGHT_AT_S = 205_106_400  # 2026-07-02 00:00 in Spain, a Thursday: 2026-07-01 22:00 UTC
HOUR_S = 3600


class Wish:
    """A strategy that wants every load on, or every load off."""

    def __init__(self, is_on=False):
        self.is_on = is_on

    def decide(self, now_s, remaining_s, net_ws, grid_power_w, loads):
        for load in loads:
            load.want(self.is_on, reason.SURPLUS if self.is_on else reason.NO_SURPLUS)


def rules_with(stale_after_s=60, **parts):
    """LoadRules with local time and the count of the day."""
    return LoadRules(LocalTime(SPAIN), DayCount(stale_after_s), **parts)


def heater(rules=None, **limits):
    return Load("heater", limits.pop("power_w", 1000), rules=rules, **limits)


def controller_of(loads, strategy=None, **settings):
    """A controller; the loads' rules share one local time."""
    local_time = None
    for load in loads:
        if load.rules is not None and load.rules.local_time is not None:
            local_time = local_time or load.rules.local_time
            load.rules.local_time = local_time
    return Controller(loads, strategy or Wish(), local_time=local_time, **settings)


def clock_s(text):
    """Seconds of the day of "HH:MM" or "HH:MM:SS"; hours may go on past 24."""
    parts = [int(part) for part in text.split(":")]
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)


def turn(controller, at, power_w=0, midnight_at_s=MIDNIGHT_AT_S):
    """A turn at a time of the day: (is on, reason) of the first load. `power_w` None: the meter is silent."""
    now_s = midnight_at_s + (clock_s(at) if isinstance(at, str) else at)
    controller.step(now_s, None if power_w is None else Reading(now_s, power_w))
    load = controller.loads[0]
    return load.is_on, reason.NAMES[load.reason]


def shown(second):
    """A second of the day as "HH:MM"."""
    return f"{second // 3600:02d}:{second // 60 % 60:02d}"


def live(controller, from_, until, spacing_s=60, midnight_at_s=MIDNIGHT_AT_S):
    """Turns from one time of the day to another: the changes of the first load, (time, is on, reason)."""
    changes = []
    before = None
    for second in range(clock_s(from_), clock_s(until), spacing_s):
        drawn_w = 0
        for load in controller.loads:
            if load.is_on:
                drawn_w += load.rated_power_w
        now = turn(controller, second, 300 + drawn_w, midnight_at_s)
        if now != before:
            changes.append((shown(second),) + now)
        before = now
    return changes
