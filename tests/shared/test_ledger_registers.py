"""The ledger with a meter that has registers: it follows them without a jump, and they close what was not seen."""

from metered import Book, Meter
from nethour.control.ledger import Ledger

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
STALE_AFTER_S = 60
WH = 3600


def start(after_noon_s=0, power_w=0, step_wh=1, settlement_s=3600, phase_ws=0):
    """A ledger and its meter after a first reading."""
    meter = Meter(NOON_AT_S + after_noon_s, step_wh, 50_000 * WH + phase_ws, 20_000 * WH)
    ledger = Ledger(settlement_s, STALE_AFTER_S, step_wh)
    tell(ledger, meter, power_w)
    return ledger, meter


def tell(ledger, meter, power_w):
    ledger.add(meter.at_s, power_w, meter.import_wh, meter.export_wh)


def test_an_integral_that_is_right_is_never_touched_by_registers_of_any_coarseness():
    for step_wh in (1, 10, 100):
        for phase_wh in (0, 1, 5, 9, 50, 99):
            ledger, meter = start(0, 900, step_wh, phase_ws=phase_wh * WH + 1234)
            begin_ws = meter.net_ws
            power_w = 900
            for turn in range(1, 300):
                meter.flow(power_w, 10)
                power_w = (turn * 7919) % 6000 - 3000
                tell(ledger, meter, power_w)
                assert ledger.net_ws == meter.net_ws - begin_ws, (step_wh, phase_wh, turn)


def test_an_integral_that_is_wrong_stays_within_three_steps_of_one_register_and_never_jumps():
    for step_wh in (1, 10, 100):
        ledger, meter = start(0, -1000, step_wh)
        begin_ws = meter.net_ws
        last_ws = 0
        for _ in range(350):
            meter.flow(-1100, 10)  # the meter's power is 9 % less than what it counts
            tell(ledger, meter, -1000)
            wrong_ws = ledger.net_ws - (meter.net_ws - begin_ws)
            assert 0 <= wrong_ws < 3 * step_wh * WH  # the band, and what the register itself hides
            # What comes at once is at most the step that the register made.
            assert -1000 * 10 - step_wh * WH - 1100 * 10 <= ledger.net_ws - last_ws <= -1000 * 10
            last_ws = ledger.net_ws


def test_corrections_go_both_ways():
    for really_w in (-1500, 1500):
        for seen_w in (really_w - 500, really_w + 500):
            ledger, meter = start(0, seen_w)
            begin_ws = meter.net_ws
            for _ in range(300):
                meter.flow(really_w, 10)
                tell(ledger, meter, seen_w)
            assert abs(ledger.net_ws - (meter.net_ws - begin_ws)) <= 2 * WH, (really_w, seen_w)
            assert ledger.net_ws == ledger.import_ws - ledger.export_ws


def test_a_kettle_between_two_polls_is_found_in_the_register():
    ledger, meter = start(0, 200)
    meter.flow(200, 5)
    meter.flow(2200, 50)
    meter.flow(200, 5)
    tell(ledger, meter, 200)
    assert abs(ledger.net_ws - (200 * 10 + 2200 * 50)) < 3 * WH


def test_a_register_is_trusted_to_the_watt_hour_as_soon_as_it_has_shown_one():
    ledger = Ledger(3600, STALE_AFTER_S)
    meter = Meter(NOON_AT_S, 1)
    tell(ledger, meter, 200)
    meter.flow(2200, 50)
    tell(ledger, meter, 200)
    assert ledger.net_ws == 200 * 50  # steps of 100 Wh would say nothing against it
    for _ in range(60):
        meter.flow(200, 10)  # 0.6 Wh
        tell(ledger, meter, 200)
    assert ledger.anchor.step_wh == 1
    assert abs(ledger.net_ws - (200 * 600 + 2200 * 50)) < 3 * WH


def test_over_a_day_the_periods_add_up_to_the_registers():
    for step_wh in (1, 10, 100):
        ledger, meter = start(0, 0, step_wh)
        book = Book(ledger)
        first_wh = meter.import_wh - meter.export_wh
        power_w = 0
        for turn in range(86400 // 60):
            meter.flow((turn * 7919) % 7000 - 3600, 40)
            power_w = (turn * 104_729) % 7000 - 3400  # has little to do with what flows
            meter.flow(power_w, 20)
            tell(ledger, meter, power_w)
            book.note()
        counted_wh = meter.import_wh - meter.export_wh - first_wh
        assert abs(book.net_ws() - counted_wh * WH) <= 2 * step_wh * WH, step_wh
        assert len(book.periods) == 24


def test_a_meter_that_counts_each_phase_by_itself_serves_as_well():
    ledger = Ledger(3600, STALE_AFTER_S)
    phases = [Meter(NOON_AT_S, 1, 1000 * WH, 3000 * WH) for _ in range(3)]
    begin_ws = sum([phase.net_ws for phase in phases])
    for turn in range(300):
        seen_w = 0
        for number in range(3):
            power_w = (turn * 7919 + number * 3000) % 5000 - 2500
            phases[number].flow(power_w, 10)
            seen_w += power_w
        ledger.add(
            NOON_AT_S + 10 * turn,
            seen_w // 2,  # a power that is far off: the registers must set it right
            sum([phase.import_ws for phase in phases]) // WH,
            sum([phase.export_ws for phase in phases]) // WH,
        )
        if turn == 0:
            begin_ws = sum([phase.net_ws for phase in phases])
    assert sum([phase.import_ws for phase in phases]) > 3200 * WH  # import and export have run at the same time
    assert sum([phase.export_ws for phase in phases]) > 9200 * WH
    assert abs(ledger.net_ws - (sum([phase.net_ws for phase in phases]) - begin_ws)) <= 2 * 3 * WH


def test_polls_without_registers_in_between_change_nothing_of_what_they_tie():
    for every in (1, 2, 7):
        ledger, meter = start(0, -1000)
        begin_ws = meter.net_ws
        for turn in range(1, 337):
            meter.flow(-1200, 10)
            if turn % every:
                ledger.add(meter.at_s, -1000)
            else:
                tell(ledger, meter, -1000)
        assert abs(ledger.net_ws - (meter.net_ws - begin_ws)) <= 2 * WH * 4


def test_registers_that_are_not_to_be_used_change_nothing():
    ledger, meter = start(0, 500)
    ledger.anchor.is_used = False
    meter.flow(5000, 50)
    tell(ledger, meter, 0)
    assert ledger.net_ws == 500 * 50
    meter.flow(5000, 600)
    tell(ledger, meter, 0)
    assert (ledger.net_ws, ledger.unknown_s) == (500 * 50, 600)


def test_one_register_alone_says_nothing():
    ledger, meter = start(0, 500)
    meter.flow(5000, 50)
    ledger.add(meter.at_s, 0, meter.import_wh, None)
    meter.flow(5000, 50)
    ledger.add(meter.at_s, 0, None, meter.export_wh)
    assert ledger.net_ws == 500 * 50


def test_a_gap_within_the_period_is_closed_by_the_registers():
    ledger, meter = start(0, -2000)
    meter.flow(-2000, 10)
    tell(ledger, meter, -2000)
    meter.flow(1500, 600)
    tell(ledger, meter, 300)
    assert abs(ledger.net_ws - (1500 * 600 - 2000 * 10)) <= 2 * WH
    assert (ledger.unknown_s, ledger.estimated_s) == (0, 0)


def test_a_gap_without_registers_on_both_sides_is_unknown():
    ledger, meter = start(0, -2000)
    meter.flow(1500, 600)
    ledger.add(meter.at_s, 300)
    assert (ledger.net_ws, ledger.unknown_s) == (0, 600)
    ledger = Ledger(3600, STALE_AFTER_S)
    ledger.add(NOON_AT_S, -2000)
    ledger.add(NOON_AT_S + 600, 300, 50_000, 20_000)
    assert (ledger.net_ws, ledger.unknown_s) == (0, 600)


def test_a_gap_is_closed_when_the_registers_come_a_little_later():
    ledger, meter = start(0, 0)
    meter.flow(1500, 600)
    ledger.add(meter.at_s, 720)
    assert ledger.unknown_s == 600
    meter.flow(720, 10)
    tell(ledger, meter, 720)
    assert (ledger.net_ws, ledger.unknown_s) == (252 * WH, 0)


def test_a_gap_that_waits_for_registers_over_an_edge_stays_unknown():
    ledger, meter = start(2900, 0)
    book = Book(ledger)
    meter.flow(1500, 600)
    ledger.add(meter.at_s, 720)
    for _ in range(20):
        meter.flow(720, 10)
        ledger.add(meter.at_s, 720)
        book.note()
    meter.flow(720, 10)
    tell(ledger, meter, 720)
    assert book.periods == [(NOON_AT_S, 720 * 100, 0, 720 * 100, 2900 + 600, 0)]
    assert (ledger.net_ws, ledger.unknown_s) == (720 * 110, 0)


def test_of_two_gaps_with_an_edge_in_the_second_nobody_knows_the_shares():
    ledger, meter = start(2700, 0)
    book = Book(ledger)
    meter.flow(1500, 600)
    ledger.add(meter.at_s, 720)
    meter.flow(3000, 600)
    tell(ledger, meter, 720)
    book.note()
    assert book.periods == [(NOON_AT_S, 0, 0, 0, 3600, 0)]
    assert (ledger.net_ws, ledger.unknown_s, ledger.estimated_s) == (0, 300, 0)


def test_a_gap_over_an_edge_is_shared_by_time_and_told_as_estimated():
    ledger, meter = start(3300, 0)
    book = Book(ledger)
    meter.flow(1200, 900)
    tell(ledger, meter, 0)
    book.note()
    assert book.periods == [(NOON_AT_S, 100 * WH, 0, 100 * WH, 3300, 300)]
    assert (ledger.net_ws, ledger.unknown_s, ledger.estimated_s) == (200 * WH, 0, 600)


def test_a_gap_over_many_edges_leaves_every_period_its_share_and_loses_nothing():
    ledger, meter = start(3300, 0, settlement_s=900)
    book = Book(ledger)
    meter.flow(-1000, 300 + 4 * 900 + 77)
    tell(ledger, meter, 0)
    book.note()
    assert [period[0] - NOON_AT_S for period in book.periods] == [2700, 3600, 4500, 5400, 6300]
    assert [period[4] for period in book.periods] == [600, 0, 0, 0, 0]
    assert [period[5] for period in book.periods] == [300, 900, 900, 900, 900]
    assert ledger.estimated_s == 77
    assert book.net_ws() == -(meter.export_wh - 20_000) * WH
    assert abs(ledger.net_ws + 1000 * 77) < 1000
    for period in book.periods[1:]:
        assert abs(period[3] + 1000 * 900) < 4000


def test_a_night_without_the_board_is_closed_too():
    ledger, meter = start(100, 0)
    book = Book(ledger)
    meter.flow(400, 9 * 3600)
    tell(ledger, meter, 400)
    book.note()
    assert book.net_ws() == (meter.import_wh - 50_000) * WH
    assert len(book.periods) == 9


def test_a_gap_that_registers_cannot_have_counted_is_unknown():
    ledger, meter = start(0, 100)
    ledger.add(meter.at_s + 600, 100, meter.import_wh + 1_000_000, meter.export_wh)
    assert (ledger.net_ws, ledger.unknown_s) == (0, 600)
    ledger.add(meter.at_s + 610, 100, meter.import_wh + 1_000_000, meter.export_wh)
    assert ledger.net_ws == 1000


def test_a_meter_that_was_replaced_takes_nothing_with_it():
    ledger, meter = start(0, 100)
    meter.flow(100, 30)
    tell(ledger, meter, 100)
    other = Meter(meter.at_s, 10, 7 * WH, 0)
    other.flow(100, 30)
    tell(ledger, other, 100)
    assert ledger.net_ws == 6000


def test_a_register_that_does_not_count_loses_against_the_power():
    ledger, _ = start(0, -3000)
    for turn in range(1, 360):
        ledger.add(NOON_AT_S + 10 * turn, -3000, 50_000, 20_000)
    assert not ledger.anchor.is_believed
    lost_ws = ledger.net_ws + 3000 * 3590
    assert 0 < lost_ws <= 1010 * WH  # what it took to find out
    for turn in range(360, 700):
        ledger.add(NOON_AT_S + 10 * turn, -3000, 50_000, 20_000)
    assert ledger.net_ws == -3000 * (6990 - 3600)
    net_ws = ledger.net_ws
    ledger.add(NOON_AT_S + 7100, -3000, 50_000, 20_000)
    assert (ledger.net_ws, ledger.unknown_s) == (net_ws, 110)
    ledger.add(NOON_AT_S + 7090, -3000, 50_100, 20_000)
    assert ledger.net_ws == net_ws
