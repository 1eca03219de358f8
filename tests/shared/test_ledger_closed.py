"""What is kept of a settlement period when it has ended."""

from metered import Book
from nethour.control.ledger import Ledger

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
STALE_AFTER_S = 60


def book_of(readings, settlement_s=3600, stale_after_s=STALE_AFTER_S):
    """The book and the ledger after readings of (seconds from noon, W)."""
    ledger = Ledger(settlement_s, stale_after_s)
    book = Book(ledger)
    for after_noon_s, grid_power_w in readings:
        ledger.add(NOON_AT_S + after_noon_s, grid_power_w)
        book.note()
    return book, ledger


def test_before_a_period_has_ended_there_is_none():
    _, ledger = book_of([(0, 700), (60, 700)])
    assert (ledger.closed_count, ledger.closed_start_at_s, ledger.skipped_count) == (0, None, 0)


def test_a_period_ends_with_the_tail_up_to_its_edge():
    book, ledger = book_of([(3540, 700), (3590, -2000), (3605, 0)])
    assert book.periods == [(NOON_AT_S, 700 * 50, 2000 * 10, 700 * 50 - 2000 * 10, 3540, 0)]
    assert (ledger.import_ws, ledger.export_ws) == (0, 2000 * 5)


def test_a_reading_on_the_edge_ends_the_period():
    book, ledger = book_of([(3590, -2000), (3600, 400)])
    assert book.periods == [(NOON_AT_S, 0, 2000 * 10, -2000 * 10, 3590, 0)]
    assert ledger.net_ws == 0


def test_a_reading_a_second_before_does_not():
    book, _ = book_of([(3590, -2000), (3599, 400)])
    assert book.periods == []


def test_an_interval_over_several_periods_fills_each():
    book, ledger = book_of([(10, 500), (250, 0)], settlement_s=60, stale_after_s=900)
    assert book.periods == [
        (NOON_AT_S, 500 * 50, 0, 500 * 50, 10, 0),
        (NOON_AT_S + 60, 500 * 60, 0, 500 * 60, 0, 0),
        (NOON_AT_S + 120, 500 * 60, 0, 500 * 60, 0, 0),
        (NOON_AT_S + 180, 500 * 60, 0, 500 * 60, 0, 0),
    ]
    assert ledger.net_ws == 500 * 10


def test_of_a_gap_over_several_periods_nothing_is_known():
    book, ledger = book_of([(3500, 500), (3510, 500), (2 * 3600 + 7300, 0)])
    assert book.periods == [
        (NOON_AT_S, 5000, 0, 5000, 3500 + 90, 0),
        (NOON_AT_S + 3600, 0, 0, 0, 3600, 0),
        (NOON_AT_S + 7200, 0, 0, 0, 3600, 0),
        (NOON_AT_S + 10800, 0, 0, 0, 3600, 0),
    ]
    assert (ledger.net_ws, ledger.unknown_s) == (0, 100)


def test_a_day_of_gap_ends_the_period_though_the_hour_has_the_same_number():
    book, ledger = book_of([(0, 5000), (60, 5000), (86460, 100)])
    assert len(book.periods) == 24
    assert book.periods[0] == (NOON_AT_S, 300_000, 0, 300_000, 3540, 0)
    assert ledger.start_at_s == NOON_AT_S + 86400
    assert (ledger.net_ws, ledger.unknown_s) == (0, 60)


def test_energy_just_before_and_after_the_edge_stays_in_its_own_hour():
    book, ledger = book_of([(3595, 9000), (3600, -9000), (3605, 0)])
    assert book.periods[0][3] == 9000 * 5
    assert ledger.net_ws == -9000 * 5
    book, ledger = book_of([(3598, 9000), (3603, -9000), (3605, 0)])
    assert book.periods[0][3] == 9000 * 2
    assert ledger.net_ws == 9000 * 3 - 9000 * 2


def test_the_time_between_readings_is_what_counts_however_slow_the_loop():
    for spacing_s in (1, 3, 7, 10, 59, 60):
        book, ledger = book_of((after_s, 1000) for after_s in range(0, 2 * 3600 + 60, spacing_s))
        assert [period[3] for period in book.periods] == [1000 * 3600] * 2, spacing_s
        assert ledger.net_ws + 1000 * spacing_s > 1000 * 59


def test_every_divisor_of_a_day_ends_its_periods_at_its_edges():
    for settlement_s in (60, 300, 900, 1800, 3600, 7200, 21600, 86400):
        readings = ((after_s, after_s % 977 - 400) for after_s in range(-43230, -43200 + 2 * settlement_s + 90, 31))
        book, _ = book_of(readings, settlement_s)
        assert all(period[0] % settlement_s == 0 for period in book.periods)
        for earlier, later in zip(book.periods, book.periods[1:]):
            assert later[0] - earlier[0] == settlement_s
        # Each, but the first that was joined late, is the sum of its seconds.
        begin_s = book.periods[1][0] - NOON_AT_S
        net_ws = 0
        for after_s in range(begin_s, begin_s + settlement_s):
            read_s = after_s - (after_s + 43230) % 31
            net_ws += read_s % 977 - 400
        assert book.periods[1][3] == net_ws, settlement_s


def test_a_lost_meter_is_not_a_power_of_0():
    _, ledger = book_of([(0, -2000), (60, -2000), (660, -2000), (720, -2000)])
    assert (ledger.net_ws, ledger.unknown_s) == (-2000 * 120, 600)


def test_the_days_on_which_clocks_change_are_days_like_any_other():
    # Madrid: 2026-03-29 01:00 and 2026-10-25 01:00 UTC, after 2279 and 2489 days since 2020-01-01
    for day in (2279, 2489):
        ledger = Ledger(3600, STALE_AFTER_S)
        book = Book(ledger)
        for at_s in range(day * 86400, (day + 1) * 86400 + 1, 60):
            ledger.add(at_s, 1000)
            book.note()
        assert [(period[0] - day * 86400) // 3600 for period in book.periods] == list(range(24))
        assert all(period[3] == 3_600_000 and period[4] == 0 for period in book.periods)
