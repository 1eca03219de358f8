"""The settings of target, bias and registers: what they become, and what is refused."""

import json

from nethour.config import ConfigError, build_controller, parse
from nethour.reading import Reading

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
BIAS = {
    "import_eur_per_kwh": 0.1845,
    "export_eur_per_kwh": 0.06,
    "load_eur_per_kwh": 0.1,
    "forecast_sd_wh": 150,
}
WORTH = "give what a kWh in the loads replaces, from export_eur_per_kwh, 0.06, to import_eur_per_kwh, 0.1845"


def house(**settings):
    relay = {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 0}
    meter = {"profile": "eastron_sdm630", "bus": "lan"}
    meter.update(settings.pop("meter", {}))
    data = {
        "version": 1,
        "strategy": {"name": "time_to_consume"},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.7"}],
        "meter": meter,
        "loads": [{"name": "heater", "rated_power_w": 1000, "relay": relay}],
    }
    data.update(settings)
    return json.dumps(data)


def errors_of(**settings):
    try:
        parse(house(**settings))
    except ConfigError as error:
        return error.errors
    return []


def bias(**changed):
    return dict(BIAS, **changed)


def built(**settings):
    return build_controller(parse(house(**settings)))


def test_without_either_the_target_is_a_balance_of_0():
    assert built().target_net_ws == 0


def test_a_target_is_taken_in_watt_hours_and_a_bias_adds_to_it():
    assert built(target_net_wh=-50).target_net_ws == -50 * 3600
    assert built(bias=bias()).target_net_ws == -70 * 3600  # a deficit should come in 321 of 1000 periods
    assert built(target_net_wh=50, bias=bias()).target_net_ws == -20 * 3600
    assert built(bias=bias(forecast_sd_wh=0)).target_net_ws == 0


def test_prices_may_be_as_far_apart_as_it_gets():
    assert errors_of(bias=bias(import_eur_per_kwh=1, export_eur_per_kwh=-1, load_eur_per_kwh=-1)) == []
    assert errors_of(bias=bias(import_eur_per_kwh=0.9999, export_eur_per_kwh=0.0001, load_eur_per_kwh=0.9999)) == []


def test_what_is_wrong_gets_one_sentence():
    for settings, sentence in (
        ({"target_net_wh": 100_001}, "target_net_wh is 100001: give a whole number from -100000 to 100000"),
        ({"target_net_wh": 0.5}, "target_net_wh is 0.5: give a whole number from -100000 to 100000"),
        ({"bias": 5}, "bias is 5: give an object, { ... }"),
        (
            {"bias": bias(import_eur_per_kwh=18)},
            "bias.import_eur_per_kwh is 18: give a number from -1 to 1 with four decimals at most",
        ),
        (
            {"bias": bias(import_eur_per_kwh=0.18455)},
            "bias.import_eur_per_kwh is 0.18455: give a number from -1 to 1 with four decimals at most",
        ),
        (
            {"bias": bias(export_eur_per_kwh=0.1845)},
            "bias.export_eur_per_kwh is 0.1845: give less than import_eur_per_kwh, 0.1845",
        ),
        (
            {"bias": bias(load_eur_per_kwh=0.2)},
            "bias.load_eur_per_kwh is 0.2: " + WORTH,
        ),
        (
            {"bias": bias(load_eur_per_kwh=0.05)},
            "bias.load_eur_per_kwh is 0.05: " + WORTH,
        ),
        (
            {"bias": bias(forecast_sd_wh=-1)},
            "bias.forecast_sd_wh is -1: give a whole number from 0 to 10000",
        ),
        ({"meter": {"registers": "yes"}}, 'meter.registers is "yes": give one of net, ignore'),
        ({"meter": {"register_step_wh": 0}}, "meter.register_step_wh is 0: give a whole number from 1 to 100"),
    ):
        assert errors_of(**settings) == [sentence]
    missing = bias()
    del missing["forecast_sd_wh"]
    assert errors_of(bias=missing) == ["bias.forecast_sd_wh is missing: give a whole number from 0 to 10000"]


def lived(controller, registers_wh):
    """The balance after a minute of 600 W, with the import register at these values."""
    for turn in range(2):
        controller.step(NOON_AT_S + 60 * turn, Reading(NOON_AT_S + 60 * turn, 600, registers_wh[turn], 0))
    return controller.net_ws


def test_registers_tie_the_balance_unless_they_are_to_be_ignored():
    for meter, net_wh in (
        ({}, 10),  # it might resolve no more than 100 Wh
        ({"register_step_wh": 10}, 40 - 20),
        ({"register_step_wh": 1}, 40 - 2),
        ({"registers": "ignore", "register_step_wh": 1}, 10),
    ):
        assert lived(built(meter=meter), (7000, 7040)) == net_wh * 3600, meter


def test_the_strategy_aims_at_the_target():
    # After five minutes the heater needs 917 Wh for the rest of the hour; power, target -> is it on
    for power_w, target_net_wh, is_on in ((-1050, 0, True), (-1050, -200, False), (-850, 0, False), (-850, 200, True)):
        controller = built(target_net_wh=target_net_wh)
        for turn in range(0, 301, 60):
            controller.step(NOON_AT_S + turn, Reading(NOON_AT_S + turn, power_w))
        assert controller.loads[0].is_on == is_on, target_net_wh
        assert controller.net_ws == power_w * 300  # the balance is what it is
