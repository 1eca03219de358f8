"""config.json: what is accepted, what it becomes, and the one sentence for everything that is wrong with it."""

import binascii
import json

from nethour.config import Config, build_controller, parse
from small_house import errors_of, errors_with, errors_without, house, load


def test_a_small_house_gets_its_defaults():
    config = parse(json.dumps(house()))
    assert (config.settlement_s, config.turn_s, config.stale_after_s) == (3600, 5, 60)
    assert config.strategy == {
        "name": "time_to_consume",
        "on_min_wh": 75,
        "end_at_wh": 0,
        "factor": 1,
        "predictor": "current_power",
    }
    assert config.buses == [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.7", "port": 502, "timeout_ms": 1000}]
    assert config.meter == {
        "profile": "eastron_sdm630",
        "bus": "lan",
        "unit": 1,
        "max_power_w": 50000,
        "registers": "net",
        "register_step_wh": None,
    }
    assert (config.target_net_wh, config.bias) == (0, None)
    assert config.loads[1] == {
        "name": "pump",
        "rated_power_w": 750,
        "min_on_s": 300,
        "min_off_s": 300,
        "safe_state": "off",
        "max_switchings_per_day": None,
        "max_minutes_per_day": None,
        "windows": None,
        "guarantee": None,
        "temperature": None,
        "heat_up": None,
        "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 1},
    }
    assert config.journal == {"turns_kib": 640, "flush_s": 300}


def test_what_is_given_stands_instead_of_a_default():
    data = house()
    data["settlement_s"] = 900
    data["journal"] = {"flush_s": 60}
    data["strategy"]["factor"] = 0.5
    data["loads"][0]["safe_state"] = "on"
    config = parse(json.dumps(data))
    assert config.settlement_s == 900
    assert config.journal == {"turns_kib": 640, "flush_s": 60}
    assert config.strategy["factor"] == 0.5
    assert config.loads[0]["safe_state"] == "on"


def test_a_configuration_is_known_by_its_exact_text():
    text = json.dumps(house())
    config = parse(text)
    assert isinstance(config, Config)
    assert config.text == text
    assert config.crc == binascii.crc32(text.encode())
    assert parse(text + "\n").crc != config.crc


def test_the_controller_is_what_the_configuration_says():
    data = house()
    data["settlement_s"] = 900
    data["stale_after_s"] = 30
    data["loads"][0]["min_on_s"] = 42
    data["loads"][0]["min_off_s"] = 43
    data["loads"][1]["safe_state"] = "on"
    controller = build_controller(parse(json.dumps(data)))
    first, second = controller.loads
    assert (first.name, first.rated_power_w, first.min_on_s, first.min_off_s) == ("heater", 750, 42, 43)
    assert (first.is_safe_on, second.is_safe_on) == (False, True)
    assert (controller.ledger.settlement_s, controller.ledger.stale_after_s) == (900, 30)


HOUSE_SETTINGS = (
    "version, settlement_s, turn_s, stale_after_s, timezone, place, "
    "stagger_s, max_import_w, target_net_wh, bias, "
    "learn_power, retry_s, prices, strategy, buses, meter, loads, journal"
)
SHOWN_WHOLE = '"' + 38 * "!" + '"'  # 40 characters are shown as they are
LONG_SHOWN = '"' + 36 * "x" + "..."  # 37 characters of it

STRATEGIES = "hysteresis, instantaneous_surplus, just_in_time, minimum_on_time, off, time_to_consume"

GIVE_IPV4 = "give an IPv4 address such as 192.168.1.20; a board looks no name up while it controls"

# Where, the wrong value, and the sentence.
WRONG = (
    (("settlement",), 3600, f"settlement is not a setting: remove it, or use one of {HOUSE_SETTINGS}"),
    (("version",), 2, "version is 2: give 1"),
    (("settlement_s",), 59, "settlement_s is 59: give a whole number from 60 to 86400"),
    (("settlement_s",), 86401, "settlement_s is 86401: give a whole number from 60 to 86400"),
    (("settlement_s",), 3600.5, "settlement_s is 3600.5: give a whole number from 60 to 86400"),
    (("settlement_s",), True, "settlement_s is true: give a whole number from 60 to 86400"),
    (("settlement_s",), "3600", 'settlement_s is "3600": give a whole number from 60 to 86400'),
    (("settlement_s",), 7000, "settlement_s is 7000: give a divisor of a day, such as 900, 1800 or 3600"),
    (("stale_after_s",), 9, "stale_after_s is 9: give at least two turns, 10 or more"),
    (("strategy",), 5, "strategy is 5: give an object, { ... }"),
    (("strategy", "name"), "magic", 'strategy.name is "magic": give one of ' + STRATEGIES),
    (("strategy", "name"), 3, "strategy.name is 3: give one of " + STRATEGIES),
    (("strategy", "on_min_wh"), -1, "strategy.on_min_wh is -1: give a whole number from 0 to 100000"),
    (("strategy", "factor"), 1.5, "strategy.factor is 1.5: give a number from 0.01 to 1 with two decimals at most"),
    (("strategy", "factor"), "1", 'strategy.factor is "1": give a number from 0.01 to 1 with two decimals at most'),
    (("strategy", "factor"), 0.855, "strategy.factor is 0.855: give a number from 0.01 to 1 with two decimals at most"),
    (
        ("strategy", "predictor"),
        "magic",
        'strategy.predictor is "magic": give one of current_power, average_power, none',
    ),
    (("buses",), [], "buses is []: give a list of 1 to 8 objects, [ ... ]"),
    (("buses",), {}, "buses is {}: give a list of 1 to 8 objects, [ ... ]"),
    (("buses", 0), "lan", 'buses[0] is "lan": give an object, { ... }'),
    (("buses", 0, "kind"), "i2c", 'buses[0].kind is "i2c": give one of modbus_tcp'),
    (("buses", 0, "host"), "", 'buses[0].host is "": ' + GIVE_IPV4),
    (("buses", 0, "host"), "meter.local", 'buses[0].host is "meter.local": ' + GIVE_IPV4),
    (("buses", 0, "host"), "192.0.2", 'buses[0].host is "192.0.2": ' + GIVE_IPV4),
    (("buses", 0, "host"), "192.0.2.256", 'buses[0].host is "192.0.2.256": ' + GIVE_IPV4),
    (("buses", 0, "host"), "192.0.2.-1", 'buses[0].host is "192.0.2.-1": ' + GIVE_IPV4),
    (("buses", 0, "host"), 192, "buses[0].host is 192: " + GIVE_IPV4),
    (("buses", 0, "port"), 0, "buses[0].port is 0: give a whole number from 1 to 65535"),
    (("buses", 0, "name"), "my lan", 'buses[0].name is "my lan": give a name of 1 to 24 letters, digits, - or _'),
    (("meter", "bus"), "wan", 'meter.bus is "wan": give one of the buses, lan'),
    (("meter", "unit"), 248, "meter.unit is 248: give a whole number from 1 to 247"),
    (("meter", "profile"), None, "meter.profile is missing: give a name of 1 to 40 letters, digits, - or _"),
    (("meter", "profile"), 38 * "!", f"meter.profile is {SHOWN_WHOLE}: give a name of 1 to 40 letters, digits, - or _"),
    (("loads",), [], "loads is []: give a list of 1 to 16 objects, [ ... ]"),
    (("loads", 1), 7, "loads[1] is 7: give an object, { ... }"),
    (("loads", 0, "name"), "", 'loads[0].name is "": give a name of 1 to 24 letters, digits, - or _'),
    (
        ("meter", "profile"),
        41 * "x",
        "meter.profile is " + LONG_SHOWN + ": give a name of 1 to 40 letters, digits, - or _",
    ),
    (("loads", 0, "rated_power_w"), -750, "loads[0].rated_power_w is -750: give a whole number from 1 to 100000"),
    (("loads", 1, "min_on_s"), -1, "loads[1].min_on_s is -1: give a whole number from 0 to 86400"),
    (("loads", 1, "safe_state"), "open", 'loads[1].safe_state is "open": give one of off, on'),
    (("loads", 0, "relay"), "gpio", 'loads[0].relay is "gpio": give an object, { ... }'),
    (("loads", 0, "relay", "kind"), "gpio", 'loads[0].relay.kind is "gpio": give one of modbus_coil'),
    (("loads", 0, "relay", "unit"), 0, "loads[0].relay.unit is 0: give a whole number from 1 to 247"),
    (("loads", 0, "relay", "bus"), "wan", 'loads[0].relay.bus is "wan": give one of the buses, lan'),
    (
        ("loads", 0, "relay", "coil"),
        1,
        "loads[1].relay is the relay of loads[0] too: give each load a coil of its own",
    ),
    (
        ("loads", 1, "name"),
        "heater",
        'loads[1].name is "heater", as loads[0] is already: give each a name of its own',
    ),
    (("place",), "Madrid", 'place is "Madrid": give an object, { ... }'),
    (
        ("place",),
        {"latitude": 40},
        "place.longitude is missing: give a number from -180 to 180 with one decimal at most",
    ),
    (
        ("place",),
        {"latitude": 91, "longitude": 0},
        "place.latitude is 91: give a number from -90 to 90 with one decimal at most",
    ),
    (("journal",), [], "journal is []: give an object, { ... }"),
    (("journal",), {"flush_s": 9}, "journal.flush_s is 9: give a whole number from 10 to 3600"),
    (("journal",), {"flash_s": 60}, "journal.flash_s is not a setting: remove it, or use one of turns_kib, flush_s"),
    (
        ("loads", 0, "relay", "pin"),
        4,
        "loads[0].relay.pin is not a setting: remove it, or use one of kind, bus, unit, coil",
    ),
    (
        ("strategy", "speed"),
        4,
        "strategy.speed is not a setting: remove it, or use one of name, on_min_wh, end_at_wh, factor, predictor",
    ),
)


def test_everything_wrong_gets_one_sentence_that_says_where_and_what_to_do():
    for path, value, sentence in WRONG:
        assert errors_with(path, value) == [sentence], (path, value)


def test_everything_that_must_be_given_is_missed_by_name():
    for path, sentence in (
        (("version",), "version is missing: give 1"),
        (("strategy",), "strategy is missing: give an object, { ... }"),
        (("strategy", "name"), "strategy.name is missing: give one of " + STRATEGIES),
        (("buses",), "buses is missing: give a list of 1 to 8 objects, [ ... ]"),
        (("buses", 0, "host"), "buses[0].host is missing: " + GIVE_IPV4),
        (("meter",), "meter is missing: give an object, { ... }"),
        (("meter", "bus"), "meter.bus is missing: give a name of 1 to 24 letters, digits, - or _"),
        (("loads",), "loads is missing: give a list of 1 to 16 objects, [ ... ]"),
        (("loads", 1, "rated_power_w"), "loads[1].rated_power_w is missing: give a whole number from 1 to 100000"),
        (("loads", 1, "relay"), "loads[1].relay is missing: give an object, { ... }"),
        (("loads", 1, "relay", "coil"), "loads[1].relay.coil is missing: give a whole number from 0 to 65535"),
    ):
        assert errors_without(*path) == [sentence], path


def test_limits_themselves_are_accepted():
    for path, value in (
        (("settlement_s",), 60),
        (("settlement_s",), 86400),
        (("stale_after_s",), 10),
        (("strategy", "factor"), 0.01),
        (("strategy", "end_at_wh"), -100000),
        (("loads", 0, "name"), "a-B_9" + 19 * "x"),
        (("loads", 0, "name"), "x"),
        (("loads",), [load(f"load{coil}", coil) for coil in range(16)]),
        (("loads", 0, "relay", "coil"), 65535),
    ):
        assert errors_with(path, value) == [], (path, value)


def test_one_coil_number_may_serve_two_loads_when_unit_or_bus_differ():
    assert errors_with(("loads", 1, "relay"), {"kind": "modbus_coil", "bus": "lan", "unit": 3, "coil": 0}) == []
    data = house()
    data["buses"].append({"name": "second", "kind": "modbus_tcp", "host": "192.0.2.8"})
    data["loads"][1]["relay"] = {"kind": "modbus_coil", "bus": "second", "unit": 2, "coil": 0}
    assert errors_of(json.dumps(data)) == []


def test_a_bus_that_is_not_there_is_told_by_everything_that_names_it():
    assert errors_with(("buses", 0, "name"), "other") == [
        'meter.bus is "lan": give one of the buses, other',
        'loads[0].relay.bus is "lan": give one of the buses, other',
        'loads[1].relay.bus is "lan": give one of the buses, other',
    ]


def test_two_buses_of_one_name_are_told():
    data = house()
    data["buses"].append({"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.8"})
    sentence = 'buses[1].name is "lan", as buses[0] is already: give each a name of its own'
    assert errors_of(json.dumps(data)) == [sentence]


def test_all_errors_are_told_at_once():
    data = house()
    data["turn_s"] = 0
    data["meter"]["unit"] = 0
    data["loads"][0]["rated_power_w"] = -1
    data["loads"][1]["relay"]["coil"] = "one"
    assert errors_of(json.dumps(data)) == [
        "turn_s is 0: give a whole number from 1 to 60",
        "meter.unit is 0: give a whole number from 1 to 247",
        "loads[0].rated_power_w is -1: give a whole number from 1 to 100000",
        'loads[1].relay.coil is "one": give a whole number from 0 to 65535',
    ]


def test_what_is_nested_too_deep_is_told_and_ends_no_parser():
    sentence = "it is nested deeper than 12 brackets: look for one that is not closed"
    for text in ("[" * 13, "[" * 13 + "]" * 13, "[" * 1200 + "]" * 1200):
        assert errors_of(text) == [sentence]
    for text in ("[" * 12 + "]" * 12, "[" + "[]," * 20 + "[]]"):
        assert errors_of(text) == ["it must be one JSON object, { ... }"]
    brackets = '\\"' + "[" * 20
    assert errors_of('"' + brackets + '"') == ["it must be one JSON object, { ... }"]


def test_what_is_no_json_or_no_object_is_told():
    for text in ("", "{", "{'version': 1}", "version: 1"):
        (sentence,) = errors_of(text)
        assert sentence.startswith("it is not valid JSON (")
        assert sentence.endswith("): look for a missing comma, quote or bracket")
    for text in ("[]", "5", "null", '"text"'):
        assert errors_of(text) == ["it must be one JSON object, { ... }"]
