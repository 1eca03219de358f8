"""The ledger: energy of the current settlement period, exact in watt-seconds. Import is positive."""

from nethour.control.ledger import Ledger

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
STALE_AFTER_S = 60


def ledger_of(readings, settlement_s=3600, stale_after_s=STALE_AFTER_S):
    """A ledger after readings of (seconds from noon, W)."""
    ledger = Ledger(settlement_s, stale_after_s)
    for after_noon_s, grid_power_w in readings:
        ledger.add(NOON_AT_S + after_noon_s, grid_power_w)
    return ledger


def sums(ledger):
    return ledger.import_ws, ledger.export_ws, ledger.net_ws, ledger.unknown_s


def test_a_power_holds_until_the_next_reading():
    ledger = ledger_of([(0, 700), (10, -300), (15, 0)])
    assert sums(ledger) == (7000, 1500, 5500, 0)


def test_a_single_watt_second_counts():
    assert sums(ledger_of([(0, 1), (1, -1), (2, 0)])) == (1, 1, 0, 0)


def test_import_and_export_are_kept_apart_and_net_is_their_difference():
    ledger = ledger_of([(0, 100), (10, -100), (20, 100), (30, -100), (40, 0)])
    assert sums(ledger) == (2000, 2000, 0, 0)


def test_two_readings_of_one_second_add_nothing_and_the_later_one_holds():
    assert ledger_of([(0, 5000), (0, 100), (10, 0)]).net_ws == 1000


def test_an_interval_across_the_edge_is_split_at_the_edge():
    ledger = ledger_of([(3590, -2000), (3605, 0)])
    assert ledger.start_at_s == NOON_AT_S + 3600
    assert sums(ledger) == (0, 2000 * 5, -2000 * 5, 0)


def test_a_reading_on_the_edge_belongs_to_the_new_period():
    ledger = ledger_of([(3590, -2000), (3600, 400)])
    assert ledger.start_at_s == NOON_AT_S + 3600
    assert sums(ledger) == (0, 0, 0, 0)


def test_a_reading_a_second_before_the_edge_belongs_to_the_old_period():
    ledger = ledger_of([(3590, -2000), (3599, 400)])
    assert ledger.start_at_s == NOON_AT_S
    assert ledger.net_ws == -2000 * 9


def test_an_interval_across_several_periods_leaves_its_share_of_the_last():
    ledger = ledger_of([(10, 500), (250, 0)], settlement_s=60, stale_after_s=900)
    assert ledger.start_at_s == NOON_AT_S + 240
    assert sums(ledger) == (500 * 10, 0, 500 * 10, 0)


def test_nothing_is_integrated_over_a_gap_and_its_seconds_are_unknown():
    assert sums(ledger_of([(0, 1000), (STALE_AFTER_S, 0)])) == (60_000, 0, 60_000, 0)
    assert sums(ledger_of([(0, 1000), (STALE_AFTER_S + 1, 0)])) == (0, 0, 0, 61)


def test_what_was_known_before_a_gap_stays_and_gaps_add_up():
    ledger = ledger_of([(0, 1000), (10, 9000), (110, -50), (120, 9000), (320, 0)])
    assert sums(ledger) == (10_000, 500, 9500, 100 + 200)


def test_a_gap_across_the_edge_leaves_the_new_period_unknown_up_to_the_reading():
    ledger = ledger_of([(3500, 1000), (3625, 400), (3630, 0)])
    assert sums(ledger) == (2000, 0, 2000, 25)


def test_a_gap_across_several_periods_leaves_only_the_last_one():
    ledger = ledger_of([(0, 1000), (3 * 3600 + 40, 0)])
    assert ledger.start_at_s == NOON_AT_S + 3 * 3600
    assert sums(ledger) == (0, 0, 0, 40)


def test_the_last_period_is_forgotten_at_the_edge():
    ledger = ledger_of([(3000, 1), (3560, 700), (3570, -400), (3580, 0), (3600, 0)])
    assert sums(ledger) == (0, 0, 0, 0)


def test_a_first_reading_within_a_period_leaves_what_was_before_unknown():
    assert sums(ledger_of([(1234, 800)])) == (0, 0, 0, 1234)


def test_a_clock_set_back_within_the_period_adds_nothing_and_the_ledger_goes_on():
    ledger = ledger_of([(1000, 700), (1010, 800), (950, 600), (960, 0)])
    assert sums(ledger) == (13_000, 0, 13_000, 1000)


def test_a_clock_set_back_across_the_edge_begins_that_period_anew():
    ledger = ledger_of([(3600, 700), (3610, 800), (3590, 600)])
    assert ledger.start_at_s == NOON_AT_S
    assert sums(ledger) == (0, 0, 0, 3590)


def test_between_readings_the_last_power_is_believed_to_hold():
    ledger = ledger_of([(0, 100), (10, -500)])
    assert ledger.net_at_ws(NOON_AT_S + 10) == 1000
    assert ledger.net_at_ws(NOON_AT_S + 14) == 1000 - 500 * 4
    assert ledger.net_ws == 1000


def test_the_last_power_is_believed_no_longer_than_it_is_fresh():
    ledger = ledger_of([(0, 100), (10, -500)])
    assert ledger.net_at_ws(NOON_AT_S + 10 + STALE_AFTER_S) == 1000 - 500 * STALE_AFTER_S
    assert ledger.net_at_ws(NOON_AT_S + 11 + STALE_AFTER_S) == 1000


def test_past_the_edge_only_the_time_since_the_edge_counts():
    ledger = ledger_of([(3500, 9000), (3590, -2000)])
    assert ledger.net_at_ws(NOON_AT_S + 3599) == -2000 * 9
    assert ledger.net_at_ws(NOON_AT_S + 3600) == 0
    assert ledger.net_at_ws(NOON_AT_S + 3605) == -2000 * 5


def test_a_stale_ledger_knows_nothing_of_the_next_period():
    assert ledger_of([(3500, 9000), (3510, 9000)]).net_at_ws(NOON_AT_S + 3605) == 0


def test_before_the_time_of_the_last_reading_nothing_is_guessed():
    ledger = ledger_of([(0, 100), (100, -500), (110, -500)])
    assert ledger.net_at_ws(NOON_AT_S + 105) == -5000
    assert ledger.net_at_ws(NOON_AT_S - 1) == 0


def test_before_the_first_reading_the_balance_is_0():
    ledger = Ledger(3600, STALE_AFTER_S)
    assert sums(ledger) == (0, 0, 0, 0)
    assert ledger.net_at_ws(NOON_AT_S + 5) == 0
    assert ledger.last_at_s is None


def test_a_period_must_divide_a_day():
    for settlement_s in (0, -3600, 7, 3601, 172_800):
        try:
            Ledger(settlement_s, STALE_AFTER_S)
        except ValueError as error:
            assert str(settlement_s) in str(error)
        else:
            raise AssertionError(settlement_s)
    for settlement_s in (1, 60, 900, 1800, 3600, 86400):
        assert Ledger(settlement_s, STALE_AFTER_S).settlement_s == settlement_s
