"""The sun over a place: hours, seasons and hemispheres, and the place that a time zone suggests."""

from nethour.control.local_time import LocalTime
from nethour.control.sun import Sun, guessed_place, sine
from timeline import is_refused

DAY_S = 86400
JUNE = 902  # 2022-06-21
DECEMBER = 1085  # 2022-12-21
MARCH = 809  # 2022-03-20
HOUR_S = 3600


def test_the_sine_at_angles_that_are_known():
    for tenths, expected in ((0, 0), (300, 512), (450, 724), (900, 1024), (1800, 0), (2700, -1024), (-900, -1024)):
        assert abs(sine(tenths) - expected) <= 2, tenths
    assert all(sine(angle) == -sine(-angle) for angle in range(0, 1800, 7))


def strengths(latitude, longitude, day):
    """At every full hour of a day in UTC."""
    sun = Sun(latitude, longitude)
    return [sun.strength(day * DAY_S + hour * HOUR_S) for hour in range(24)]


def test_the_equator_at_the_equinox_has_the_sun_in_the_zenith_at_noon_and_none_at_night():
    hours = strengths(0, 0, MARCH)
    assert hours[12] > 1000
    assert max(hours[:6]) == max(hours[19:]) == 0
    assert hours[7:12] == sorted(hours[7:12])
    assert hours[12:19] == sorted(hours[12:19], reverse=True)


def test_noon_is_where_the_longitude_says():
    for longitude, noon in ((0, 12), (900, 6), (-900, 18), (1500, 2), (-1500, 22)):
        hours = strengths(0, longitude, MARCH)
        assert hours.index(max(hours)) == noon, longitude


def test_summer_is_in_june_in_the_north_and_in_december_in_the_south():
    for latitude, summer, winter in ((400, JUNE, DECEMBER), (-400, DECEMBER, JUNE)):
        high, low = strengths(latitude, 0, summer), strengths(latitude, 0, winter)
        assert max(high) > 2 * max(low) > 0
        assert len([one for one in high if one]) >= 14
        assert len([one for one in low if one]) <= 10


def test_beyond_the_polar_circle_it_neither_sets_nor_rises():
    assert min(strengths(800, 0, JUNE)) > 0
    assert max(strengths(800, 0, DECEMBER)) == 0


def test_the_same_day_a_year_on_is_nearly_the_same():
    for one, other in zip(strengths(400, 0, JUNE), strengths(400, 0, JUNE + 365 * 20 + 5)):
        assert abs(one - other) <= 8


def test_a_day_may_be_asked_in_any_order():
    sun = Sun(400, -37)
    first = sun.strength(JUNE * DAY_S + 12 * HOUR_S)
    sun.strength(DECEMBER * DAY_S)
    assert sun.strength(JUNE * DAY_S + 12 * HOUR_S) == first


def test_a_time_zone_suggests_a_place():
    for zone, place in (
        ("CET-1CEST,M3.5.0,M10.5.0/3", (400, 150)),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", (400, 0)),  # Dublin, where winter time is the exception
        ("EST5EDT,M3.2.0,M11.1.0", (400, -750)),
        ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", (-400, -600)),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", (-400, 1500)),
        ("<+14>-14", (400, 1800)),
        ("<-12>12", (400, -1800)),
    ):
        assert guessed_place(LocalTime(zone)) == place, zone


def test_a_place_is_on_earth():
    for latitude, longitude, refused in (
        (900, 1800, False),
        (-900, -1800, False),
        (901, 0, True),
        (-901, 0, True),
        (0, 1801, True),
        (0, -1801, True),
    ):
        assert is_refused(lambda: Sun(latitude, longitude)) == refused  # noqa: B023, it is called at once
