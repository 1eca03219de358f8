"""What loads really draw: learned from steps, satisfied, welded; and what clouds and kettles must not make of it."""

from house_of_rules import MIDNIGHT_AT_S, Wish, clock_s
from nethour.control import inputs
from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.power_watch import PowerWatch
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour.reading import Reading
from timeline import reasons_of

RETRY_S = 1800
DAY_S = 86400


class House:
    """Loads that draw what a test says, on a base load that it says; a turn every 5 s."""

    def __init__(self, *rated_w, **limits):
        self.loads = [Load(f"load{number}", power_w, **limits) for number, power_w in enumerate(rated_w, 1)]
        self.drawn_w = list(rated_w)
        self.is_welded = [False for _ in rated_w]
        self.strategy = Wish()
        self.watch = PowerWatch(self.loads, RETRY_S)
        self.controller = Controller(self.loads, self.strategy, watch=self.watch)
        self.now_s = MIDNIGHT_AT_S + clock_s("12:00")

    def live(self, seconds, base_w=300, wants_on=None):
        """Turns for so long; base_w is a number, or a list of one a turn that is gone through again and again."""
        if wants_on is not None:
            self.strategy.is_on = wants_on
        for turn in range(seconds // 5):
            power_w = base_w if isinstance(base_w, int) else base_w[turn % len(base_w)]
            for index, load in enumerate(self.loads):
                if load.is_on or self.is_welded[index]:
                    power_w += self.drawn_w[index]
            self.controller.step(self.now_s, Reading(self.now_s, power_w))
            self.now_s += 5
        return self

    def run_and_rest(self, times, base_w=300):
        for _ in range(times):
            self.live(60, base_w, True).live(60, base_w, False)
        return self


def test_the_rated_power_holds_until_something_else_is_known():
    house = House(1000)
    assert house.loads[0].power_w == 1000
    assert house.live(300).loads[0].power_w == 1000


def test_what_a_load_draws_is_learned_from_a_few_switchings():
    for drawn_w in (850, 1150):
        house = House(1000)
        house.drawn_w[0] = drawn_w
        assert house.live(60).run_and_rest(2).loads[0].power_w == drawn_w


def test_one_kettle_at_a_switching_teaches_nothing():
    house = House(1000).live(60)
    house.run_and_rest(2)
    house.live(5, 300, True).live(60, 700)
    assert house.loads[0].power_w == 1000


def test_a_step_in_unsteady_power_teaches_nothing():
    house = House(1000)
    house.drawn_w[0] = 850
    assert house.live(60, [300, 600]).run_and_rest(10, [300, 600]).loads[0].power_w == 1000


def test_a_power_that_cannot_be_the_load_s_teaches_nothing():
    for drawn_w in (499, 1501):
        house = House(1000)
        house.drawn_w[0] = drawn_w
        assert house.live(60).run_and_rest(10).loads[0].power_w == 1000, drawn_w


def test_two_switchings_in_one_turn_teach_nothing():
    house = House(100, 100, 3000)
    house.drawn_w = [90, 90, 2700]
    house.live(60).run_and_rest(5)
    assert [load.power_w for load in house.loads] == [100, 100, 3000]
    assert [load.retry_at_s for load in house.loads] == [None, None, None]


def test_a_step_is_taken_when_the_power_after_it_has_become_steady():
    house = House(1000).live(60)
    for _ in range(5):
        house.live(60, [300, 300, 700], True).live(60, 300, False)
    assert house.loads[0].power_w == 1000


def test_a_load_that_draws_nothing_at_its_start_rests_and_is_tried_again():
    house = House(1000).live(60)
    house.drawn_w[0] = 0
    house.live(20, wants_on=True)
    load = house.loads[0]
    assert (load.is_on, reasons_of([load])) == (False, ["satisfied"])
    rest_at_s = house.now_s
    assert house.live(RETRY_S - 60).loads[0].switching_count == 2
    assert reasons_of([load]) == ["satisfied"]
    house.drawn_w[0] = 1000
    house.live(120)
    assert load.is_on
    assert house.now_s - rest_at_s < RETRY_S + 120
    assert (load.retry_at_s, reasons_of([load])) == (None, ["surplus"])


def test_a_load_that_rests_obeys_its_minimum_on_time():
    house = House(1000, min_on_s=300).live(60)
    house.drawn_w[0] = 0
    house.live(200, wants_on=True)
    assert reasons_of(house.loads) == ["held_min_on"]
    house.live(150)
    assert reasons_of(house.loads) == ["satisfied"]


def test_a_thermostat_that_opens_in_the_run_is_seen():
    house = House(1000).live(60).live(600, wants_on=True)
    house.drawn_w[0] = 0
    house.live(20)
    assert reasons_of(house.loads) == ["satisfied"]
    assert house.loads[0].power_w == 1000
    # its stop changes nothing at the grid
    assert house.loads[0].step_w == 0
    assert house.controller.ledger.last_power_w == 300


def test_a_kettle_that_goes_off_is_no_thermostat():
    house = House(1000).live(60).live(600, wants_on=True).live(120, 1300).live(120, 300)
    assert reasons_of(house.loads) == ["surplus"]
    assert house.loads[0].switching_count == 1


def test_a_sun_that_comes_back_slowly_is_no_thermostat():
    house = House(1000).live(60).live(600, wants_on=True)
    house.live(60, [300 - 100 * turn for turn in range(12)]).live(120, -800)
    assert house.loads[0].switching_count == 1


def test_a_thermostat_taken_for_one_by_mistake_is_found_out_at_the_stop():
    house = House(1000, min_off_s=60).live(60).live(600, wants_on=True)
    # the sun comes out within 5 s, by as much as the load draws
    house.live(60, -700)
    load = house.loads[0]
    assert load.switching_count == 2
    assert load.retry_at_s is None
    house.live(60, -700)
    assert load.is_on


def test_a_load_that_is_off_but_draws_is_told_after_its_attempts_of_a_day():
    house = House(1000).live(60).live(600, wants_on=True)
    house.is_welded[0] = True
    load = house.loads[0]
    house.live(60, wants_on=False)
    assert not load.is_suspect
    for _ in range(10):
        house.live(120, wants_on=True).live(2 * 3600, wants_on=False)
    assert not load.is_suspect
    house.live(120, wants_on=True)
    house.live(120, wants_on=False)
    assert load.is_suspect
    house.live(60, wants_on=True)
    assert (load.is_on, reasons_of([load])) == (False, ["off_but_drawing"])


def test_a_contact_that_has_opened_again_is_forgiven():
    house = House(1000).live(60).live(600, wants_on=True)
    house.is_welded[0] = True
    house.live(60, wants_on=False)
    house.is_welded[0] = False
    house.live(60, wants_on=False).live(60, wants_on=True).live(21 * 3600, wants_on=False)
    house.drawn_w[0] = 0
    house.live(60, wants_on=True)
    assert reasons_of(house.loads) == ["satisfied"]
    assert not house.loads[0].is_suspect


def test_a_hot_tank_is_not_taken_for_a_welded_contact():
    house = House(1000).live(60).live(600, wants_on=True)
    house.drawn_w[0] = 0
    for _ in range(9):
        house.live(120, wants_on=True).live(2 * 3600, wants_on=False)
    house.drawn_w[0] = 1000
    house.live(120, wants_on=True).live(6 * 3600, wants_on=False).live(120, wants_on=True)
    assert house.loads[0].switching_count > 20
    assert not house.loads[0].is_suspect


def test_the_meter_of_the_load_itself_is_believed_at_once():
    house = House(1000).live(60, wants_on=True)
    load = house.loads[0]
    house.controller.take(house.now_s, inputs.LOAD_POWER, 0, 870, 0)
    assert load.power_w == 870
    house.controller.take(house.now_s, inputs.LOAD_POWER, 0, 3, 0)
    assert house.live(5).loads[0].is_on is False
    assert reasons_of([load]) == ["satisfied"]
    house.live(40)
    house.controller.take(house.now_s, inputs.LOAD_POWER, 0, 860, 0)
    assert load.is_suspect
    assert reasons_of(house.live(5).loads) == ["off_but_drawing"]
    house.controller.take(house.now_s, inputs.LOAD_POWER, 0, 0, 0)
    assert not load.is_suspect


def test_the_meter_of_a_load_says_nothing_before_it_has_settled_and_when_it_fails():
    house = House(1000).live(5, wants_on=True)
    for value in (0, inputs.UNKNOWN):
        house.controller.take(house.now_s, inputs.LOAD_POWER, 0, value, 0)
    assert house.loads[0].retry_at_s is None
    house.live(40)
    house.controller.take(house.now_s, inputs.LOAD_POWER, 0, inputs.UNKNOWN, 0)
    assert house.loads[0].retry_at_s is None


def test_a_clock_set_back_ends_the_rest():
    house = House(1000).live(60)
    house.drawn_w[0] = 0
    house.live(60, wants_on=True)
    house.drawn_w[0] = 1000
    house.now_s -= DAY_S
    house.live(60)
    assert house.loads[0].is_on


def test_the_strategy_is_left_the_share_of_a_load_that_rests():
    house = House(1000, 500)
    house.drawn_w[0] = 0
    house.controller = Controller(house.loads, TimeToConsume(), stagger_s=20, watch=house.watch)
    house.live(1500, -700)
    assert reasons_of(house.loads) == ["satisfied", "running"]
    assert [load.is_on for load in house.loads] == [False, True]
