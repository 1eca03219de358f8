"""Why a load is on or off: one small code per load and turn, kept in the journal. Codes are never renumbered."""

OFF_IDLE = 0
SURPLUS = 1
FORECAST_DEFICIT = 2
NO_SURPLUS = 3
RUNNING = 4
HELD_MIN_ON = 5
HELD_MIN_OFF = 6
STALE_METER = 7
NO_READING_YET = 8
FORCED_ON = 9
FORCED_OFF = 10
TOO_HOT = 11
TEMPERATURE_UNKNOWN = 12
HEAT_UP = 13
GUARANTEE = 14
CHEAP_HOUR = 15
DAILY_MAXIMUM = 16
OUTSIDE_WINDOWS = 17
SATISFIED = 18
OFF_BUT_DRAWING = 19
BUDGET_SPENT = 20
STAGGERED = 21
IMPORT_LIMIT = 22

NAMES = (
    "off",
    "surplus",
    "forecast_deficit",
    "no_surplus",
    "running",
    "held_min_on",
    "held_min_off",
    "stale_meter",
    "no_reading_yet",
    "forced_on",
    "forced_off",
    "too_hot",
    "temperature_unknown",
    "heat_up",
    "guarantee",
    "cheap_hour",
    "daily_maximum",
    "outside_windows",
    "satisfied",
    "off_but_drawing",
    "budget_spent",
    "staggered",
    "import_limit",
)
"""Identifier of each code, by its number: used in files and tables; sentences for people are made from it."""
