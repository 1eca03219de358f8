"""*Instantaneous surplus*: export that has lasted starts a load, import that has lasted stops one."""

from nethour.control.strategies.instantaneous_surplus import InstantaneousSurplus
from timeline import is_refused, loads_of, reasons_of, turn


def lived(strategy, loads, export_w, seconds, start_s=0):
    """The states after turns every 10 s of constant export: (second, states) where they change."""
    changes = []
    before = ""
    for after_s in range(start_s, start_s + seconds + 1, 10):
        states = turn(strategy, loads, after_s, export_w=export_w)
        if states != before:
            changes.append((after_s, states))
        before = states
    return changes


def test_export_of_the_rated_power_starts_a_load_after_the_delay():
    assert lived(InstantaneousSurplus(load_count=1), loads_of(1000), 1000, 100) == [(0, "0"), (60, "1")]
    assert lived(InstantaneousSurplus(load_count=1), loads_of(1000), 999, 600) == [(0, "0")]


def test_a_start_needs_the_margin_too():
    assert lived(InstantaneousSurplus(margin_w=200, load_count=1), loads_of(1000), 1200, 60) == [(0, "0"), (60, "1")]
    assert lived(InstantaneousSurplus(margin_w=200, load_count=1), loads_of(1000), 1199, 600) == [(0, "0")]


def test_one_moment_without_enough_export_begins_the_delay_anew():
    strategy = InstantaneousSurplus(load_count=1)
    loads = loads_of(1000)
    lived(strategy, loads, 1000, 50)
    assert turn(strategy, loads, 55, export_w=999) == "0"
    assert lived(strategy, loads, 1000, 100, start_s=60) == [(60, "0"), (120, "1")]


def test_import_stops_a_load_after_its_delay_and_none_stops_nothing():
    loads = loads_of(1000, on=(0,))
    assert lived(InstantaneousSurplus(load_count=1), loads, 0, 600) == [(0, "1")]
    assert lived(InstantaneousSurplus(load_count=1), loads, -1, 180) == [(0, "1"), (180, "0")]
    assert reasons_of(loads) == ["no_surplus"]


def test_import_that_is_tolerated_stops_nothing():
    strategy = InstantaneousSurplus(tolerated_import_w=100, load_count=1)
    loads = loads_of(1000, on=(0,))
    assert lived(strategy, loads, -100, 600) == [(0, "1")]
    assert lived(strategy, loads, -101, 180, start_s=610) == [(610, "1"), (790, "0")]


def test_a_short_import_stops_nothing():
    strategy = InstantaneousSurplus(load_count=1)
    loads = loads_of(1000, on=(0,))
    lived(strategy, loads, -500, 170)
    assert turn(strategy, loads, 175, export_w=0) == "1"
    assert lived(strategy, loads, -500, 200, start_s=180) == [(180, "1"), (360, "0")]


def test_without_delays_it_acts_at_once():
    strategy = InstantaneousSurplus(on_delay_s=0, off_delay_s=0, load_count=1)
    loads = loads_of(1000)
    assert [turn(strategy, loads, 0, export_w=export_w) for export_w in (1000, 0, -1)] == ["1", "1", "0"]


def test_two_loads_start_and_stop_one_after_the_other_each_after_a_delay():
    strategy = InstantaneousSurplus()
    loads = loads_of(700, 1000)
    assert lived(strategy, loads, 3000, 200) == [(0, "00"), (60, "10"), (130, "11")]
    assert lived(strategy, loads, -500, 400, start_s=210) == [(210, "11"), (390, "10"), (580, "00")]


def test_the_delay_after_a_switching_begins_with_the_first_reading_that_shows_it():
    strategy = InstantaneousSurplus()
    loads = loads_of(700, 1000)
    lived(strategy, loads, 1700, 60)
    # the 700 W are in the export now, and what is left is just enough
    assert lived(strategy, loads, 1000, 100, start_s=70) == [(70, "10"), (130, "11")]


def test_a_small_load_starts_past_a_large_one_that_cannot():
    assert lived(InstantaneousSurplus(), loads_of(2000, 500), 600, 60) == [(0, "00"), (60, "01")]
    assert lived(InstantaneousSurplus(), loads_of(2000, 500), 2000, 60) == [(0, "00"), (60, "10")]


def test_five_loads():
    strategy = InstantaneousSurplus(load_count=5)
    loads = loads_of(500, 3000, 500, 500, 500)
    changes = lived(strategy, loads, 800, 400)
    assert changes == [(0, "00000"), (60, "10000"), (130, "10100"), (200, "10110"), (270, "10111")]
    assert lived(strategy, loads, -1, 180, start_s=410) == [(410, "10111"), (590, "10110")]


def test_a_silence_begins_the_delays_anew_for_nobody_knows_what_was_in_it():
    strategy = InstantaneousSurplus(load_count=1, stale_after_s=60)
    loads = loads_of(1000)
    assert turn(strategy, loads, 0, export_w=1000) == "0"
    assert turn(strategy, loads, 61, export_w=1000) == "0"
    assert turn(strategy, loads, 121, export_w=1000) == "1"
    assert turn(strategy, loads, 130, export_w=-1000) == "1"
    assert turn(strategy, loads, 330, export_w=-1000) == "1"


def test_a_clock_set_back_begins_the_delays_anew():
    strategy = InstantaneousSurplus(load_count=1)
    loads = loads_of(1000)
    lived(strategy, loads, 1000, 50, start_s=1000)
    assert lived(strategy, loads, 1000, 100) == [(0, "0"), (60, "1")]


def test_a_load_beyond_their_number_stays_off():
    assert lived(InstantaneousSurplus(load_count=1), loads_of(500, 500), 2000, 300) == [(0, "00"), (60, "10")]


def test_settings_that_cannot_be_are_refused():
    assert is_refused(lambda: InstantaneousSurplus(on_delay_s=-1))
    assert is_refused(lambda: InstantaneousSurplus(off_delay_s=-1))
    assert is_refused(lambda: InstantaneousSurplus(margin_w=-1))
    assert is_refused(lambda: InstantaneousSurplus(tolerated_import_w=-1))
    assert is_refused(lambda: InstantaneousSurplus(load_count=0))
