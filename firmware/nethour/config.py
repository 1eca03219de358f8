"""config.json -> validated settings, every error named. One validator for board, host and simulator. Pure."""

import binascii
import json

from nethour.config_checks import check_together, depth, is_ipv4, shown
from nethour.settings import (
    BIAS,
    BUS,
    GUARANTEE,
    HEAT_UP,
    HOUSE,
    JOURNAL,
    LOAD,
    METER,
    PLACE,
    PRICES,
    RELAY,
    REQUIRED,
    STRATEGIES,
    TEMPERATURE,
)


class ConfigError(ValueError):
    """A configuration that cannot be used. `errors` is a list of sentences, each naming one setting."""

    def __init__(self, errors: list):
        self.errors = errors
        super().__init__("; ".join(errors))


class Config:
    """A valid configuration, defaults filled in.

    settlement_s, turn_s, stale_after_s, stagger_s, retry_s [s]; max_import_w [W] or None; target_net_wh [Wh];
    timezone, learn_power: str; strategy, meter, journal: dict; place, prices, bias: dict or None; buses, loads: list of
    dict (each load's "relay" is a dict, its "guarantee", "temperature" and "heat_up" too, or None); keys as in the
    tables of nethour.settings.
    text: the exact text; crc: crc32 of its bytes, by which the journal names it.
    """

    def __init__(self, settings: dict, text: str):
        self.settlement_s: int = settings["settlement_s"]
        self.turn_s: int = settings["turn_s"]
        self.stale_after_s: int = settings["stale_after_s"]
        self.timezone: str = settings["timezone"]
        self.place: dict | None = settings["place"]
        self.stagger_s: int = settings["stagger_s"]
        self.max_import_w: int | None = settings["max_import_w"]
        self.target_net_wh: int = settings["target_net_wh"]
        self.bias: dict | None = settings["bias"]
        self.learn_power: str = settings["learn_power"]
        self.retry_s: int = settings["retry_s"]
        self.prices: dict | None = settings["prices"]
        self.strategy: dict = settings["strategy"]
        self.buses: list = settings["buses"]
        self.meter: dict = settings["meter"]
        self.loads: list = settings["loads"]
        self.journal: dict = settings["journal"]
        self.text = text
        self.crc: int = binascii.crc32(text.encode())


def parse(text: str) -> Config:
    """Read the text of a config.json. Raises ConfigError naming everything that is wrong with it."""
    if depth(text) > _MAX_DEPTH:
        raise ConfigError([f"it is nested deeper than {_MAX_DEPTH} brackets: look for one that is not closed"])
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
    _optional(settings, "place", PLACE, "", errors)
    _optional(settings, "prices", PRICES, "", errors)
    _optional(settings, "bias", BIAS, "", errors)
    for number, load in enumerate(settings["loads"]):
        where = f"loads[{number}]."
        load["relay"] = _section(load["relay"], RELAY, where + "relay.", errors)
        _optional(load, "guarantee", GUARANTEE, where, errors)
        _optional(load, "temperature", TEMPERATURE, where, errors)
        _optional(load, "heat_up", HEAT_UP, where, errors)
    if not errors:
        check_together(settings, errors)
    if errors:
        raise ConfigError(errors)
    return Config(settings, text)


def build_controller(config: Config):
    """The controller that `config` describes, in its first state."""
    from nethour.builder import build

    return build(config)


def _strategy(data, errors: list) -> dict:
    if data is None:
        return {}
    name = data.get("name")
    if not isinstance(name, str) or name not in STRATEGIES:
        errors.append(f"strategy.name is {shown(name)}: give one of {', '.join(sorted(STRATEGIES))}")
        return {}
    return _section(data, STRATEGIES[name], "strategy.", errors)


def _items(data, table: tuple, where: str, errors: list) -> list:
    return [_section(item, table, f"{where}[{number}].", errors) for number, item in enumerate(data)]


def _optional(settings: dict, name: str, table: tuple, where: str, errors: list) -> None:
    """Read the object of this name, where there is one."""
    if settings[name] is not None:
        settings[name] = _section(settings[name], table, f"{where}{name}.", errors)


def _section(data, table: tuple, where: str, errors: list) -> dict:
    """The settings of one object by its table, defaults filled in; what is wrong is added to `errors`.

    None stands for an object whose absence has been told already.
    """
    settings = {}
    table_errors = errors
    if not isinstance(data, dict):
        if data is not None:
            errors.append(f"{where[:-1]} is {shown(data)}: give an object, {{ ... }}")
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
                table_errors.append(f"{where}{name} is {shown(data[name])}: give {expected}")
                settings[name] = _empty(kind)
        elif default is REQUIRED:
            table_errors.append(f"{where}{name} is missing: give {_expected(None, kind, low, high)}")
            settings[name] = _empty(kind)
        else:
            settings[name] = default
    return settings


def _expected(value, kind: str, low, high) -> str:
    """What should stand there, or "" when `value` is fine."""
    if kind == "int":
        return "" if _is_int(value, low, high) else f"a whole number from {low} to {high}" if low != high else str(low)
    if kind == "ints":
        is_fine = isinstance(value, list) and all(_is_int(one, low, high) for one in value)
        return "" if is_fine else f"a list of whole numbers from {low} to {high}, one for each load"
    if kind == "tenths":
        return "" if _is_number(value, low, high, 10) else f"a number from {low} to {high} with one decimal at most"
    if kind == "hundredths":
        return "" if _is_number(value, low, high, 100) else f"a number from {low} to {high} with two decimals at most"
    if kind == "ten_thousandths":
        is_fine = _is_number(value, low, high, 10000)
        return "" if is_fine else f"a number from {low} to {high} with four decimals at most"
    if kind == "choice":
        return "" if value in high else "one of " + ", ".join(high)
    if kind == "list":
        is_fine = isinstance(value, list) and low <= len(value) <= high
        return "" if is_fine else f"a list of {low} to {high} objects, [ ... ]"
    if kind == "object":
        return "" if isinstance(value, dict) else "an object, { ... }"
    if kind == "ipv4":
        is_fine = isinstance(value, str) and is_ipv4(value)
        return "" if is_fine else "an IPv4 address such as 192.168.1.20; a board looks no name up while it controls"
    if kind == "time":
        return "" if _is_time(value) else 'a time of day such as "07:30", up to "24:00"'
    if kind == "windows":
        is_fine = isinstance(value, list) and low <= len(value) <= high and all(map(_is_window, value))
        return "" if is_fine else f'a list of {low} to {high} texts such as "mo-fr 10:00-19:00" or "22:00-06:00"'
    is_fine = isinstance(value, str) and low <= len(value) <= high
    if kind == "text":
        return "" if is_fine else f"a text of {low} to {high} characters"
    if is_fine and all(letter in _NAME_LETTERS for letter in value):
        return ""
    return f"a name of {low} to {high} letters, digits, - or _"


def _is_time(value) -> bool:
    return isinstance(value, str) and _is_understood(_read_time, value)


def _is_window(value) -> bool:
    return isinstance(value, str) and _is_understood(_read_windows, [value])


def _is_understood(read, value) -> bool:
    try:
        read(value)
        return True
    except ValueError:
        return False


# Imported only when there is one to read.
def _read_time(text: str) -> int:
    from nethour.control.time_window import time_of_day_s

    return time_of_day_s(text)


def _read_windows(texts: list):
    from nethour.control.time_window import TimeWindows

    return TimeWindows(texts)


# Twice as deep as any setting is. What is much deeper would end a parser, not a file.
_MAX_DEPTH = 12
_NAME_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


def _is_int(value, low: int, high: int) -> bool:
    return isinstance(value, int) and _is_number(value, low, high, 1)


def _is_number(value, low, high, parts: int) -> bool:
    """Whether it is a number within the limits, and whole in parts of one."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not low <= value <= high:
        return False
    # The floats of a board have seven digits.
    return abs(value * parts - round(value * parts)) < 0.001


def _empty(kind: str):
    return [] if kind == "list" else None
