"""Shared by the tests of config.json: a whole, valid configuration, and the errors of one that is changed."""

import json

from nethour.config import ConfigError, parse


def house():
    """A whole, valid configuration with nothing but what must be given."""
    return {
        "version": 1,
        "strategy": {"name": "time_to_consume"},
        "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.7"}],
        "meter": {"profile": "eastron_sdm630", "bus": "lan"},
        "loads": [load("heater", 0), load("pump", 1)],
    }


def load(name, coil):
    """A load of 750 W at this coil."""
    return {
        "name": name,
        "rated_power_w": 750,
        "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": coil},
    }


def place_of(data, path):
    """The object that holds the last step of a path like ("loads", 0, "name")."""
    for step in path[:-1]:
        data = data[step]
    return data


def errors_of(text):
    """What is wrong with the text of a config.json, one sentence each."""
    try:
        parse(text)
    except ConfigError as error:
        assert str(error) == "; ".join(error.errors)
        return error.errors
    return []


def errors_with(path, value):
    """What is wrong with the house when `value` is at this path."""
    data = house()
    place_of(data, path)[path[-1]] = value
    return errors_of(json.dumps(data))


def errors_without(*path):
    """What is wrong with the house when nothing is at this path."""
    data = house()
    del place_of(data, path)[path[-1]]
    return errors_of(json.dumps(data))
