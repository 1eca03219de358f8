"""What holds of rules, limits and the power watch whatever is read and given, found out with invented houses."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from nethour.config import build_controller, parse
from nethour.control import inputs, reason
from nethour.control.controller import Controller
from nethour.reading import Reading

settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=150)
settings.load_profile("repeatable")

MIDNIGHT_AT_S = 205_106_400  # 2026-07-02 00:00 in Spain
AT_ONCE = (
    reason.STALE_METER,
    reason.NO_READING_YET,
    reason.TOO_HOT,
    reason.TEMPERATURE_UNKNOWN,
    reason.FORCED_ON,
    reason.FORCED_OFF,
    reason.IMPORT_LIMIT,
)
"""Reasons that beat minimum times."""
BY_RULE = (*AT_ONCE, reason.GUARANTEE, reason.CHEAP_HOUR, reason.HEAT_UP)
"""Reasons for which the budget of switchings may be exceeded."""

HOUR = st.integers(0, 23).map(lambda hour: f"{hour:02d}:00")
WINDOW = st.tuples(HOUR, HOUR).map("-".join)
GUARANTEE = st.builds(
    lambda minutes, hour: {"minutes": minutes, "deadline": f"{hour:02d}:00"}, st.integers(1, 120), st.integers(2, 24)
)
HEAT_UP = st.fixed_dictionaries({"every_days": st.integers(1, 3), "at": HOUR, "minutes": st.integers(10, 60)})
LOAD = st.fixed_dictionaries(
    {
        "rated_power_w": st.integers(100, 3000),
        "min_on_s": st.integers(0, 600),
        "min_off_s": st.integers(0, 600),
        "safe_state": st.sampled_from(("off", "on")),
    },
    optional={
        "max_switchings_per_day": st.integers(2, 12),
        "max_minutes_per_day": st.integers(180, 600),
        "windows": st.lists(WINDOW, min_size=1, max_size=3),
        "guarantee": GUARANTEE,
        "temperature": st.just({"stop_c": 60, "restart_c": 50}),
        "heat_up": HEAT_UP,
    },
)
STRATEGY = st.sampled_from(
    ({"name": "time_to_consume", "on_min_wh": 0}, {"name": "minimum_on_time"}, {"name": "instantaneous_surplus"})
)


def is_possible(load: dict) -> bool:
    """Leaves out guarantees that no day has room for; the validator refuses them."""
    return "guarantee" not in load or "windows" not in load


@st.composite
def houses(draw: st.DrawFn) -> Controller:
    loads = draw(st.lists(LOAD.filter(is_possible), min_size=1, max_size=4))
    relay = {"kind": "modbus_coil", "bus": "lan", "unit": 2}
    data = {
        "version": 1,
        "settlement_s": draw(st.sampled_from((900, 3600))),
        "stagger_s": draw(st.sampled_from((0, 10, 60))),
        "retry_s": 600,
        "strategy": draw(STRATEGY),
        "prices": {},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.1"}],
        "meter": {"profile": "none", "bus": "lan"},
        "loads": [load | {"name": f"load{at}", "relay": relay | {"coil": at}} for at, load in enumerate(loads)],
    }
    if draw(st.booleans()):
        data["max_import_w"] = draw(st.integers(500, 6000))
    return build_controller(parse(json.dumps(data)))


SPAN = st.tuples(st.integers(1, 90), st.integers(-5000, 3000), st.booleans())
"""Turns, grid power without loads, and whether the meter answers."""
GIVEN = st.tuples(
    st.sampled_from((inputs.OVERRIDE, inputs.TEMPERATURE, inputs.LOAD_POWER, inputs.PRICE)),
    st.integers(0, 4),
    st.sampled_from((0, 1, 300, 550, 700, inputs.UNKNOWN)),
    st.integers(-600, 7200),
)
DAY = st.lists(st.tuples(SPAN, st.none() | GIVEN), min_size=3, max_size=40)


class Witness:
    """Lives a day of spans in a house and keeps what a turn did."""

    def __init__(self, controller: Controller, start_s: int, turn_s: int):
        self.controller = controller
        self.now_s = MIDNIGHT_AT_S + start_s
        self.turn_s = turn_s

    def live(self, day: list, check) -> None:
        loads = self.controller.loads
        for (turn_count, base_w, answers), given_input in day:
            if given_input is not None:
                kind, index, value, after_s = given_input
                self.controller.take(self.now_s, kind, index, value, self.now_s + after_s)
            for _ in range(turn_count):
                before = [(load.is_on, load.since_s, load.switching_count) for load in loads]
                power_w = base_w + sum(load.rated_power_w for load in loads if load.is_on)
                self.controller.step(self.now_s, Reading(self.now_s, power_w) if answers else None)
                check(self, before, power_w if answers else None)
                self.now_s += self.turn_s


@given(houses(), st.integers(0, 86400), st.sampled_from((5, 30)), DAY)
def test_no_load_is_in_a_state_younger_than_its_minimum_time_but_for_what_comes_at_once(
    controller: Controller, start_s: int, turn_s: int, day: list
) -> None:
    def check(witness: Witness, before: list, power_w: int | None) -> None:
        for load, (was_on, since_s, _) in zip(witness.controller.loads, before, strict=True):
            if load.is_on != was_on and load.reason not in AT_ONCE:
                assert since_s is not None
                assert witness.now_s - since_s >= (load.min_on_s if was_on else load.min_off_s)

    Witness(controller, start_s, turn_s).live(day, check)


@given(houses(), st.integers(0, 86400), st.sampled_from((5, 30)), DAY)
def test_the_strategy_starts_nothing_beyond_the_budget_of_the_day(
    controller: Controller, start_s: int, turn_s: int, day: list
) -> None:
    counted: dict[tuple[int, int], int] = {}

    def check(witness: Witness, before: list, power_w: int | None) -> None:
        for number, (load, (was_on, _, _)) in enumerate(zip(witness.controller.loads, before, strict=True)):
            rules = load.rules
            if rules is None or rules.max_switchings is None or load.is_on == was_on:
                continue
            place = (number, rules.local_time.day)
            if load.is_on and load.reason not in BY_RULE:
                assert counted.get(place, 0) + 2 <= rules.max_switchings
            counted[place] = counted.get(place, 0) + 1

    Witness(controller, start_s, turn_s).live(day, check)


@given(houses(), st.integers(0, 86400), st.sampled_from((5, 30)), DAY)
def test_never_two_starts_within_the_stagger(controller: Controller, start_s: int, turn_s: int, day: list) -> None:
    started_at_s: list[int] = []
    stagger_s = controller._stagger_s

    def check(witness: Witness, before: list, power_w: int | None) -> None:
        starts = [load for load, was in zip(witness.controller.loads, before, strict=True) if load.is_on and not was[0]]
        if stagger_s:
            assert len(starts) <= 1
            if starts and started_at_s:
                assert witness.now_s - started_at_s[-1] >= stagger_s
            started_at_s.extend(witness.now_s for _ in starts)

    Witness(controller, start_s, turn_s).live(day, check)


@given(houses(), st.integers(0, 86400), st.sampled_from((5, 30)), DAY)
def test_after_a_turn_no_more_is_imported_than_allowed_as_long_as_a_load_is_left_to_shed(
    controller: Controller, start_s: int, turn_s: int, day: list
) -> None:
    limit_w = controller._max_import_w

    def check(witness: Witness, before: list, power_w: int | None) -> None:
        loads = witness.controller.loads
        if limit_w is None or power_w is None:
            return
        drawing = [load for load in loads if load.is_on and load.retry_at_s is None]
        if drawing:
            assert witness.controller.ledger.last_power_w <= limit_w

    Witness(controller, start_s, turn_s).live(day, check)


ANY_INT = st.integers(-(2**40), 2**40)
ANY_TURN = st.tuples(
    ANY_INT,
    st.none() | st.tuples(st.integers(-70, 2), ANY_INT),
    st.none() | st.tuples(st.integers(0, 12), st.integers(-1, 300), ANY_INT, ANY_INT),
)


@given(houses(), st.lists(ANY_TURN, max_size=40))
def test_a_turn_raises_nothing_whatever_is_read_and_given(controller: Controller, turns: list) -> None:
    for now_s, seen, given_input in turns:
        if given_input is not None:
            controller.take(now_s, *given_input)
        for after_s in (0, 5, 10):
            controller.step(now_s + after_s, seen and Reading(now_s + after_s + seen[0], seen[1]))
            assert all(load.reason in range(len(reason.NAMES)) for load in controller.loads)
            assert all(load.power_w > 0 for load in controller.loads)


@given(
    st.integers(5, 240),
    st.integers(5, 24),
    st.integers(0, 900),
    st.lists(st.tuples(st.integers(30, 400), st.integers(-3000, 2500)), min_size=1, max_size=8),
    st.sampled_from((0, 88 - 2374, 117)),
    st.sampled_from((5, 30)),
    st.booleans(),
)
def test_a_guarantee_is_met_by_its_deadline_on_any_day(
    minutes: int, hour: int, min_s: int, sky: list, days_after: int, turn_s: int, has_prices: bool
) -> None:
    load = {
        "name": "heater",
        "rated_power_w": 1000,
        "min_on_s": min_s,
        "min_off_s": min_s,
        "guarantee": {"minutes": minutes, "deadline": f"{hour:02d}:00"},
        "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 0},
    }
    data = {
        "version": 1,
        "turn_s": 30,
        "strategy": {"name": "time_to_consume", "on_min_wh": 0},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.1"}],
        "meter": {"profile": "none", "bus": "lan"},
        "prices": {},
        "loads": [load],
    }
    controller = build_controller(parse(json.dumps(data)))
    day = 2374 + days_after
    local_time = controller.loads[0].rules.local_time
    now_s, deadline_at_s = local_time.at_s(day, 0), local_time.at_s(day, hour * 3600)
    if has_prices:
        for at in range(24):
            controller.take(now_s, inputs.PRICE, inputs.HOUSE, 100 + at * 37 % 50, now_s + at * 3600)
    # Minutes that there are between midnight and the deadline, less what the start of the board holds.
    room_s = deadline_at_s - now_s - 2 * min_s - 240
    ran_s = number = 0
    while now_s < deadline_at_s:
        base_w = sky[number // 40 % len(sky)][1]
        load_now = controller.loads[0]
        controller.step(now_s, Reading(now_s, base_w + (1000 if load_now.is_on else 0)))
        ran_s += turn_s if load_now.is_on else 0
        now_s += turn_s
        number += 1
    assert ran_s >= min(minutes * 60, room_s)
