"""What holds for all loads together: the import limit, and that no two start at once."""

from house_of_rules import MIDNIGHT_AT_S, Wish, clock_s, controller_of, rules_with
from nethour.control import inputs, reason
from nethour.control.guarantee import Guarantee
from nethour.control.load import Load
from nethour.control.strategies.hysteresis import Hysteresis
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour.reading import Reading
from timeline import reasons_of, states_of


def loads_of(*powers_w, **limits):
    return [Load(f"load{number}", power_w, **limits) for number, power_w in enumerate(powers_w, 1)]


def turn(controller, after_noon_s, base_w):
    """One turn with a base load; the states of the loads."""
    now_s = MIDNIGHT_AT_S + clock_s("12:00") + after_noon_s
    drawn_w = 0
    for load in controller.loads:
        if load.is_on:
            drawn_w += load.rated_power_w
    controller.step(now_s, None if base_w is None else Reading(now_s, base_w + drawn_w))
    return states_of(controller.loads)


def test_shed_imminent_sheds_now_whatever_minimum_on_time_says():
    controller = controller_of(loads_of(1000, 2000, min_on_s=3600), Wish(True), max_import_w=3300)
    assert turn(controller, 0, 300) == "11"
    assert turn(controller, 5, 301) == "10"
    assert reasons_of(controller.loads) == ["surplus", "import_limit"]


def test_the_last_in_order_goes_first_and_no_more_than_needed():
    for base_w, states in ((300, "111"), (301, "110"), (1300, "110"), (1301, "100"), (3300, "100"), (3301, "000")):
        controller = controller_of(loads_of(1000, 2000, 1000), Wish(True), max_import_w=4300)
        turn(controller, 0, -5000)
        assert turn(controller, 5, base_w) == states, base_w


def test_what_would_exceed_the_limit_does_not_start_and_is_no_switching():
    controller = controller_of(loads_of(1000, 2000), Wish(True), max_import_w=2000)
    for second in range(0, 100, 5):
        assert turn(controller, second, 1000) == "10"
    assert reasons_of(controller.loads) == ["surplus", "import_limit"]
    assert [load.switching_count for load in controller.loads] == [1, 0]


def test_what_was_shed_stays_off_for_its_minimum_off_time_even_when_the_user_wants_it():
    controller = controller_of(loads_of(1000, min_off_s=300), Wish(True), max_import_w=2000)
    now_s = MIDNIGHT_AT_S + clock_s("12:00")
    controller.take(now_s, inputs.OVERRIDE, 0, 1, now_s + 3600)
    assert turn(controller, 0, 500) == "1"
    assert turn(controller, 5, 1500) == "0"
    assert turn(controller, 10, 500) == "0"
    assert turn(controller, 304, 500) == "0"
    assert reasons_of(controller.loads) == ["import_limit"]
    assert turn(controller, 305, 500) == "1"
    assert reasons_of(controller.loads) == ["forced_on"]


def test_a_guarantee_gives_way_to_the_limit():
    guarantee = Guarantee(clock_s("13:00"), 3600, 0)
    controller = controller_of([Load("heater", 1000, rules=rules_with(guarantee=guarantee))], max_import_w=1000)
    assert turn(controller, 0, 1) == "0"
    assert reasons_of(controller.loads) == ["import_limit"]
    assert turn(controller, 5, 0) == "1"
    assert reasons_of(controller.loads) == ["guarantee"]


def test_a_load_that_draws_nothing_frees_nothing():
    class Resting:
        def see(self, at_s, grid_power_w):
            pass

        def switched(self, now_s, load):
            pass

        def rests(self, now_s, load):
            return True

    controller = controller_of(loads_of(1000, 1000, min_on_s=600), Wish(True), max_import_w=2300, watch=Resting())
    assert turn(controller, 0, -3000) == "11"
    controller.loads[1].retry_at_s = MIDNIGHT_AT_S + clock_s("13:00")
    now_s = MIDNIGHT_AT_S + clock_s("12:00") + 5
    controller.step(now_s, Reading(now_s, 2301))
    assert states_of(controller.loads) == "01"
    assert reasons_of(controller.loads) == ["import_limit", "held_min_on"]


def test_without_a_limit_or_a_reading_nothing_is_shed():
    controller = controller_of(loads_of(1000), Wish(True))
    assert turn(controller, 0, 50_000) == "1"
    controller = controller_of(loads_of(1000, is_safe_on=True), Wish(True), max_import_w=100)
    assert turn(controller, 0, None) == "1"


def test_three_heaters_do_not_start_in_one_tick():
    strategy = Hysteresis([50, 50, 50], [0, 0, 0])
    controller = controller_of(loads_of(1000, 1000, 1000), strategy, stagger_s=10)
    assert turn(controller, 0, -9000) == "000"
    states = [turn(controller, second, -9000) for second in range(5, 50, 5)]
    assert states == ["000", "000", "000", "100", "100", "110", "110", "111", "111"]


def test_who_waits_says_so():
    controller = controller_of(loads_of(1000, 1000), Wish(True), stagger_s=10)
    assert turn(controller, 0, -9000) == "10"
    assert reasons_of(controller.loads) == ["surplus", "staggered"]
    assert turn(controller, 9, -9000) == "10"
    assert turn(controller, 10, -9000) == "11"


def test_stops_do_not_wait():
    strategy = Wish(True)
    controller = controller_of(loads_of(1000, 1000), strategy, stagger_s=10)
    for second in (0, 10, 20):
        turn(controller, second, -9000)
    strategy.is_on = False
    assert turn(controller, 25, -9000) == "00"


def test_loads_whose_safe_state_is_on_start_one_after_the_other_too():
    controller = controller_of(loads_of(1000, 1000, is_safe_on=True), stagger_s=10)
    assert [turn(controller, second, None) for second in (0, 5, 10)] == ["10", "10", "11"]


def test_a_clock_set_back_does_not_hold_starts_for_the_length_of_its_error():
    controller = controller_of(loads_of(1000, 1000), Wish(True), stagger_s=10)
    turn(controller, 5000, -9000)
    assert turn(controller, 0, -9000) == "11"


def test_loads_due_at_the_same_time_do_not_all_start_at_once_and_trip_the_breaker():
    rules = [rules_with(guarantee=Guarantee(clock_s("01:00"), 1800, 0, slack_s=600)) for _ in range(4)]
    loads = [Load(f"load{number}", 2000, rules=rules[number]) for number in range(4)]
    controller = controller_of(loads, stagger_s=10, max_import_w=4500)
    most_w = 0
    for second in range(0, 3600, 5):
        now_s = MIDNIGHT_AT_S + second
        power_w = 300
        for load in loads:
            power_w += load.rated_power_w if load.is_on else 0
        most_w = max(most_w, power_w)
        controller.step(now_s, Reading(now_s, power_w))
    assert most_w == 4300
    starts_s = sorted([load.since_s - load.rules.count.ran_s for load in loads])
    assert starts_s[0] < starts_s[1]


def test_a_load_that_needs_more_than_the_surplus_of_the_moment_runs_on_the_period_s():
    # 750 W of surplus never start a 1500 W load by a threshold; in half of each hour they feed it.
    controller = controller_of([Load("heater", 1500, 300, 300)], TimeToConsume())
    ran_s = 0
    for second in range(0, 4 * 3600, 10):
        ran_s += 10 * int(turn(controller, second, -750))
    assert 6900 <= ran_s <= 7300


def test_a_load_under_a_rule_is_passed_over_and_the_next_one_takes_its_place():
    for strategy in (TimeToConsume(), Hysteresis([10, 10], [0, 0])):
        controller = controller_of(loads_of(1000, 1000), strategy)
        now_s = MIDNIGHT_AT_S + clock_s("12:00")
        controller.take(now_s, inputs.OVERRIDE, 0, 0, now_s + 3600)
        turn(controller, 0, -1500)
        turn(controller, 60, -1500)
        assert turn(controller, 120, -1500) == "01"
        assert controller.loads[0].reason == reason.FORCED_OFF
