"""The ledger over a restart of the board: what it saves, as bytes, and how it goes on."""

import struct

from metered import Book, Meter
from nethour.control.ledger import STATE_COUNT, Ledger

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
STALE_AFTER_S = 60
WH = 3600
STATE = f"<{STATE_COUNT}i"


def saved_at(after_noon_s, power_w=-1000, has_registers=True, step_wh=1):
    """A meter, and the bytes a ledger saved after ten minutes up to that time."""
    meter = Meter(NOON_AT_S + after_noon_s - 600, step_wh, 50_000 * WH, 20_000 * WH)
    ledger = Ledger(3600, STALE_AFTER_S)
    tell(ledger, meter, power_w, has_registers)
    for _ in range(60):
        meter.flow(power_w, 10)
        tell(ledger, meter, power_w, has_registers)
    return meter, struct.pack(STATE, *ledger.save())


def restarted(data, settlement_s=3600, step_wh=0):
    ledger = Ledger(settlement_s, STALE_AFTER_S, step_wh)
    assert ledger.restore(list(struct.unpack(STATE, data)))
    return ledger


def tell(ledger, meter, power_w, has_registers=True):
    if has_registers:
        ledger.add(meter.at_s, power_w, meter.import_wh, meter.export_wh)
    else:
        ledger.add(meter.at_s, power_w)


def test_a_ledger_that_has_seen_nothing_has_nothing_to_save():
    assert Ledger(3600, STALE_AFTER_S).save() == []


def test_what_is_saved_are_integers_of_a_documented_order():
    _, data = saved_at(1200)
    state = struct.unpack(STATE, data)
    assert state[:8] == (1, 3600, NOON_AT_S + 1200, 0, 600_000, 600, 0, 0)
    assert state[8:12] == (NOON_AT_S + 1200, 50_000, 20_166, 2)
    assert len(state) == STATE_COUNT


def test_before_the_first_reading_nothing_is_decided_on_what_was_saved():
    _, data = saved_at(1200)
    ledger = restarted(data)
    assert ledger.last_at_s is None
    assert ledger.net_at_ws(NOON_AT_S + 1205) == 0


def test_an_outage_within_the_period_is_closed_exactly_by_the_registers():
    for outage_s in (1, 20, 60, 61, 600, 2000):
        meter, data = saved_at(1200)
        ledger = restarted(data)
        meter.flow(3000, outage_s)
        tell(ledger, meter, 3000)
        assert ledger.start_at_s == NOON_AT_S
        assert abs(ledger.net_ws - (3000 * outage_s - 600_000)) <= 2 * WH, outage_s
        assert (ledger.unknown_s, ledger.estimated_s) == (600, 0)


def test_without_registers_an_outage_is_unknown_however_short_but_the_period_goes_on():
    for outage_s in (1, 20, 2000):
        meter, data = saved_at(1200, has_registers=False)
        ledger = restarted(data)
        meter.flow(3000, outage_s)
        tell(ledger, meter, 3000, has_registers=False)
        assert (ledger.net_ws, ledger.unknown_s) == (-600_000, 600 + outage_s)


def test_registers_that_were_not_there_before_an_outage_say_nothing_of_it():
    meter, data = saved_at(1200, has_registers=False)
    ledger = restarted(data)
    meter.flow(3000, 60)
    tell(ledger, meter, 3000)
    assert (ledger.net_ws, ledger.unknown_s) == (-600_000, 660)
    meter, data = saved_at(1200, has_registers=False)
    meter.export_ws = 0
    ledger = restarted(data)
    tell(ledger, meter, 3000)
    meter.flow(3000, 10)
    tell(ledger, meter, 3000)
    assert ledger.net_ws == -600_000 + 30_000


def test_in_another_period_nothing_is_taken_over_without_registers():
    for outage_s in (2400, 10_000, 90_000):
        meter, data = saved_at(1200, has_registers=False)
        ledger = restarted(data)
        meter.flow(3000, outage_s)
        tell(ledger, meter, 3000, has_registers=False)
        assert (ledger.net_ws, ledger.unknown_s) == (0, (1200 + outage_s) % 3600)


def test_in_another_period_registers_tell_how_much_but_not_when():
    meter, data = saved_at(1200)
    ledger = restarted(data)
    book = Book(ledger)
    meter.flow(3000, 2700)
    tell(ledger, meter, 3000)
    book.note()
    assert (ledger.unknown_s, ledger.estimated_s) == (0, 300)
    assert abs(ledger.net_ws - 3000 * 300) <= 2 * WH
    assert abs(book.net_ws() - (3000 * 2700 - 600_000)) <= 2 * WH
    ((start_at_s, _, _, _, unknown_s, estimated_s),) = book.periods
    assert (start_at_s, unknown_s, estimated_s) == (NOON_AT_S, 600, 2400)


def test_the_anchor_goes_on_over_a_restart():
    for step_wh in (1, 10, 100):
        meter, data = saved_at(1200, step_wh=step_wh)
        begin_ws = meter.net_ws + 600_000
        ledger = restarted(data, step_wh=step_wh)
        for _ in range(150):
            meter.flow(-1300, 10)
            tell(ledger, meter, -1000)
        assert abs(ledger.net_ws - (meter.net_ws - begin_ws)) <= 4 * step_wh * WH


def test_a_resolution_that_was_given_is_not_replaced_by_the_one_learned_before():
    _, data = saved_at(1200, step_wh=10)
    assert restarted(data).anchor.step_wh == 10
    assert restarted(data, step_wh=1).anchor.step_wh == 1


def test_two_restarts_without_a_reading_between_save_the_same():
    _, data = saved_at(1200)
    assert struct.pack(STATE, *restarted(data).save()) == data


def test_a_state_from_the_future_begins_anew():
    _, data = saved_at(1200, has_registers=False)
    ledger = restarted(data)
    ledger.add(NOON_AT_S - 3000, 500)
    assert ledger.start_at_s == NOON_AT_S - 3600
    assert (ledger.net_ws, ledger.unknown_s) == (0, 600)


def test_what_is_no_state_is_refused_and_changes_nothing():
    _, data = saved_at(1200)
    state = list(struct.unpack(STATE, data))
    wrong = [[], state[:-1], state + [0], [2] + state[1:], [1, 900] + state[2:]]
    for index in range(2, 8):
        wrong.append(state[:index] + [-1] + state[index + 1 :])
    for one in wrong:
        ledger = Ledger(3600, STALE_AFTER_S)
        assert not ledger.restore(one), one
        ledger.add(NOON_AT_S + 1300, 0)
        assert (ledger.net_ws, ledger.unknown_s) == (0, 1300)


def test_a_ledger_that_has_begun_is_not_restored():
    _, data = saved_at(1200)
    ledger = Ledger(3600, STALE_AFTER_S)
    ledger.add(NOON_AT_S + 1300, 0)
    assert not ledger.restore(list(struct.unpack(STATE, data)))
