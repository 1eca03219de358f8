"""The settings of rules, limits and local time: what they become, and what is refused."""

import json

from nethour.config import ConfigError, build_controller, parse


def house(load=None, **settings):
    relay = {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 0}
    data = {
        "version": 1,
        "strategy": {"name": "time_to_consume"},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.7"}],
        "meter": {"profile": "eastron_sdm630", "bus": "lan"},
        "loads": [dict({"name": "heater", "rated_power_w": 1000, "relay": relay}, **(load or {}))],
    }
    data.update(settings)
    return json.dumps(data)


def errors_of(load=None, **settings):
    try:
        parse(house(load, **settings))
    except ConfigError as error:
        return error.errors
    return []


def built(load=None, **settings):
    return build_controller(parse(house(load, **settings)))


def guarantee(**settings):
    return {"guarantee": dict({"deadline": "20:00"}, **settings)}


def probe(**settings):
    return dict({"stop_c": 60, "restart_c": 50}, **settings)


def test_a_load_without_rules_has_none_and_a_house_of_such_loads_no_local_time():
    controller = built()
    assert controller.loads[0].rules is None
    assert controller.prices is None
    assert controller.watch is not None
    assert built(learn_power="off").watch is None


def test_a_rule_is_built_only_where_it_is_asked_for():
    for load, names in (
        ({"max_switchings_per_day": 10}, ("max_switchings", "count", "local_time")),
        ({"max_minutes_per_day": 90}, ("max_run_s", "count", "local_time")),
        ({"windows": ["10:00-12:00"]}, ("windows", "count", "local_time")),
        (guarantee(minutes=60), ("guarantee", "count", "local_time")),
        ({"heat_up": {}}, ("heat_up", "count", "local_time")),
        ({"temperature": probe()}, ("temperature",)),
    ):
        rules = built(load).loads[0].rules
        found = [
            name
            for name in (
                "local_time", "count", "temperature", "override", "heat_up", "guarantee", "max_run_s", "windows",
                "max_switchings",
            )
            if getattr(rules, name) is not None
        ]  # fmt: skip
        assert sorted(found) == sorted(names), load


def test_units_are_those_of_the_core():
    rules = built(
        {
            "max_minutes_per_day": 90,
            "temperature": probe(stop_c=60.5, restart_c=49.9),
            "heat_up": {"reach_c": 60.5, "minutes": 30},
            "min_on_s": 5400,
        }
    ).loads[0].rules  # fmt: skip
    assert rules.max_run_s == 5400
    rules.temperature.put(0, 605)
    assert rules.temperature.is_too_hot()
    rules.temperature.put(0, 500)
    assert rules.temperature.is_too_hot()
    rules.temperature.put(0, 499)
    assert not rules.temperature.is_too_hot()
    rules.local_time.update(0)
    assert rules.local_time.second == 3600  # in Spain, unless told otherwise


def test_loads_share_one_local_time_and_the_price_table():
    controller = built(guarantee(minutes=30), prices={"step_s": 900}, timezone="EST5EDT,M3.2.0,M11.1.0")
    assert controller.prices.step_s == 900
    assert built(prices={}).prices.step_s == 3600
    local_time = controller.loads[0].rules.local_time
    local_time.update(0)
    assert (local_time.day, local_time.second) == (-1, 19 * 3600)


def test_a_guarantee_starts_early_enough_for_every_load_and_two_turns():
    rules = built(guarantee(minutes=60), turn_s=20, stagger_s=15).loads[0].rules
    rules.local_time.update(0)
    load = built().loads[0]
    at_s = rules.local_time.at_s(rules.local_time.day, 20 * 3600) - 3600 - load.min_off_s - 55
    why = []
    for now_s in (at_s - 1, at_s):
        rules.local_time.update(now_s)
        why.append(rules.guarantee.why_on(now_s, rules.local_time, rules.count, load, None) != 0)
    assert why == [False, True]


TIME = 'give a time of day such as "07:30", up to "24:00"'
WINDOWS = 'give a list of 1 to 14 texts such as "mo-fr 10:00-19:00" or "22:00-06:00"'

NO_ROOM = (
    'loads[0].guarantee takes %d minutes, and the load may run for %d until "20:00": give less, or a later deadline'
)
POSIX = "give it in the POSIX form, such as CET-1CEST,M3.5.0,M10.5.0/3"


def test_what_a_setting_of_a_load_may_not_be_is_told():
    for load, sentences in (
        ({"max_switchings_per_day": 1}, ["loads[0].max_switchings_per_day is 1: give a whole number from 2 to 1000"]),
        ({"max_minutes_per_day": 0}, ["loads[0].max_minutes_per_day is 0: give a whole number from 1 to 1440"]),
        (
            {"max_minutes_per_day": 4},
            ["loads[0].max_minutes_per_day is 4: give at least its minimum on time, 5 or more"],
        ),
        ({"windows": []}, ["loads[0].windows is []: " + WINDOWS]),
        ({"windows": "10:00-12:00"}, ['loads[0].windows is "10:00-12:00": ' + WINDOWS]),
        ({"windows": ["mo-fri 1:00-2:00"]}, ['loads[0].windows is ["mo-fri 1:00-2:00"]: ' + WINDOWS]),
        ({"guarantee": 5}, ["loads[0].guarantee is 5: give an object, { ... }"]),
        ({"guarantee": {"minutes": 5}}, ["loads[0].guarantee.deadline is missing: " + TIME]),
        (guarantee(minutes=5, deadline="25:00"), ['loads[0].guarantee.deadline is "25:00": ' + TIME]),
        (guarantee(minutes=5, deadline=7), ["loads[0].guarantee.deadline is 7: " + TIME]),
        (guarantee(), ["loads[0].guarantee: give either minutes or wh"]),
        (guarantee(minutes=5, wh=5), ["loads[0].guarantee: give either minutes or wh"]),
        (guarantee(minutes=1200), []),
        (
            guarantee(minutes=1201),
            [NO_ROOM % (1201, 1200)],
        ),
        (
            dict(guarantee(wh=2001), windows=["sa 10:00-12:00"]),
            [NO_ROOM % (121, 120)],
        ),
        (dict(guarantee(wh=2000), windows=["sa 10:00-12:00"]), []),
        (
            dict(guarantee(minutes=91), max_minutes_per_day=90),
            [
                "loads[0].guarantee takes 91 minutes, more than max_minutes_per_day, 90: give less, or raise that",
            ],
        ),
        (
            {"temperature": probe(restart_c=60)},
            ["loads[0].temperature.restart_c is 60: give less than stop_c, 60"],
        ),
        (
            {"temperature": probe(stop_c=60.25)},
            ["loads[0].temperature.stop_c is 60.25: give a number from 1 to 99 with one decimal at most"],
        ),
        (
            {"heat_up": {"reach_c": 60}},
            ["loads[0].heat_up.reach_c is 60: leave it out where there is no temperature, or give that"],
        ),
        (
            {"heat_up": {"reach_c": 61}, "temperature": probe()},
            ["loads[0].heat_up.reach_c is 61: give at most temperature.stop_c, 60, or raise that"],
        ),
        ({"heat_up": {"reach_c": 60}, "temperature": probe()}, []),
        (
            {"heat_up": {"minute": 60}},
            ["loads[0].heat_up.minute is not a setting: remove it, or use one of every_days, at, minutes, reach_c"],
        ),
    ):  # fmt: skip
        assert errors_of(load) == sentences, load


def test_what_a_setting_of_the_house_may_not_be_is_told():
    for settings, sentence in (
        ({"max_import_w": 0}, "max_import_w is 0: give a whole number from 100 to 250000"),
        ({"max_import_w": None}, "max_import_w is missing: give a whole number from 100 to 250000"),
        ({"stagger_s": -1}, "stagger_s is -1: give a whole number from 0 to 3600"),
        ({"learn_power": True}, "learn_power is true: give one of on, off"),
        ({"retry_s": 59}, "retry_s is 59: give a whole number from 60 to 86400"),
        ({"prices": {"step_s": 1000}}, "prices.step_s is 1000: give a divisor of a day, such as 900 or 3600"),
        ({"prices": []}, "prices is []: give an object, { ... }"),
        (
            {"timezone": "Europe/Madrid"},
            'timezone is "Europe/Madrid": ' + POSIX + " (Europe/Madrid needs a number from 0 to 167 at place 7)",
        ),
        ({"timezone": ""}, 'timezone is "": give a text of 3 to 64 characters'),
    ):
        assert errors_of(**settings) == [sentence], settings
