"""config.json -> validated settings, every error named. One validator for board, host and simulator. Pure."""

import binascii
import json

VERSION = 1

REQUIRED = object()
"""Default of a setting that must be given."""

# A setting: (name, kind, default, low, high); `high` of a choice is the tuple of what is allowed.
HOUSE: tuple = (
    ("version", "int", REQUIRED, VERSION, VERSION),
    ("settlement_s", "int", 3600, 60, 86400),
    ("turn_s", "int", 5, 1, 60),
    ("stale_after_s", "int", 60, 2, 900),
    ("strategy", "object", REQUIRED, None, None),
    ("buses", "list", REQUIRED, 1, 8),
    ("meter", "object", REQUIRED, None, None),
    ("loads", "list", REQUIRED, 1, 16),
    ("journal", "object", {}, None, None),
)
BUS = (
    ("name", "name", REQUIRED, 1, 24),
    ("kind", "choice", REQUIRED, None, ("modbus_tcp",)),
    ("host", "text", REQUIRED, 1, 64),
    ("port", "int", 502, 1, 65535),
    ("timeout_ms", "int", 1000, 10, 10000),
)
METER = (
    ("profile", "name", REQUIRED, 1, 40),
    ("bus", "name", REQUIRED, 1, 24),
    ("unit", "int", 1, 1, 247),
    ("max_power_w", "int", 50000, 1000, 250000),
)
LOAD = (
    ("name", "name", REQUIRED, 1, 24),
    ("rated_power_w", "int", REQUIRED, 1, 100000),
    ("min_on_s", "int", 300, 0, 86400),
    ("min_off_s", "int", 300, 0, 86400),
    ("safe_state", "choice", "off", None, ("off", "on")),
    ("relay", "object", REQUIRED, None, None),
)
RELAY = (
    ("kind", "choice", REQUIRED, None, ("modbus_coil",)),
    ("bus", "name", REQUIRED, 1, 24),
    ("unit", "int", REQUIRED, 1, 247),
    ("coil", "int", REQUIRED, 0, 65535),
)
JOURNAL = (
    ("turns_kib", "int", 640, 64, 16384),
    ("flush_s", "int", 300, 10, 3600),
)
STRATEGIES = {
    "time_to_consume": (
        ("name", "name", REQUIRED, 1, 24),
        ("on_min_wh", "int", 75, 0, 100000),
        ("end_at_wh", "int", 0, -100000, 100000),
        ("factor", "number", 1, 0.01, 1),
    ),
}


class ConfigError(ValueError):
    """A configuration that cannot be used. `errors` is a list of sentences, each naming one setting."""

    def __init__(self, errors: list):
        self.errors = errors
        super().__init__("; ".join(errors))


class Config:
    """A valid configuration, defaults filled in.

    settlement_s, turn_s, stale_after_s [s]; strategy, meter, journal: dict; buses, loads: list of dict (each
    load's "relay" is a dict); keys as in the tables of this module. text: the exact text; crc: crc32 of its bytes, by
    which the journal names it.
    """

    def __init__(self, settings: dict, text: str):
        self.settlement_s: int = settings["settlement_s"]
        self.turn_s: int = settings["turn_s"]
        self.stale_after_s: int = settings["stale_after_s"]
        self.strategy: dict = settings["strategy"]
        self.buses: list = settings["buses"]
        self.meter: dict = settings["meter"]
        self.loads: list = settings["loads"]
        self.journal: dict = settings["journal"]
        self.text = text
        self.crc: int = binascii.crc32(text.encode())


def parse(text: str) -> Config:
    """Read the text of a config.json. Raises ConfigError naming everything that is wrong with it."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ConfigError([f"it is not valid JSON ({error}): look for a missing comma, quote or bracket"]) from None
    if not isinstance(data, dict):
        raise ConfigError(["it must be one JSON object, { ... }"])
    errors: list = []
    settings = _section(data, HOUSE, "", errors)
    settings["strategy"] = _strategy(settings["strategy"], errors)
    settings["meter"] = _section(settings["meter"], METER, "meter.", errors)
    settings["journal"] = _section(settings["journal"], JOURNAL, "journal.", errors)
    settings["buses"] = _items(settings["buses"], BUS, "buses", errors)
    settings["loads"] = _items(settings["loads"], LOAD, "loads", errors)
    for number, load in enumerate(settings["loads"]):
        load["relay"] = _section(load["relay"], RELAY, f"loads[{number}].relay.", errors)
    if not errors:
        _check_together(settings, errors)
    if errors:
        raise ConfigError(errors)
    return Config(settings, text)


def build_controller(config: Config):
    """The controller that `config` describes, in its first state. Imports only the strategy that is used."""
    from nethour.control.controller import Controller
    from nethour.control.load import Load

    loads = [
        Load(load["name"], load["rated_power_w"], load["min_on_s"], load["min_off_s"], load["safe_state"] == "on")
        for load in config.loads
    ]
    return Controller(loads, _build_strategy(config.strategy), config.settlement_s, config.stale_after_s)


def _build_strategy(settings: dict):
    from nethour.control.strategies.time_to_consume import TimeToConsume

    return TimeToConsume(settings["on_min_wh"], settings["end_at_wh"], round(settings["factor"] * 100))


def _strategy(data, errors: list) -> dict:
    if data is None:
        return {}
    name = data.get("name")
    if not isinstance(name, str) or name not in STRATEGIES:
        errors.append(f"strategy.name is {_shown(name)}: give one of {', '.join(sorted(STRATEGIES))}")
        return {}
    return _section(data, STRATEGIES[name], "strategy.", errors)


def _items(data, table: tuple, where: str, errors: list) -> list:
    return [_section(item, table, f"{where}[{number}].", errors) for number, item in enumerate(data)]


def _section(data, table: tuple, where: str, errors: list) -> dict:
    """The settings of one object by its table, defaults filled in; what is wrong is added to `errors`.

    None stands for an object whose absence has been told already.
    """
    settings = {}
    table_errors = errors
    if not isinstance(data, dict):
        if data is not None:
            errors.append(f"{where[:-1]} is {_shown(data)}: give an object, {{ ... }}")
        data = {}
        table_errors = []
    else:
        names = [row[0] for row in table]
        for key in sorted(data):
            if key not in names:
                errors.append(f"{where}{key} is not a setting: remove it, or use one of {', '.join(names)}")
    for name, kind, default, low, high in table:
        if name in data:
            settings[name] = data[name]
            expected = _expected(data[name], kind, low, high)
            if expected:
                table_errors.append(f"{where}{name} is {_shown(data[name])}: give {expected}")
                settings[name] = _empty(kind)
        elif default is REQUIRED:
            table_errors.append(f"{where}{name} is missing: give {_expected(None, kind, low, high)}")
            settings[name] = _empty(kind)
        else:
            settings[name] = default
    return settings


def _expected(value, kind: str, low, high) -> str:
    """What should stand there, or "" when `value` is fine."""
    if kind == "int" or kind == "number":
        is_number = isinstance(value, int) or (kind == "number" and isinstance(value, float))
        if is_number and not isinstance(value, bool) and low <= value <= high:
            return ""
        what = "a whole number" if kind == "int" else "a number"
        return f"{what} from {low} to {high}" if low != high else str(low)
    if kind == "choice":
        return "" if value in high else "one of " + ", ".join(high)
    if kind == "list":
        is_fine = isinstance(value, list) and low <= len(value) <= high
        return "" if is_fine else f"a list of {low} to {high} objects, [ ... ]"
    if kind == "object":
        return "" if isinstance(value, dict) else "an object, { ... }"
    is_fine = isinstance(value, str) and low <= len(value) <= high
    if kind == "text":
        return "" if is_fine else f"a text of {low} to {high} characters"
    if is_fine and all(letter in _NAME_LETTERS for letter in value):
        return ""
    return f"a name of {low} to {high} letters, digits, - or _"


_NAME_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


def _empty(kind: str):
    return [] if kind == "list" else None


def _shown(value) -> str:
    text = "missing" if value is None else json.dumps(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _check_together(settings: dict, errors: list) -> None:
    if 86400 % settings["settlement_s"]:
        errors.append(f"settlement_s is {settings['settlement_s']}: give a divisor of a day, such as 900, 1800 or 3600")
    if settings["stale_after_s"] < 2 * settings["turn_s"]:
        errors.append(
            f"stale_after_s is {settings['stale_after_s']}: give at least two turns, {2 * settings['turn_s']} or more"
        )
    buses = _names(settings["buses"], "buses", errors)
    _names(settings["loads"], "loads", errors)
    if settings["meter"]["bus"] not in buses:
        errors.append(f"meter.bus is {_shown(settings['meter']['bus'])}: give one of the buses, {', '.join(buses)}")
    relays: list = []
    for number, load in enumerate(settings["loads"]):
        relay = load["relay"]
        if relay["bus"] not in buses:
            errors.append(
                f"loads[{number}].relay.bus is {_shown(relay['bus'])}: give one of the buses, {', '.join(buses)}"
            )
        place = (relay["bus"], relay["unit"], relay["coil"])
        if place in relays:
            errors.append(
                f"loads[{number}].relay is the relay of loads[{relays.index(place)}] too: "
                "give each load a coil of its own"
            )
        relays.append(place)


def _names(items: list, where: str, errors: list) -> list:
    names: list = []
    for number, item in enumerate(items):
        if item["name"] in names:
            errors.append(
                f"{where}[{number}].name is {_shown(item['name'])}, "
                f"as {where}[{names.index(item['name'])}] is already: give each a name of its own"
            )
        names.append(item["name"])
    return names
