"""Instants: the one place of host and simulator where clock time becomes seconds since 2020-01-01 UTC, and back."""

from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

UNIX_AT_2020_S = 1577836800
"""2020-01-01T00:00:00Z in Unix seconds."""


def at_s_from_datetime(moment: datetime) -> int:
    """`moment` in whole seconds since 2020, rounded down; one without a zone is UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    since = moment - datetime(2020, 1, 1, tzinfo=UTC)
    return since.days * 86400 + since.seconds


def at_s_from_date(day: date) -> int:
    """The UTC midnight at which `day` begins [s since 2020]."""
    return at_s_from_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC))


def at_s_from_iso(text: str) -> int:
    """An ISO 8601 text in whole seconds since 2020; without a zone it is UTC. Raises ValueError for any other text."""
    return at_s_from_datetime(datetime.fromisoformat(text))


def datetime_from_at_s(at_s: int) -> datetime:
    """The moment as an aware datetime in UTC."""
    return datetime.fromtimestamp(UNIX_AT_2020_S + at_s, UTC)


def iso_utc(at_s: int) -> str:
    """Like `2022-04-27T00:00:02Z`."""
    return f"{datetime_from_at_s(at_s):%Y-%m-%dT%H:%M:%SZ}"


def datetime64_from_at_s(at_s: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    """Many moments at once, for plots and tables [datetime64 in seconds, UTC]."""
    return (at_s + UNIX_AT_2020_S).astype("datetime64[s]")
