"""Local time against the IANA time zone database, as Python has it, on the days on which clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nethour.control.local_time import LocalTime

ZONES = {
    "Europe/Madrid": "CET-1CEST,M3.5.0,M10.5.0/3",
    "Atlantic/Canary": "WET0WEST,M3.5.0/1,M10.5.0",
    "America/New_York": "EST5EDT,M3.2.0,M11.1.0",
    "Australia/Sydney": "AEST-10AEDT,M10.1.0,M4.1.0/3",
    "America/Sao_Paulo": "<-03>3",
    "Asia/Jerusalem": "IST-2IDT,M3.4.4/26,M10.5.0",
}
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def iana(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        pytest.skip(f"this computer knows no time zone {name}")


def expected(zone: ZoneInfo, at_s: int) -> tuple[int, int, int]:
    local = (EPOCH + timedelta(seconds=at_s)).astimezone(zone).replace(tzinfo=None)
    since = local - datetime(2020, 1, 1)
    return since.days, local.weekday(), since.seconds


def found(local: LocalTime, at_s: int) -> tuple[int, int, int]:
    local.update(at_s)
    return local.day, local.weekday, local.second


@pytest.mark.parametrize("name", ZONES)
def test_every_day_of_a_change_in_twelve_years_and_the_turns_of_the_years(name: str) -> None:
    zone, local = iana(name), LocalTime(ZONES[name])
    offset = None
    for day in range(12 * 366):
        moment = EPOCH + timedelta(days=day)
        is_changed = offset != (offset := moment.astimezone(zone).utcoffset())
        if is_changed or (moment.month, moment.day) == (1, 1):
            for at_s in range(86400 * (day - 1) - 3600, 86400 * day + 3600, 1799):
                assert found(local, at_s) == expected(zone, at_s), moment


@given(st.lists(st.integers(0, 17 * 365 * 86400), min_size=1, max_size=20), st.sampled_from(sorted(ZONES)))
def test_any_instants_in_any_order(instants: list[int], name: str) -> None:
    zone, local = iana(name), LocalTime(ZONES[name])
    for at_s in instants:
        assert found(local, at_s) == expected(zone, at_s)


@given(st.integers(1, 17 * 365), st.integers(0, 86399), st.sampled_from(sorted(ZONES)))
def test_an_instant_comes_back_from_its_day_and_second(day: int, second: int, name: str) -> None:
    local = LocalTime(ZONES[name])
    at_s = local.at_s(day, second)
    local.update(at_s)
    is_skipped = local.second == second - 3600 and local.day == day
    assert (local.day, local.second) == (day, second) or is_skipped
