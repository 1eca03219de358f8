"""Shared by the tests of the strategies: loads that live through turns, one line of states a turn."""

from nethour.control import reason
from nethour.control.load import Load

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
WH_WS = 3600


def loads_of(*powers_w, on=()):
    """Loads of these powers without minimum times; those whose places are in `on` run."""
    loads = [Load(f"load{number}", power_w) for number, power_w in enumerate(powers_w, 1)]
    for place in on:
        loads[place].want(True, reason.SURPLUS)
        loads[place].settle(NOON_AT_S)
    return loads


def turn(strategy, loads, after_noon_s=0, surplus_ws=0, export_w=0, settlement_s=3600):
    """One turn of a strategy, its wishes fulfilled at once: which loads are on then, like "10" for the first of two."""
    now_s = NOON_AT_S + after_noon_s
    strategy.decide(now_s, settlement_s - now_s % settlement_s, -surplus_ws, -export_w, loads)
    for load in loads:
        load.settle(now_s)
    return states_of(loads)


def states_of(loads):
    """Which loads are on, in order of priority."""
    return "".join(["1" if load.is_on else "0" for load in loads])


def reasons_of(loads):
    """Why each load is as it is, by name."""
    return [reason.NAMES[load.reason] for load in loads]


def is_refused(make):
    """Whether construction raises ValueError."""
    try:
        make()
    except ValueError:
        return True
    return False
