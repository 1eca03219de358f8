"""The daily guarantee: surplus first, then the cheapest hours, then the last moment; and never more than it is due."""

from house_of_rules import MIDNIGHT_AT_S, Wish, clock_s, controller_of, heater, live, rules_with, shown, turn
from nethour.control import inputs
from nethour.control.guarantee import Guarantee
from nethour.control.prices import PriceTable
from nethour.control.time_window import TimeWindows
from timeline import is_refused

SPRING_MIDNIGHT_AT_S = 196_909_200 - 2 * 3600  # 2026-03-29 00:00 in Spain: that day has no 2 o'clock
AUTUMN_MIDNIGHT_AT_S = 215_053_200 - 3 * 3600  # 2026-10-25 00:00 in Spain: 2 o'clock comes twice


def due(run_s=3600, wh=0, deadline="20:00", prices=None, slack_s=60, buy_within_s=14400):
    return Guarantee(clock_s(deadline), run_s, wh, buy_within_s, slack_s, prices)


def house(guarantee, strategy=None, prices=None, limits=None, **parts):
    load = heater(rules_with(guarantee=guarantee, **parts), **(limits or {}))
    return controller_of([load], strategy, prices=prices)


def priced(*prices, from_hour=0):
    """A table with these prices an hour, from an hour of the day on."""
    table = PriceTable(3600)
    for number, price in enumerate(prices):
        table.put(MIDNIGHT_AT_S + (from_hour + number) * 3600, price)
    return table


def test_without_sun_and_prices_it_starts_at_the_last_moment_and_ends_when_it_is_met():
    assert live(house(due()), "00:00", "24:00") == [
        ("00:00", False, "no_surplus"),
        ("18:59", True, "guarantee"),
        ("19:59", False, "no_surplus"),
    ]


def test_what_the_sun_gave_is_not_bought_again():
    strategy = Wish(True)
    controller = house(due(), strategy)
    live(controller, "12:00", "12:40")
    strategy.is_on = False
    assert live(controller, "12:40", "21:00") == [
        ("12:40", False, "no_surplus"),
        ("19:39", True, "guarantee"),
        ("19:59", False, "no_surplus"),
    ]


def test_a_guarantee_met_by_the_sun_buys_nothing():
    strategy = Wish(True)
    controller = house(due(), strategy)
    live(controller, "12:00", "13:01")
    strategy.is_on = False
    assert live(controller, "13:01", "24:00") == [("13:01", False, "no_surplus")]


def test_a_top_up_ends_when_the_minimum_is_met_and_does_not_run_to_the_maximum():
    controller = house(due(), max_run_s=4 * 3600)
    live(controller, "00:00", "24:00")
    assert controller.loads[0].rules.count.ran_s == 3600


def test_minimum_off_time_is_allowed_for():
    # The strategy stops the load just before the last moment: held off for ten minutes it is still in time.
    strategy = Wish(True)
    controller = house(due(), strategy, limits={"min_off_s": 600})
    turn(controller, "18:00")
    live(controller, "18:00", "18:10")
    for second in range(clock_s("18:10"), clock_s("20:00"), 30):
        strategy.is_on = second < clock_s("18:55") and second % 60 == 0
        turn(controller, second, 300)
    assert controller.loads[0].rules.count.ran_s >= 3600


def test_energy_counts_by_what_the_load_draws():
    controller = house(due(0, 500))
    changes = live(controller, "00:00", "24:00")
    assert changes == [("00:00", False, "no_surplus"), ("19:29", True, "guarantee"), ("19:59", False, "no_surplus")]
    controller = house(due(0, 500))
    controller.loads[0].power_w = 800
    changes = live(controller, "00:00", "24:00", spacing_s=30)
    assert [at for at, _, _ in changes] == ["00:00", "19:21", "19:59"]


def test_a_load_that_is_on_and_draws_nothing_gets_no_energy():
    controller = house(due(0, 500))
    load = controller.loads[0]
    turn(controller, "19:28")
    turn(controller, "19:30")
    load.retry_at_s = MIDNIGHT_AT_S + clock_s("20:00")
    turn(controller, "19:31")
    assert load.is_on
    assert load.rules.count.used_wh == 0
    assert load.rules.count.ran_s == 60


def test_the_cheapest_hours_before_the_deadline_are_taken():
    prices = priced(50, 40, 30, 60, from_hour=16)
    assert live(house(due(5400, prices=prices), prices=prices), "00:00", "24:00") == [
        ("00:00", False, "no_surplus"),
        ("17:00", True, "cheap_hour"),  # the second cheapest, for the half hour that the cheapest leaves over
        ("17:30", False, "no_surplus"),
        ("18:00", True, "cheap_hour"),
        ("19:00", False, "no_surplus"),
    ]


def test_before_the_time_to_buy_it_waits_for_the_sun_however_cheap_it_is():
    prices = priced(1, 1, 1, 1, 1, 1, 50, 50, 50, 50, from_hour=10)
    changes = live(house(due(prices=prices), prices=prices), "00:00", "24:00")
    assert changes == [("00:00", False, "no_surplus"), ("16:00", True, "cheap_hour"), ("17:00", False, "no_surplus")]
    changes = live(house(due(prices=prices, buy_within_s=86400), prices=prices), "00:00", "24:00")
    assert changes == [("00:00", False, "no_surplus"), ("10:00", True, "cheap_hour"), ("11:00", False, "no_surplus")]


def test_of_equal_prices_the_first_is_taken():
    prices = priced(50, 40, 40, 40, from_hour=16)
    assert live(house(due(prices=prices), prices=prices), "00:00", "24:00")[1] == ("17:00", True, "cheap_hour")


def test_hours_without_a_price_are_not_counted_on_and_the_last_moment_is_kept():
    prices = priced(50, from_hour=16)
    assert live(house(due(prices=prices), prices=prices), "00:00", "24:00")[1] == ("16:00", True, "cheap_hour")
    prices = PriceTable(3600)
    assert live(house(due(prices=prices), prices=prices), "00:00", "24:00")[1] == ("18:59", True, "guarantee")


def test_prices_come_as_inputs_and_a_new_one_counts_at_once():
    prices = PriceTable(900)
    controller = house(due(1800, prices=prices), prices=prices)
    for quarter in range(16):
        at_s = MIDNIGHT_AT_S + clock_s("16:00") + 900 * quarter
        controller.take(MIDNIGHT_AT_S, inputs.PRICE, inputs.HOUSE, 100 - quarter, at_s)
    assert turn(controller, "16:10") == (False, "no_surplus")
    for quarter in range(1, 16):
        at_s = MIDNIGHT_AT_S + clock_s("16:00") + 900 * quarter
        controller.take(MIDNIGHT_AT_S, inputs.PRICE, inputs.HOUSE, 200, at_s)
    assert turn(controller, "16:11") == (True, "cheap_hour")


def test_only_open_windows_are_counted_on():
    windows = TimeWindows(["10:00-10:30", "17:00-18:00"])
    controller = house(due(5400, slack_s=0), windows=windows)
    assert live(controller, "00:00", "19:00") == [
        ("00:00", False, "outside_windows"),
        ("10:00", True, "guarantee"),  # with the hour of the evening it is just enough
        ("10:30", False, "outside_windows"),
        ("17:00", True, "guarantee"),
        ("18:00", False, "outside_windows"),
    ]
    assert controller.loads[0].rules.count.ran_s == 5400
    assert live(house(due(), windows=windows), "00:00", "19:00") == [
        ("00:00", False, "outside_windows"),
        ("10:00", False, "no_surplus"),
        ("10:29", True, "guarantee"),
        ("10:30", False, "outside_windows"),
        ("17:00", True, "guarantee"),
        ("17:59", False, "no_surplus"),
        ("18:00", False, "outside_windows"),
    ]


def test_days_of_23_and_25_hours_are_served_by_the_wall_clock():
    for midnight_at_s, hour_s in ((SPRING_MIDNIGHT_AT_S, -3600), (AUTUMN_MIDNIGHT_AT_S, 3600)):
        controller = house(due(3600, deadline="07:00"))
        changes = live(controller, "00:00", "09:00", midnight_at_s=midnight_at_s)
        # live() tells hours since midnight, one less or more than the wall clock after the change
        assert changes[1] == (shown(clock_s("05:59") + hour_s), True, "guarantee")
        assert controller.loads[0].rules.count.ran_s == 3600


def test_windows_of_the_skipped_hour_are_not_counted_on():
    windows = TimeWindows(["01:00-04:00"])
    controller = house(due(5400, deadline="06:00"), windows=windows)
    changes = live(controller, "00:00", "06:00", midnight_at_s=SPRING_MIDNIGHT_AT_S)
    assert changes[1:3] == [("01:00", False, "no_surplus"), ("01:29", True, "guarantee")]
    assert controller.loads[0].rules.count.ran_s == 5400


def test_a_deadline_at_midnight():
    assert live(house(due(deadline="24:00")), "20:00", "25:00")[1:] == [
        ("22:59", True, "guarantee"),
        ("23:59", False, "no_surplus"),
    ]


def test_a_board_that_starts_after_the_deadline_has_nothing_to_make_up_for():
    assert live(house(due()), "20:00", "24:00") == [("20:00", False, "no_surplus")]


def test_a_silent_meter_is_the_safe_state_and_what_was_missed_is_made_up_for():
    controller = house(due())
    live(controller, "18:00", "19:20")
    reasons = [turn(controller, f"19:{minute}", None)[1] for minute in range(20, 25)]
    assert reasons == ["guarantee", "stale_meter", "stale_meter", "stale_meter", "stale_meter"]
    assert live(controller, "19:25", "20:00") == [("19:25", True, "guarantee")]
    assert live(controller, "20:00", "21:00") == [("20:00", False, "no_surplus")]
    # from 18:59 to 20:00, but for the minutes of silence, 19:21 to 19:25
    assert controller.loads[0].rules.count.ran_s == 57 * 60


def test_what_was_counted_before_a_restart_counts():
    before = house(due())
    live(before, "00:00", "19:30")
    after = house(due())
    now_s = MIDNIGHT_AT_S + clock_s("19:31")
    for given in inputs.state(before, now_s):
        after.take(now_s, *given)
    assert after.loads[0].rules.count.ran_s == before.loads[0].rules.count.ran_s > 1700
    live(after, "19:31", "24:00")
    assert 3500 < after.loads[0].rules.count.ran_s <= 3660


def test_the_price_table_keeps_two_days():
    table = PriceTable(3600)
    for hour in range(49):
        table.put(MIDNIGHT_AT_S + hour * 3600, hour)
    first = MIDNIGHT_AT_S // 3600
    assert [table.price(first + hour) for hour in (-1, 0, 1, 24, 48, 49)] == [None, None, 1, 24, 48, None]
    table.put(MIDNIGHT_AT_S + 200 * 3600, 7)
    assert [table.price(first + hour) for hour in (48, 153, 199, 200, 201)] == [None, None, None, 7, None]
    table.put(MIDNIGHT_AT_S, 5)
    assert [table.price(first + hour) for hour in (0, 200)] == [5, None]


def test_guarantees_that_make_no_sense_are_refused():
    for deadline_s, run_s, wh in ((0, 60, 0), (86401, 60, 0), (3600, 0, 0), (3600, 60, 60)):
        assert is_refused(lambda d=deadline_s, r=run_s, w=wh: Guarantee(d, r, w))
    assert is_refused(lambda: PriceTable(7))
    assert is_refused(lambda: PriceTable(0))
