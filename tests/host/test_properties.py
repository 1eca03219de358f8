"""What holds for every series of readings, found out with invented ones."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nethour import journal
from nethour.control import reason
from nethour.control.controller import Controller
from nethour.control.ledger import Ledger
from nethour.control.load import Load
from nethour.control.strategies.just_in_time import JustInTime
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour.control.sun import Sun
from nethour.reading import Reading

settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=200)
settings.load_profile("repeatable")

DAY_AT_S = 205_113_600  # 2026-07-02 00:00 UTC
STALE_AFTER_S = 60
POWERS_W = st.integers(-250_000, 250_000)
PERIODS_S = st.sampled_from((60, 300, 900, 3600))
ANY_INT = st.integers(-(2**40), 2**40)


@given(st.integers(0, 86400), PERIODS_S, st.lists(POWERS_W, min_size=1, max_size=400))
def test_a_ledger_of_one_second_readings_is_the_plain_sum(start_s: int, settlement_s: int, powers_w: list[int]) -> None:
    ledger = Ledger(settlement_s, STALE_AFTER_S)
    for second, power_w in enumerate([*powers_w, 0]):
        ledger.add(DAY_AT_S + start_s + second, power_w)
    end_s = start_s + len(powers_w)
    edge_s = end_s - end_s % settlement_s
    in_period_w = [power_w for second, power_w in enumerate(powers_w, start_s) if second >= edge_s]
    assert ledger.net_ws == sum(in_period_w)
    assert ledger.import_ws == sum(power_w for power_w in in_period_w if power_w > 0)
    assert ledger.export_ws == -sum(power_w for power_w in in_period_w if power_w < 0)
    assert ledger.unknown_s == (start_s % settlement_s if edge_s <= start_s else 0)


SPANS = st.lists(st.tuples(st.integers(1, STALE_AFTER_S), POWERS_W), min_size=1, max_size=60)


@given(st.integers(0, 86400), PERIODS_S, SPANS, st.data())
def test_more_readings_of_the_same_power_change_no_energy(
    start_s: int, settlement_s: int, spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    few, many = Ledger(settlement_s, STALE_AFTER_S), Ledger(settlement_s, STALE_AFTER_S)
    at_s = DAY_AT_S + start_s
    for duration_s, power_w in spans:
        few.add(at_s, power_w)
        many.add(at_s, power_w)
        for after_s in sorted(data.draw(st.sets(st.integers(0, duration_s - 1), max_size=5))):
            many.add(at_s + after_s, power_w)
        at_s += duration_s
    few.add(at_s, 0)
    many.add(at_s, 0)
    assert (few.import_ws, few.export_ws, few.net_ws) == (many.import_ws, many.export_ws, many.net_ws)
    assert (few.start_at_s, few.unknown_s) == (many.start_at_s, many.unknown_s)


LOADS = st.lists(
    st.tuples(st.integers(1, 3000), st.integers(0, 200), st.integers(0, 200), st.booleans()), min_size=1, max_size=5
)


STRATEGIES = {
    "time to consume": lambda: TimeToConsume(on_min_wh=0),
    "just in time": lambda: JustInTime(900, Sun(400, 150)),
    "just in time, sparing": lambda: JustInTime(900, wear="sparing"),
}
WITH_EVERY_STRATEGY = pytest.mark.parametrize("strategy", STRATEGIES)


def controller_of(strategy: str, limits: list[tuple[int, int, int, bool]]) -> Controller:
    loads = [Load(f"load {number}", *each) for number, each in enumerate(limits)]
    return Controller(loads, STRATEGIES[strategy](), 900, STALE_AFTER_S)


TURNS = st.lists(
    st.tuples(st.integers(0, 100), st.none() | st.integers(-6000, 6000), st.integers(0, 3)), min_size=2, max_size=120
)


@WITH_EVERY_STRATEGY
@given(LOADS, TURNS)
def test_no_load_switches_within_its_minimum_time_but_to_its_safe_state(
    strategy: str, limits: list[tuple[int, int, int, bool]], turns: list[tuple[int, int | None, int]]
) -> None:
    controller = controller_of(strategy, limits)
    now_s = DAY_AT_S
    since_s = [now_s + turns[0][0]] * len(limits)
    was_on = [False] * len(limits)
    for wait_s, power_w, age_s in turns:
        now_s += wait_s
        controller.step(now_s, None if power_w is None else Reading(now_s - age_s, power_w))
        for number, load in enumerate(controller.loads):
            if load.is_on == was_on[number]:
                continue
            if load.reason in (reason.STALE_METER, reason.NO_READING_YET):
                assert load.is_on == load.is_safe_on
            else:
                assert now_s - since_s[number] >= (load.min_on_s if was_on[number] else load.min_off_s)
            was_on[number] = load.is_on
            since_s[number] = now_s


@WITH_EVERY_STRATEGY
@given(LOADS, TURNS)
def test_at_most_one_load_a_turn_switches_by_choice(
    strategy: str, limits: list[tuple[int, int, int, bool]], turns: list[tuple[int, int | None, int]]
) -> None:
    controller = controller_of(strategy, limits)
    now_s = DAY_AT_S
    counts = [[0] * len(limits)]
    for wait_s, power_w, age_s in turns:
        now_s += wait_s
        controller.step(now_s, None if power_w is None else Reading(now_s - age_s, power_w))
        if controller.loads[0].reason not in (reason.STALE_METER, reason.NO_READING_YET):
            assert sum(load.switching_count for load in controller.loads) - sum(counts[-1]) <= 1
        counts.append([load.switching_count for load in controller.loads])
    for before, after in pairwise(counts):
        assert all(0 <= new - old <= 1 for old, new in zip(before, after, strict=True))


@WITH_EVERY_STRATEGY
@given(LOADS, st.lists(st.tuples(ANY_INT, st.none() | st.tuples(ANY_INT, ANY_INT)), max_size=60))
def test_a_turn_raises_nothing_whatever_comes_in_whatever_order(
    strategy: str, limits: list[tuple[int, int, int, bool]], turns: list[tuple[int, tuple[int, int] | None]]
) -> None:
    controller = controller_of(strategy, limits)
    for now_s, seen in turns:
        controller.step(now_s, None if seen is None else Reading(*seen))
        assert all(load.reason in range(len(reason.NAMES)) for load in controller.loads)
        ledger = controller.ledger
        assert ledger.net_ws == ledger.import_ws - ledger.export_ws
        assert min(ledger.import_ws, ledger.export_ws, ledger.unknown_s) >= 0


U32 = st.integers(0, 2**32 - 1)
I32 = st.integers(-(2**31), 2**31 - 1)
REGISTERS = st.none() | st.tuples(U32, U32)


@given(U32, st.integers(65535, 2**30), st.integers(0, 65535), I32, I32, REGISTERS, st.lists(st.booleans(), max_size=16))
def test_a_turn_comes_back_from_the_journal(
    seq: int, now_s: int, age_s: int, power_w: int, net_ws: int, registers: tuple[int, int] | None, states: list[bool]
) -> None:
    loads = [Load(f"load {number}", 1) for number in range(len(states))]
    for load, is_on in zip(loads, states, strict=True):
        load.is_on = is_on
    buffer = bytearray(journal.record_size(len(loads)))
    reading = Reading(now_s - age_s, power_w, *(registers or (None, None)))
    journal.encode_turn(buffer, 0, seq, now_s, reading, net_ws, loads)
    record = journal.decode_record(buffer, 0, len(loads))
    assert (record.seq, record.at_s, record.net_ws) == (seq, now_s, net_ws)
    assert repr(record.reading) == repr(reading)
    assert record.loads == [(is_on, 0) for is_on in states]
