"""*Just in time* on timelines of one period: when it starts, when it stops, and what it leaves alone."""

from nethour import settings
from nethour.control import reason
from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.build import build_strategy
from nethour.control.strategies.just_in_time import WEAR, JustInTime
from nethour.reading import Reading
from timeline import NOON_AT_S, is_refused, loads_of, reasons_of, states_of, turn

TURN_S = 10


class Steady:
    """A house whose surplus is the same all the time, its loads without minimum times."""

    def __init__(self, surplus_w, *powers_w, wear="normal", settlement_s=3600):
        self.surplus_w = surplus_w
        self.loads = loads_of(*powers_w)
        self.controller = Controller(self.loads, JustInTime(settlement_s, None, wear), settlement_s)
        self.now_s = NOON_AT_S
        self.events = []
        self.period_ends_ws = []

    def live(self, duration_s):
        """Turns for so long; gathers (second since noon, states) of every switching, and how periods end."""
        end_s = self.now_s + duration_s
        while self.now_s < end_s:
            drawn_w = sum([load.rated_power_w for load in self.loads if load.is_on])
            before = states_of(self.loads)
            net_ws = self.controller.net_ws
            start_at_s = self.controller.ledger.start_at_s
            self.controller.step(self.now_s, Reading(self.now_s, drawn_w - self.surplus_w))
            if start_at_s is not None and self.controller.ledger.start_at_s != start_at_s:
                self.period_ends_ws.append(net_ws + TURN_S * (drawn_w - self.surplus_w))
            if states_of(self.loads) != before:
                self.events.append((self.now_s - NOON_AT_S, states_of(self.loads)))
            self.now_s += TURN_S


def test_a_load_runs_over_the_edge_so_that_a_period_costs_one_switching():
    house = Steady(600, 1000)
    house.live(6 * 3600)
    # 60 % of a period are due: on until 1680 s, then from 3090 s on
    settled = [(at_s % 3600, states) for at_s, states in house.events if at_s >= 2 * 3600]
    assert settled == [(1680, "0"), (3090, "1")] * 4


def test_margins_cost_a_switching_where_less_is_due_and_sparing_pays_fewer():
    counts = {}
    for wear in WEAR:
        house = Steady(400, 1000, wear=wear)
        house.live(6 * 3600)
        counts[wear] = len(house.events)
    assert counts == {"normal": 18, "sparing": 12}


def test_every_period_ends_near_zero():
    for surplus_w in (200, 400, 600, 800):
        house = Steady(surplus_w, 1000)
        house.live(8 * 3600 + TURN_S)
        assert len(house.period_ends_ws) == 8
        # a twelfth of what the load takes in a period
        assert all(abs(end_ws) < 300_000 for end_ws in house.period_ends_ws[1:]), house.period_ends_ws


def test_what_is_always_enough_runs_through_and_what_is_never_enough_stays_off():
    enough, little = Steady(1500, 1000), Steady(-300, 1000)
    enough.live(4 * 3600)
    little.live(4 * 3600)
    assert enough.events == [(enough.events[0][0], "1")]
    assert little.events == []


def test_the_largest_load_does_the_switching_and_the_others_run_through():
    house = Steady(1200, 1000, 500)
    house.live(6 * 3600)
    last_states = [states for at_s, states in house.events if at_s >= 2 * 3600]
    assert last_states == ["01", "11"] * 4


def test_of_equal_loads_the_first_runs_longest():
    house = Steady(1200, 700, 700, 700)
    house.live(6 * 3600)
    assert house.events[0][1] == "100"
    assert {states[0] for _, states in house.events} == {"1"}


def test_it_works_by_the_quarter_of_an_hour_too():
    house = Steady(400, 1000, settlement_s=900)
    house.live(2 * 3600 + TURN_S)
    assert len(house.events) == 16
    assert all(abs(end_ws) < 100_000 for end_ws in house.period_ends_ws[1:]), house.period_ends_ws


def test_wear_is_one_of_two():
    assert is_refused(lambda: JustInTime(3600, None, "none"))


def test_reasons_say_what_was_decided():
    loads = loads_of(1000, 500)
    strategy = JustInTime()
    assert turn(strategy, loads, 0, 0, 1500 + 200) == "10"
    assert reasons_of(loads) == ["surplus", "no_surplus"]
    assert turn(strategy, loads, 10, 0, 700) == "11"
    assert reasons_of(loads) == ["running", "surplus"]
    assert turn(strategy, loads, 3000, -1_000_000, -1500) == "01"
    assert reasons_of(loads) == ["forecast_deficit", "running"]


def test_at_most_one_load_switches_a_turn():
    loads = loads_of(300, 300, 300)
    strategy = JustInTime()
    seen = [turn(strategy, loads, 10 * number, 0, 5000 - 300 * number) for number in range(4)]
    assert seen == ["100", "110", "111", "111"]


def test_what_a_load_really_draws_counts():
    """150 W are left for ten minutes: enough for a load of 120 W, not for one of 1000 W."""
    for power_w, states in ((1000, "0"), (120, "1")):
        loads = loads_of(1000)
        loads[0].power_w = power_w
        assert turn(JustInTime(), loads, 3000, 0, 150) == states


def test_a_load_that_rests_is_left_alone_and_its_power_not_counted_on():
    loads = loads_of(1000, 800, on=(0,))
    loads[0].retry_at_s = NOON_AT_S + 1000
    # it is on and draws nothing: the export of 900 W is all there is, and feeds the other
    assert turn(JustInTime(), loads, 0, 0, 900) == "11"
    resting = loads_of(1000)
    resting[0].retry_at_s = NOON_AT_S + 1000
    assert turn(JustInTime(), resting, 0, 0, 5000) == "0"


def test_a_load_that_a_rule_decides_on_is_left_alone():
    loads = loads_of(1000, 500)
    loads[0].demand(False, reason.OUTSIDE_WINDOWS, False)
    assert turn(JustInTime(), loads, 0, 0, 5000) == "01"
    assert reasons_of(loads) == ["outside_windows", "surplus"]
    loads = loads_of(1000, 500)
    loads[0].demand(True, reason.GUARANTEE, False)
    assert turn(JustInTime(), loads, 0, 0, -2000) == "10"


def test_a_load_held_by_its_minimum_time_lets_the_next_one_correct():
    loads = [Load("large", 1000, 600, 600), Load("small", 900, 0, 0)]
    for load in loads:
        load.want(True, reason.SURPLUS)
        load.since_s = NOON_AT_S - 1000
        load.settle(NOON_AT_S)
    assert states_of(loads) == "11"
    assert turn(JustInTime(), loads, 100, -500_000, -1900) == "10"


def test_it_is_built_from_its_settings():
    asked = []

    def find_place():
        asked.append(1)
        return 400, -37

    for wear in WEAR:
        strategy = build_strategy({"name": "just_in_time", "wear": wear}, 2, 3600, 60, find_place)
        assert isinstance(strategy, JustInTime)
    assert len(asked) == len(WEAR)
    assert {row[0]: row[4] for row in settings.STRATEGIES["just_in_time"]}["wear"] == WEAR
