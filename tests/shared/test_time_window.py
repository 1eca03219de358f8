"""Time windows: weekdays, spans of them, midnight, and both sides of every edge."""

from nethour.control.time_window import TimeWindows, time_of_day_s
from timeline import is_refused

MO, TU, WE, TH, FR, SA, SU = range(7)
HOUR_S = 3600


def test_a_window_opens_at_its_first_second_and_is_closed_at_its_last():
    windows = TimeWindows(["10:00-19:30"])
    for second, is_open in ((35999, False), (36000, True), (70199, True), (70200, False)):
        assert windows.is_open(WE, second) == is_open, second


def test_weekdays_are_single_ones_and_spans():
    for text, days in (
        ("mo-fr 10:00-11:00", (MO, TU, WE, TH, FR)),
        ("sa,su 10:00-11:00", (SA, SU)),
        ("mo,we-fr 10:00-11:00", (MO, WE, TH, FR)),
        ("fr-mo 10:00-11:00", (MO, FR, SA, SU)),
        ("TU 10:00-11:00", (TU,)),
        ("10:00-11:00", (MO, TU, WE, TH, FR, SA, SU)),
    ):
        windows = TimeWindows([text])
        assert tuple([day for day in range(7) if windows.is_open(day, 36000)]) == days, text


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins():
    windows = TimeWindows(["fr 22:00-06:00"])
    for day, hour, is_open in (
        (FR, 5, False),
        (FR, 21, False),
        (FR, 22, True),
        (FR, 23, True),
        (SA, 0, True),
        (SA, 5, True),
        (SA, 6, False),
        (SA, 22, False),
    ):
        assert windows.is_open(day, hour * HOUR_S) == is_open, (day, hour)
    assert TimeWindows(["su 22:00-06:00"]).is_open(MO, 0)


def test_a_window_to_midnight_and_one_of_a_whole_day():
    assert TimeWindows(["mo 22:00-24:00"]).open_s(MO, 0, 86400) == 2 * HOUR_S
    assert TimeWindows(["mo 22:00-24:00"]).open_s(TU, 0, 86400) == 0
    assert TimeWindows(["mo 22:00-00:00"]).open_s(MO, 0, 86400) == 2 * HOUR_S
    assert TimeWindows(["mo 22:00-00:00"]).open_s(TU, 0, 86400) == 0
    assert TimeWindows(["mo 00:00-24:00"]).open_s(MO, 0, 86400) == 86400
    assert TimeWindows(["mo 12:00-12:00"]).open_s(MO, 0, 86400) == 12 * HOUR_S
    assert TimeWindows(["mo 12:00-12:00"]).open_s(TU, 0, 86400) == 12 * HOUR_S


def test_windows_that_overlap_or_touch_count_once():
    windows = TimeWindows(["15:00-18:00", "10:00-12:00", "11:00-13:00", "mo 13:00-14:00"])
    assert windows.open_s(MO, 0, 86400) == 7 * HOUR_S
    assert windows.open_s(TU, 0, 86400) == 6 * HOUR_S
    assert windows.open_s(MO, 11 * HOUR_S + 1, 15 * HOUR_S + 7) == 3 * HOUR_S - 1 + 7
    assert windows.open_s(MO, 14 * HOUR_S, 15 * HOUR_S) == 0


def test_texts_that_are_no_windows_are_refused():
    assert is_refused(lambda: TimeWindows([]))
    for text in (
        "",
        "10:00",
        "10-12",
        "10:00-25:00",
        "10:00-24:01",
        "24:00-06:00",
        "10:60-11:00",
        "1:000-12:00",
        "mo-xx 10:00-11:00",
        "mo- 10:00-11:00",
        "monday 10:00-11:00",
        "mo fr 10:00-11:00",
        "mo, 10:00-11:00",
        "-1:00-11:00",
        "10:00-11:00-12:00",
    ):
        assert is_refused(lambda text=text: TimeWindows([text])), text


def test_a_time_of_the_day():
    for text, second in (("00:00", 0), ("7:05", 25500), ("07:05", 25500), ("23:59", 86340), ("24:00", 86400)):
        assert time_of_day_s(text) == second, text
    for text in ("", "7", "7:5", "07:005", "24:01", "25:00", "07:60", "-7:00", "+7:00", "a:00"):
        assert is_refused(lambda text=text: time_of_day_s(text)), text
