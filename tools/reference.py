"""Write the generated pages of docs/reference; `make reference` runs it.

Every page comes from what the program itself uses, and a test compares, so that no page can fall behind.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import typer
import typer.main

from nethour import journal, wire
from nethour import settings as tables
from nethour.control import reason
from nethour_host.setting_texts import SETTING_TEXTS

PAGES = Path(__file__).resolve().parent.parent / "docs" / "reference"
GENERATED = "<!-- Written by `make reference`; change what it is made from, not this page. -->\n"

CONFIGURATION_INTRO = (
    "One file, `config.json`, says what the house is and how it is to be steered; what is secret is in "
    "`secrets.json` beside it. Board, host and simulator read it with the same code, which names everything that "
    "is wrong at once. A setting without a default must be given. The smallest useful file:\n"
)
JOURNAL_INTRO = (
    "A board writes every turn down, with everything that the controller saw and decided, so that `nethour replay` can "
    "take the same decisions again. The turns are in files of flash, segments of a ring: `/journal/turns/00000001.nhj` "
    "and on. Numbers only grow; when the room is used up, the oldest segment goes.\n"
)
PULL_INTRO = (
    "`nethour pull` asks a running board for its journal over the serial console that the board prints to anyway. "
    "Control goes on meanwhile; a damaged or lost frame is asked for again.\n"
)

Row = tuple[str, str, Any, Any, Any]

SECTIONS: tuple[tuple[str, str, tuple[Row, ...]], ...] = (
    ("The house", "", tables.HOUSE),
    ("`place`", "place.", tables.PLACE),
    ("`prices`", "prices.", tables.PRICES),
    ("`bias`", "bias.", tables.BIAS),
    ("`buses`", "buses[].", tables.BUS),
    ("`meter`", "meter.", tables.METER),
    ("`loads`", "loads[].", tables.LOAD),
    ("`guarantee` of a load", "loads[].guarantee.", tables.GUARANTEE),
    ("`temperature` of a load", "loads[].temperature.", tables.TEMPERATURE),
    ("`heat_up` of a load", "loads[].heat_up.", tables.HEAT_UP),
    ("`relay` of a load", "loads[].relay.", tables.RELAY),
    ("`journal`", "journal.", tables.JOURNAL),
    *((f"`strategy`: `{name}`", f"strategy.{name}.", table) for name, table in sorted(tables.STRATEGIES.items())),
)

UNITS = {
    "_s": "s",
    "_ms": "ms",
    "_w": "W",
    "_wh": "Wh",
    "_kib": "KiB",
    "_pct": "%",
    "_c": "°C",
    "_eur_per_kwh": "€/kWh",
}

NUMBERS = {
    "int": "whole number",
    "ints": "list of whole numbers, one for each load",
    "tenths": "number with one decimal at most",
    "hundredths": "number with two decimals at most",
    "ten_thousandths": "number with four decimals at most",
}

EXAMPLE = """{
  "version": 1,
  "settlement_s": 3600,
  "place": {"latitude": 40.4, "longitude": -3.7},
  "strategy": {"name": "just_in_time"},
  "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.10"}],
  "meter": {"profile": "eastron_sdm630", "bus": "lan", "unit": 1},
  "loads": [
    {"name": "water-heater", "rated_power_w": 1000, "min_on_s": 300, "min_off_s": 300,
     "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": 0}}
  ]
}"""


def place_of(section: str, name: str) -> str:
    """By which SETTING_TEXTS knows a setting. Every strategy has a name; it is told once."""
    return "strategy.name" if section.startswith("strategy.") and name == "name" else section + name


def settings() -> Iterator[str]:
    """The place of every setting there is."""
    for _, section, table in SECTIONS:
        yield from (place_of(section, row[0]) for row in table)


def configuration_page() -> str:
    """The settings of config.json, a table a section."""
    parts = [
        "# Configuration\n",
        GENERATED,
        CONFIGURATION_INTRO,
        f"```json\n{EXAMPLE}\n```\n",
    ]
    for title, section, table in SECTIONS:
        parts.append(f"## {title}\n")
        parts.append("| Setting | Is | Default | For |\n|---|---|---|---|")
        parts.append("\n".join(_setting_row(section, row) for row in table) + "\n")
    return "\n".join(parts)


def _setting_row(section: str, row: Row) -> str:
    name, kind, default, low, high = row
    if default is None:
        shown = "none"
    else:
        shown = "" if default is tables.REQUIRED else "all defaults" if default == {} else f"`{default}`"
    return f"| `{name}` | {_kind_text(name, kind, low, high)} | {shown} | {SETTING_TEXTS[place_of(section, name)]} |"


def _kind_text(name: str, kind: str, low: Any, high: Any) -> str:
    if kind in NUMBERS:
        if low == high:
            return f"`{low}`"
        unit = next((f" {unit}" for suffix, unit in UNITS.items() if name.endswith(suffix)), "")
        return f"{NUMBERS[kind]}, {low} to {high}{unit}"
    if kind == "choice":
        return " or ".join(f"`{choice}`" for choice in high)
    if kind == "list":
        return f"list of {low} to {high} objects"
    if kind == "object":
        return "object"
    if kind == "ipv4":
        return "IPv4 address, as `192.168.1.20`"
    if kind == "time":
        return "time of day, as `07:30`"
    if kind == "windows":
        return f"list of {low} to {high} texts, as `mo-fr 10:00-19:00`"
    letters = " letters, digits, `-` or `_`" if kind == "name" else " characters"
    return f"{low} to {high}{letters}"


def journal_page() -> str:
    """The journal's format, as the module that writes and reads it states it."""
    flags = (
        f"Flags of a turn: `0x{journal.HAS_READING:02x}`, the meter had answered; `0x{journal.HAS_REGISTERS:02x}`, "
        f"with its energy registers. Kinds: {journal.TURN} is a turn, {journal.BOOT} a start. Reasons:\n"
    )
    return "\n".join(
        (
            "# The journal's bytes\n",
            GENERATED,
            JOURNAL_INTRO,
            f"```text\n{_body(journal)}\n```\n",
            flags,
            "| Code | Reason |\n|---|---|",
            "\n".join(f"| {code} | `{name}` |" for code, name in enumerate(reason.NAMES)) + "\n",
        )
    )


def pull_page() -> str:
    """The pull protocol, as the module that both sides use states it."""
    return "\n".join(
        (
            "# The pull protocol\n",
            GENERATED,
            PULL_INTRO,
            f"```text\n{_body(wire)}\n```\n",
        )
    )


def _body(module: ModuleType) -> str:
    """A module's docstring without its first paragraph."""
    return (module.__doc__ or "").partition("\n\n")[2].strip()


def cli_page() -> str:
    """The `nethour` command and its sub-commands, from the command itself."""
    from nethour_host.cli import app

    # typer has click within itself and names none of its classes.
    group: Any = typer.main.get_command(app)
    context = typer.Context(group, info_name="nethour", **group.context_settings)
    parts = ["# The `nethour` command\n", GENERATED, *_command_parts(group, context)]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        parts += [f"## `nethour {name}`\n", *_command_parts(command, typer.Context(command, context, name))]
    return "\n".join(parts)


def _command_parts(command: Any, context: typer.Context) -> Iterator[str]:
    yield (command.help or "").strip() + "\n"
    yield "```text\n" + " ".join(command.get_usage(context).split()) + "\n```\n"
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    rows = [[" ".join(part.split()).replace("|", "\\|") for part in record] for record in records if record]
    if rows:
        lines = [f"| `{name}` | {text} |" for name, text in rows]
        yield "| Argument or option | |\n|---|---|\n" + "\n".join(lines) + "\n"


MAKERS: dict[str, Callable[[], str]] = {
    "configuration.md": configuration_page,
    "journal.md": journal_page,
    "pull-protocol.md": pull_page,
    "cli.md": cli_page,
}
"""File name -> what makes its text."""


if __name__ == "__main__":
    for file, make in MAKERS.items():
        (PAGES / file).write_text(make(), encoding="utf-8")
        print(f"docs/reference/{file}")
