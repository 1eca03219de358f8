"""What settings of config.json have to agree on with one another. Each finding is one sentence."""

import json

from nethour.settings import SPAIN, STRATEGIES


def shown(value) -> str:
    """A value as it stands in the file, cut when it is long."""
    text = "missing" if value is None else json.dumps(value)
    return text if len(text) <= 40 else text[:37] + "..."


def depth(text: str) -> int:
    """How many brackets of a JSON text are open at once, at most."""
    deepest = now = 0
    is_quoted = is_escaped = False
    for letter in text:
        if is_escaped:
            is_escaped = False
        elif is_quoted and letter == "\\":
            is_escaped = True
        elif letter == '"':
            is_quoted = not is_quoted
        elif not is_quoted and letter in "[{":
            now += 1
            deepest = max(deepest, now)
        elif not is_quoted and letter in "]}":
            now -= 1
    return deepest


def is_ipv4(text: str) -> bool:
    """Whether `text` is an address such as 192.168.1.20."""
    parts = text.split(".")
    return len(parts) == 4 and all(map(_is_byte, parts))


def _is_byte(part: str) -> bool:
    return 1 <= len(part) <= 3 and all(digit in "0123456789" for digit in part) and int(part) <= 255


def check_together(settings: dict, errors: list) -> None:
    """Add to `errors` what is wrong in settings of which each is valid by itself."""
    if 86400 % settings["settlement_s"]:
        errors.append(f"settlement_s is {settings['settlement_s']}: give a divisor of a day, such as 900, 1800 or 3600")
    if settings["stale_after_s"] < 2 * settings["turn_s"]:
        errors.append(
            f"stale_after_s is {settings['stale_after_s']}: give at least two turns, {2 * settings['turn_s']} or more"
        )
    _check_lists(settings["strategy"], len(settings["loads"]), errors)
    buses = _names(settings["buses"], "buses", errors)
    _names(settings["loads"], "loads", errors)
    if settings["meter"]["bus"] not in buses:
        errors.append(f"meter.bus is {shown(settings['meter']['bus'])}: give one of the buses, {', '.join(buses)}")
    _check_time(settings, errors)
    _check_bias(settings["bias"], errors)
    for number, load in enumerate(settings["loads"]):
        where = f"loads[{number}]."
        _check_guarantee(load, where, errors)
        _check_temperature(load, where, errors)
        max_minutes = load["max_minutes_per_day"]
        if max_minutes is not None and max_minutes * 60 < load["min_on_s"]:
            errors.append(
                f"{where}max_minutes_per_day is {max_minutes}: give at least its minimum on time, "
                f"{-(-load['min_on_s'] // 60)} or more"
            )
    _check_relays(settings["loads"], buses, errors)


def _check_time(settings: dict, errors: list) -> None:
    prices = settings["prices"]
    if prices is not None and 86400 % prices["step_s"]:
        errors.append(f"prices.step_s is {prices['step_s']}: give a divisor of a day, such as 900 or 3600")
    if settings["timezone"] == SPAIN:
        return
    from nethour.control.local_time import LocalTime

    try:
        LocalTime(settings["timezone"])
    except ValueError as error:
        errors.append(
            f"timezone is {shown(settings['timezone'])}: give it in the POSIX form, such as {SPAIN} ({error})"
        )


def _check_bias(bias, errors: list) -> None:
    if bias is None:
        return
    bought, given, used = (bias[name + "_eur_per_kwh"] for name in ("import", "export", "load"))
    if given >= bought:
        errors.append(f"bias.export_eur_per_kwh is {given}: give less than import_eur_per_kwh, {bought}")
    elif not given <= used <= bought:
        errors.append(
            f"bias.load_eur_per_kwh is {used}: give what a kWh in the loads replaces, from export_eur_per_kwh, "
            f"{given}, to import_eur_per_kwh, {bought}"
        )


def _check_guarantee(load: dict, where: str, errors: list) -> None:
    guarantee = load["guarantee"]
    if guarantee is None:
        return
    from nethour.control.time_window import TimeWindows, time_of_day_s

    minutes, wh = guarantee["minutes"], guarantee["wh"]
    if (minutes is None) == (wh is None):
        errors.append(f"{where}guarantee: give either minutes or wh")
        return
    if minutes is None:
        minutes = -(-wh * 60 // load["rated_power_w"])
    given = shown(guarantee["deadline"])
    deadline_s = time_of_day_s(guarantee["deadline"])
    if load["windows"] is None:
        room_s = deadline_s
    else:
        windows = TimeWindows(load["windows"])
        room_s = max([windows.open_s(day, 0, deadline_s) for day in range(7)])
    if minutes * 60 > room_s:
        errors.append(
            f"{where}guarantee takes {minutes} minutes, and the load may run for {room_s // 60} until {given}: "
            "give less, or a later deadline"
        )
    max_minutes = load["max_minutes_per_day"]
    if max_minutes is not None and minutes > max_minutes:
        errors.append(
            f"{where}guarantee takes {minutes} minutes, more than max_minutes_per_day, {max_minutes}: give less, or "
            "raise that"
        )


def _check_temperature(load: dict, where: str, errors: list) -> None:
    probe, heat_up = load["temperature"], load["heat_up"]
    if probe is not None and probe["restart_c"] >= probe["stop_c"]:
        errors.append(f"{where}temperature.restart_c is {probe['restart_c']}: give less than stop_c, {probe['stop_c']}")
    reach_c = heat_up and heat_up["reach_c"]
    if not reach_c:
        return
    if probe is None:
        errors.append(f"{where}heat_up.reach_c is {reach_c}: leave it out where there is no temperature, or give that")
    elif reach_c > probe["stop_c"]:
        errors.append(
            f"{where}heat_up.reach_c is {reach_c}: give at most temperature.stop_c, {probe['stop_c']}, or raise that"
        )


def _check_relays(loads: list, buses: list, errors: list) -> None:
    relays: list = []
    for number, load in enumerate(loads):
        relay = load["relay"]
        if relay["bus"] not in buses:
            errors.append(
                f"loads[{number}].relay.bus is {shown(relay['bus'])}: give one of the buses, {', '.join(buses)}"
            )
        place = (relay["bus"], relay["unit"], relay["coil"])
        if place in relays:
            errors.append(
                f"loads[{number}].relay is the relay of loads[{relays.index(place)}] too: "
                "give each load a coil of its own"
            )
        relays.append(place)


def _check_lists(strategy: dict, load_count: int, errors: list) -> None:
    """Lists of a strategy have one number for each load; a lower threshold is below its upper one."""
    for name, kind, _default, _low, _high in STRATEGIES[strategy["name"]]:
        if kind == "ints" and len(strategy[name]) != load_count:
            numbers = "1 number" if load_count == 1 else f"{load_count} numbers"
            errors.append(f"strategy.{name} is {shown(strategy[name])}: give {numbers}, one for each load")
    if strategy["name"] == "hysteresis":
        for number, (on_wh, off_wh) in enumerate(zip(strategy["on_at_wh"], strategy["off_at_wh"])):
            if off_wh >= on_wh:
                errors.append(f"strategy.off_at_wh[{number}] is {off_wh}: give less than on_at_wh[{number}], {on_wh}")


def _names(items: list, where: str, errors: list) -> list:
    names: list = []
    for number, item in enumerate(items):
        if item["name"] in names:
            errors.append(
                f"{where}[{number}].name is {shown(item['name'])}, "
                f"as {where}[{names.index(item['name'])}] is already: give each a name of its own"
            )
        names.append(item["name"])
    return names
