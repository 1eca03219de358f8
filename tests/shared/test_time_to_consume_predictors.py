"""*Time to consume*: what each predictor expects at the end of the period, exactly at the thresholds."""

from nethour.control.strategies.time_to_consume import PREDICTORS, TimeToConsume
from timeline import WH_WS, is_refused, loads_of, reasons_of, turn

HALF_S = 1800


def starts(predictor, surplus_ws, export_w=0, after_noon_s=HALF_S, power_w=1000, settlement_s=3600, **settings):
    strategy = TimeToConsume(predictor=predictor, settlement_s=settlement_s, **settings)
    return turn(strategy, loads_of(power_w), after_noon_s, surplus_ws, export_w, settlement_s) == "1"


def test_without_a_prediction_the_balance_itself_must_feed_the_rest_of_the_period():
    assert starts("none", 1000 * HALF_S)
    assert not starts("none", 1000 * HALF_S - 1, export_w=9000)


def test_the_average_power_goes_on_as_long_as_the_period_lasts():
    # a quarter of the hour has passed: four times the balance is expected
    assert starts("average_power", 1000 * 2700 // 4, after_noon_s=900)
    assert not starts("average_power", 1000 * 2700 // 4 - 1, after_noon_s=900, export_w=9000)


def test_the_current_power_goes_on_until_the_end():
    assert starts("current_power", 0, export_w=1000)
    assert not starts("current_power", -1, export_w=1000)


def test_the_average_is_not_rounded():
    #    after, power, factor -> least surplus whose average gives power * factor for the rest of the hour
    for after_s, power_w, factor_pct in ((7, 747, 100), (1801, 983, 33), (3599, 747, 1), (1234, 333, 77)):
        # surplus * 3600 / after >= power * (3600 - after) * factor / 100
        least_ws = -(-power_w * (3600 - after_s) * factor_pct * after_s // 360_000)
        settings = {"after_noon_s": after_s, "power_w": power_w, "factor_pct": factor_pct, "on_min_wh": 0}
        assert starts("average_power", least_ws, **settings), after_s
        assert not starts("average_power", least_ws - 1, **settings), after_s


def test_less_than_on_min_starts_nothing():
    # 3300 s into the hour 12/11 of the balance are expected; 300 s need little
    settings = {"after_noon_s": 3300, "power_w": 10}
    assert starts("none", 75 * WH_WS, **settings)
    assert not starts("none", 75 * WH_WS - 1, **settings)
    assert starts("average_power", 75 * WH_WS * 11 // 12, **settings)
    assert not starts("average_power", 75 * WH_WS * 11 // 12 - 1, **settings)
    assert starts("average_power", -20 * WH_WS * 11 // 12, on_min_wh=-100, **settings) is False


def test_at_the_very_start_of_a_period_the_average_is_the_balance():
    assert starts("average_power", 1000 * 3600, after_noon_s=0)
    assert not starts("average_power", 1000 * 3600 - 1, after_noon_s=0)


def test_the_average_knows_the_length_of_its_period():
    assert starts("average_power", 1000 * 225, after_noon_s=450, settlement_s=900)
    assert not starts("average_power", 1000 * 225 - 1, after_noon_s=450, settlement_s=900)


def test_a_stop_always_expects_the_current_power():
    for predictor in PREDICTORS:
        strategy = TimeToConsume(predictor=predictor)
        loads = loads_of(1000, on=(0,))
        assert turn(strategy, loads, HALF_S, 1, export_w=-1000) == "1", predictor
        assert turn(strategy, loads, HALF_S, 0, export_w=-1000) == "0", predictor
        assert reasons_of(loads) == ["forecast_deficit"]


def test_two_and_five_loads_start_one_a_turn():
    for predictor in PREDICTORS:
        strategy = TimeToConsume(predictor=predictor)
        loads = loads_of(700, 1000)
        assert [turn(strategy, loads, HALF_S, 4000 * HALF_S) for _ in range(3)] == ["10", "11", "11"], predictor
        loads = loads_of(500, 400, 300, 200, 100)
        rows = [turn(strategy, loads, HALF_S, 4000 * HALF_S) for _ in range(5)]
        assert rows == ["10000", "11000", "11100", "11110", "11111"], predictor


def test_a_house_of_many_kilowatts_fits_a_boards_integers():
    # 100 kW for an hour are 360 MWs; what is compared must not need more than 30 bits
    assert starts("average_power", 100_000 * 1798, after_noon_s=1799, power_w=99_000)
    assert not starts("average_power", 49_000 * 1798, after_noon_s=1799, power_w=99_000)


def test_an_unknown_predictor_is_refused():
    assert is_refused(lambda: TimeToConsume(predictor="magic"))
