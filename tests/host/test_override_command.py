"""`nethour override`: what words mean, and what no words are."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nethour_host.commands.override import parse
from nethour_host.errors import HostError

MADRID = ZoneInfo("Europe/Madrid")
EVENING = datetime(2026, 3, 28, 21, 30, tzinfo=MADRID)  # summer time begins in the night


@pytest.mark.parametrize(
    ("words", "state", "until"),
    [
        ("on 2h", "on", "2026-03-28T22:30+00:00"),
        ("off 90min", "off", "2026-03-28T22:00+00:00"),
        ("on 45s", "on", "2026-03-28T20:30:45+00:00"),
        ("on 8h", "on", "2026-03-29T04:30+00:00"),
        ("off until 22:00", "off", "2026-03-28T21:00+00:00"),
        ("off until 21:30", "off", "2026-03-29T19:30+00:00"),
        ("on until 6:05", "on", "2026-03-29T04:05+00:00"),
    ],
)
def test_an_order_has_an_end(words: str, state: str, until: str) -> None:
    said, end = parse(words.split(), EVENING, MADRID)
    assert (said, end and end.timestamp()) == (state, datetime.fromisoformat(until).timestamp())


def test_an_order_is_taken_back() -> None:
    assert parse(["auto"], EVENING) == ("auto", None)


@pytest.mark.parametrize(
    "words",
    ["on", "off", "on 0h", "on 2", "on 2d", "on -2h", "on 800h", "up 2h", "on until", "on until 24:00",
     "on until 18:60", "on until 6", "auto 2h", "on 2h please", "on at 18:00"],
)  # fmt: skip
def test_what_is_no_order_is_told_with_how_to_write_one(words: str) -> None:
    with pytest.raises(HostError) as error:
        parse(words.split(), EVENING, MADRID)
    assert (
        str(error.value) == f"{words}: write on or off with how long (2h, 90min) or until when (until 18:00), or auto"
    )
