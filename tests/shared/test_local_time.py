"""Local time: days, weekdays and seconds of the wall clock, also on the days on which it is changed."""

from nethour.control.local_time import LocalTime
from timeline import is_refused

SPAIN = "CET-1CEST,M3.5.0,M10.5.0/3"
SYDNEY = "AEST-10AEDT,M10.1.0,M4.1.0/3"
DAY_S = 86400


def shown(zone, now_s):
    local = zone if isinstance(zone, LocalTime) else LocalTime(zone)
    local.update(now_s)
    hour, rest = local.second // 3600, local.second % 3600
    return local.day, local.weekday, f"{hour:02d}:{rest // 60:02d}:{rest % 60:02d}"


def test_the_first_of_2020_was_a_wednesday():
    assert shown("UTC0", 0) == (0, 2, "00:00:00")
    assert shown("UTC0", DAY_S - 1) == (0, 2, "23:59:59")
    assert shown("UTC0", 5 * DAY_S) == (5, 0, "00:00:00")
    assert shown("UTC0", -1) == (-1, 1, "23:59:59")


# Instants of changes of the clock, what it shows the second before, and at it. Source: the IANA time zone database.
CHANGES = (
    (SPAIN, 7_606_800, (88, 6, "01:59:59"), (88, 6, "03:00:00")),  # 2020-03-29 01:00 UTC
    (SPAIN, 25_750_800, (298, 6, "02:59:59"), (298, 6, "02:00:00")),  # 2020-10-25
    (SPAIN, 39_056_400, (452, 6, "01:59:59"), (452, 6, "03:00:00")),  # 2021-03-28
    (SPAIN, 57_805_200, (669, 6, "02:59:59"), (669, 6, "02:00:00")),  # 2021-10-31
    (SPAIN, 134_010_000, (1551, 6, "01:59:59"), (1551, 6, "03:00:00")),  # 2024-03-31
    (SPAIN, 152_154_000, (1761, 6, "02:59:59"), (1761, 6, "02:00:00")),  # 2024-10-27
    (SPAIN, 196_909_200, (2279, 6, "01:59:59"), (2279, 6, "03:00:00")),  # 2026-03-29
    (SPAIN, 215_053_200, (2489, 6, "02:59:59"), (2489, 6, "02:00:00")),  # 2026-10-25
    (SYDNEY, 8_179_200, (95, 6, "02:59:59"), (95, 6, "02:00:00")),  # 2020-04-04 16:00 UTC
    (SYDNEY, 23_904_000, (277, 6, "01:59:59"), (277, 6, "03:00:00")),  # 2020-10-03
    (SYDNEY, 134_582_400, (1558, 6, "02:59:59"), (1558, 6, "02:00:00")),  # 2024-04-06
)


def test_clocks_are_changed_in_spring_and_autumn_to_the_second():
    for zone, change_at_s, before, after in CHANGES:
        assert shown(zone, change_at_s - 1) == before, change_at_s
        assert shown(zone, change_at_s) == after, change_at_s


def test_going_on_and_back_over_a_change_is_the_same_as_starting_there():
    local = LocalTime(SPAIN)
    for _zone, change_at_s, before, after in CHANGES[:8]:
        for _ in range(2):
            assert shown(local, change_at_s) == after
            assert shown(local, change_at_s - 1) == before


def test_the_end_of_a_leap_year_and_of_any_other():
    for zone in ("UTC0", SPAIN):
        local = LocalTime(zone)
        offset_s = 3600 if zone == SPAIN else 0
        for day in (365, 366, 730, 731, 1095, 1096, 1460, 1461):
            assert shown(local, day * DAY_S - offset_s)[2] == "00:00:00"
            assert shown(local, day * DAY_S - offset_s - 1) == (day - 1, (day + 1) % 7, "23:59:59")


def test_the_south_has_its_summer_over_the_new_year():
    assert shown(SYDNEY, 0)[2] == "11:00:00"
    assert shown(SYDNEY, 182 * DAY_S)[2] == "10:00:00"


def test_other_forms_of_a_zone():
    assert shown("<+0545>-5:45", 0)[2] == "05:45:00"
    assert shown("<-03>3", 0) == (-1, 1, "21:00:00")
    assert shown("EST5EDT,M3.2.0,M11.1.0", 0)[2] == "19:00:00"
    # the 60th day of a leap year: Jn does not count the 29th of February, n does
    assert shown("AAA0BBB,J60/0,J61/0", 60 * DAY_S)[2] == "01:00:00"
    assert shown("AAA0BBB,J60/0,J61/0", 60 * DAY_S - 1)[2] == "23:59:59"
    assert shown("AAA0BBB,59/0,60/0", 59 * DAY_S)[2] == "01:00:00"
    assert shown("AAA0BBB1,59/0,60/0", 59 * DAY_S)[2] == "23:00:00"


def test_the_instant_of_a_time_of_the_day():
    local = LocalTime(SPAIN)
    for day, length_s in ((88, 23 * 3600), (298, 25 * 3600), (100, 24 * 3600)):
        assert local.at_s(day + 1, 0) - local.at_s(day, 0) == length_s
        assert shown(local, local.at_s(day, 20 * 3600)) == (day, (day + 2) % 7, "20:00:00")
    # what is skipped is taken an hour earlier, of what comes twice the second
    assert local.at_s(88, 9000) == 7_606_800 - 1800
    assert local.at_s(298, 9000) == 25_750_800 + 1800


def test_a_zone_that_cannot_be_is_refused():
    for zone in (
        "",
        "CE-1",
        "CET",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3x",
        "CET-1CEST,J0,J365",
        "CET-168",
        "CET-1:60",
        "<CET-1",
        "Europe/Madrid",
    ):
        assert is_refused(lambda zone=zone: LocalTime(zone)), zone
