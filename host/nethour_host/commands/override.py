"""`nethour override`: the user's word on a load of a running board."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

import typer

from nethour_host.board_link import BoardLink
from nethour_host.errors import HostError
from nethour_sim.instants import at_s_from_datetime

_DURATION = re.compile(r"(\d+)(h|min|s)")
_SECONDS = {"h": 3600, "min": 60, "s": 1}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_USAGE = "write on or off with how long (2h, 90min) or until when (until 18:00), or auto"
_LONGEST_S = 31 * 86400


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("override")(_override)


def _override(
    load: str = typer.Argument(..., help="Name of the load."),
    words: list[str] = typer.Argument(..., metavar="WORD...", help="on 2h, off until 18:00, or auto to take it back."),
    port: str = typer.Option(..., help="Serial port of the board, e.g. /dev/ttyACM0."),
) -> None:
    """Switch a load by hand for some time; it ends by itself. The next turn of the board acts on it."""
    state, until = parse(words, datetime.now().astimezone())
    until_at_s = 0 if until is None else at_s_from_datetime(until)
    with BoardLink(port) as link:
        link.ask(f"ov {load} {state} {until_at_s}")
    print(f"{load}: {state}" + ("" if until is None else f" until {until.astimezone():%Y-%m-%d %H:%M:%S}"))


def parse(words: list[str], now: datetime, zone: tzinfo | None = None) -> tuple[str, datetime | None]:
    """State and end of an order in words. A time of day is one of `zone`, by default the computer's, after `now`.

    Raises HostError for words that are none.
    """
    said = " ".join(words)
    if words == ["auto"]:
        return "auto", None
    if len(words) == 2 and words[0] in ("on", "off"):
        duration = _DURATION.fullmatch(words[1])
        seconds = int(duration[1]) * _SECONDS[duration[2]] if duration else 0
        if 0 < seconds <= _LONGEST_S:
            return words[0], now.astimezone(UTC) + timedelta(seconds=seconds)
    if len(words) == 3 and words[0] in ("on", "off") and words[1] == "until":
        clock = _CLOCK.fullmatch(words[2])
        if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
            local = now.astimezone(zone).replace(tzinfo=None)
            until = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
            if until <= local:
                until += timedelta(days=1)
            # By the wall clock: summer time may begin or end before.
            return words[0], until.replace(tzinfo=zone) if zone else until.astimezone()
    raise HostError(f"{said}: {_USAGE}")
