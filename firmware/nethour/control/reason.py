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
)
"""Identifier of each code, by its number: used in files and tables; sentences for people are made from it."""
