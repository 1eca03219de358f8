"""The sun in integers against the usual formulas in floats."""

import math

import pytest

from nethour.control.sun import Sun

DAY_S = 86400
PLACES = ((40, -3.7), (41.4, 2.2), (55, 25), (0, 0), (-33.9, 18.4), (-35, 150))
DAYS = [*range(0, 366, 7), *range(2600, 2966, 11)]


def strength(latitude_deg: float, longitude_deg: float, at_s: int) -> float:
    """1024 times the sine of the elevation to the power of 1.2.

    Declination and equation of time: J. W. Spencer, Fourier series representation of the position of the sun,
    Search 2 (1971) 172.
    """
    year = 2 * math.pi * (at_s / DAY_S % 365.25) / 365.25
    declination = (
        0.006918
        - 0.399912 * math.cos(year)
        + 0.070257 * math.sin(year)
        - 0.006758 * math.cos(2 * year)
        + 0.000907 * math.sin(2 * year)
        - 0.002697 * math.cos(3 * year)
        + 0.00148 * math.sin(3 * year)
    )
    minutes = 229.18 * (
        0.000075
        + 0.001868 * math.cos(year)
        - 0.032077 * math.sin(year)
        - 0.014615 * math.cos(2 * year)
        - 0.04089 * math.sin(2 * year)
    )
    second = at_s % DAY_S + 60 * minutes + 240 * longitude_deg - DAY_S / 2
    latitude = math.radians(latitude_deg)
    across = math.cos(latitude) * math.cos(declination) * math.cos(2 * math.pi * second / DAY_S)
    return float(1024 * max(0.0, math.sin(latitude) * math.sin(declination) + across) ** 1.2)


@pytest.mark.parametrize(("latitude_deg", "longitude_deg"), PLACES)
def test_it_stands_where_it_should(latitude_deg: float, longitude_deg: float):
    sun = Sun(round(latitude_deg * 10), round(longitude_deg * 10))
    for day in DAYS:
        for second in range(0, DAY_S, 1800):
            at_s = day * DAY_S + second
            assert sun.strength(at_s) == pytest.approx(strength(latitude_deg, longitude_deg, at_s), abs=64), at_s


@pytest.mark.parametrize(("latitude_deg", "longitude_deg"), PLACES)
def test_what_half_an_hour_changes_is_right_to_three_percent_and_a_half(latitude_deg: float, longitude_deg: float):
    """This ratio is what a forecast uses."""
    sun = Sun(round(latitude_deg * 10), round(longitude_deg * 10))
    for day in DAYS:
        for second in range(0, DAY_S, 900):
            at_s = day * DAY_S + second
            now, then = (strength(latitude_deg, longitude_deg, moment_s) for moment_s in (at_s, at_s + 1800))
            if min(now, then) > 200:
                ratio = sun.strength(at_s + 1800) / sun.strength(at_s)
                assert ratio == pytest.approx(then / now, rel=0.035), at_s
