"""A recording of a house: what base load and generation were, row by row; and the reader of the thesis' CSV files."""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from nethour_sim.instants import UNIX_AT_2020_S, datetime64_from_at_s

IntArray = npt.NDArray[np.int32]
TimeArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MAX_POWER_W = 1_000_000
"""A power beyond this is an error of the file (milliwatts, an energy, a typing slip), not a house."""


class RecordingError(Exception):
    """A recording cannot be used; the text is one sentence that says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Recording:
    """What a house without the loads we switch drew and generated. All arrays have one element a row.

    name           for titles and tables
    at_s           when the row was measured [s since 2020 UTC], never decreasing
    base_power_w   the house without our loads [W, >= 0]
    pv_power_w     generation [W, >= 0]
    is_known       False where the file did not say: the powers of such a row mean nothing
    """

    name: str
    at_s: TimeArray
    base_power_w: IntArray
    pv_power_w: IntArray
    is_known: BoolArray

    def __len__(self) -> int:
        return len(self.at_s)

    def rows(self, chosen: BoolArray) -> "Recording":
        """The recording with the chosen rows alone [bool, one a row]."""
        return Recording(
            self.name, self.at_s[chosen], self.base_power_w[chosen], self.pv_power_w[chosen], self.is_known[chosen]
        )

    def until(self, at_s: int) -> "Recording":
        """The rows before `at_s` [s since 2020]."""
        return self.rows(self.at_s < at_s)


def read_recording(path: Path | str, base_power_w: int = 0) -> Recording:
    """Read a CSV file with `timestamp` and `powerP`, optionally `powerC`, `powerL1`, `powerL2` ... [W].

    Stamps are ISO 8601 with `T` or a blank, with or without a fraction or an offset; without one they are UTC.
    The base load is powerC less the loads, never below 0; a missing load counts as 0. A file without powerC has a
    base load of `base_power_w` [W]. Generation below 0 is 0. A row without powerP, or without powerC where the file has
    that column, is unknown. Powers are rounded to whole watts, stamps down to whole seconds.

    Raises RecordingError.
    """
    path = Path(path)
    header = next(_lines(path), (1, []))[1]
    columns = _needed_columns(path, header)
    try:
        frame = _parse(path, header, columns)
    except (ValueError, OverflowError, pd.errors.ParserError) as problem:
        raise _first_error(path, columns, str(problem)) from None
    if len(frame.at_us) < 2:
        raise RecordingError(f"{path}: has {_rows(len(frame.at_us))}; a recording needs at least 2")
    if not frame.is_plausible():
        raise _first_error(path, columns, "a stamp or a power is out of range")
    pv_w = frame.powers["powerP"]
    is_known = ~np.isnan(pv_w)
    if "powerC" in frame.powers:
        base_w = frame.powers["powerC"].copy()
        for name, power_w in frame.powers.items():
            if name not in ("powerC", "powerP"):
                base_w -= np.nan_to_num(power_w)
        is_known &= ~np.isnan(base_w)
    else:
        base_w = np.full(len(pv_w), float(base_power_w))
    return Recording(
        name=path.stem,
        at_s=frame.at_us // 1_000_000 - UNIX_AT_2020_S,
        base_power_w=_whole_watts(base_w, is_known),
        pv_power_w=_whole_watts(pv_w, is_known),
        is_known=is_known,
    )


def write_csv(recording: Recording, path: Path | str) -> None:
    """Write a recording with the columns `timestamp, powerC, powerP`; an unknown row has empty powers."""
    stamps = np.datetime_as_string(datetime64_from_at_s(recording.at_s))
    lines = ["timestamp,powerC,powerP"]
    rows = zip(stamps, recording.base_power_w, recording.pv_power_w, recording.is_known, strict=True)
    lines += [f"{stamp},{base_w},{pv_w}" if is_known else f"{stamp},," for stamp, base_w, pv_w, is_known in rows]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class _Frame:
    """The needed columns as numbers: stamps in Unix microseconds, powers in watts, missing ones NaN."""

    at_us: TimeArray
    powers: dict[str, npt.NDArray[np.float64]]

    def is_plausible(self) -> bool:
        if np.any(np.diff(self.at_us) < 0):
            return False
        return all(not np.any(np.abs(power_w) > MAX_POWER_W) for power_w in self.powers.values())


def _whole_watts(power_w: npt.NDArray[np.float64], is_known: BoolArray) -> IntArray:
    return np.rint(np.where(is_known, np.maximum(power_w, 0.0), 0.0)).astype(np.int32)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows" if count else "no rows"


def _needed_columns(path: Path, names: list[str]) -> dict[str, int]:
    """The position of each column that we use, by its name."""
    if not names:
        raise RecordingError(f"{path}: is empty; a recording is a CSV file with the columns timestamp and powerP")
    for required in ("timestamp", "powerP"):
        if required not in names:
            found = ", ".join(names)
            raise RecordingError(
                f"{path}: line 1 has no column {required} (found: {found}); name it so, commas between columns"
            )
    needed = [name for name in names if name in ("timestamp", "powerP", "powerC") or re.fullmatch(r"powerL\d+", name)]
    for name in needed:
        if needed.count(name) > 1:
            raise RecordingError(f"{path}: line 1 has the column {name} twice; remove or rename one")
    return {name: names.index(name) for name in needed}


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not blank with its number, as stripped cells."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            for cells in reader:
                if cells:
                    yield reader.line_num, [cell.strip() for cell in cells]
    except FileNotFoundError:
        raise RecordingError(f"{path}: there is no such file; check the path") from None
    except OSError as problem:
        raise RecordingError(f"{path}: cannot be read ({problem.strerror}); give the path of a CSV file") from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise RecordingError(f"{path}: is not a CSV file in UTF-8 ({problem}); export it as one") from None


def _parse(path: Path, header: list[str], columns: dict[str, int]) -> _Frame:
    """The fast path: the whole file at once. Raises ValueError for anything that is not as it should be."""
    if _has_wide_row(path, len(header)):
        raise ValueError("a row has too many cells")
    types: dict[str, type[str | float]] = {name: str if name == "timestamp" else float for name in columns}
    table = pd.read_csv(
        path,
        header=0,
        index_col=False,
        usecols=list(columns.values()),
        names=sorted(columns, key=columns.__getitem__),
        dtype=types,
        keep_default_na=False,
        na_values=[""],
        skipinitialspace=True,
        encoding="utf-8-sig",
        compression=None,
    )
    stamps = pd.to_datetime(table["timestamp"], format="ISO8601", utc=True)
    if stamps.isna().any():
        raise ValueError("a stamp is missing")
    at_us = np.asarray(stamps.dt.as_unit("us").astype("int64"), np.int64)
    return _Frame(at_us, {name: table[name].to_numpy(np.float64) for name in columns if name != "timestamp"})


def _has_wide_row(path: Path, width: int) -> bool:
    """Whether a row has more cells than there are columns, as with decimal commas: pandas would cut it silently."""
    with path.open("rb") as file:
        if all(line.count(b",") < width for line in file):
            return False
    return any(len(cells) > width for _, cells in _lines(path))


def _first_error(path: Path, columns: dict[str, int], problem: str) -> RecordingError:
    """The slow path: go line by line to say where the file is wrong."""
    before: tuple[datetime, str] | None = None
    lines = _lines(path)
    width = len(next(lines)[1])
    for number, cells in lines:
        if len(cells) > width:
            return RecordingError(
                f"{path} line {number}: has {len(cells)} cells, line 1 has {width}; write decimals with a point"
            )
        for name, position in columns.items():
            text = cells[position] if position < len(cells) else ""
            where = f"{path} line {number}, column {name}"
            if name != "timestamp":
                if complaint := _power_complaint(text):
                    return RecordingError(f"{where}: {complaint}")
                continue
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                return RecordingError(f"{where}: {text!r} is not a time; write it like 2022-04-27T00:00:02")
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            if before is not None and moment < before[0]:
                return RecordingError(
                    f"{where}: time goes backwards, from {before[1]} to {text}; sort the rows and give stamps in UTC"
                )
            before = (moment, text)
    summary = " ".join(problem.split())[:100]
    return RecordingError(f"{path}: cannot be read as a recording ({summary}); check its rows")


def _power_complaint(text: str) -> str | None:
    """What is wrong with the text of a power, None where nothing is."""
    if not text:
        return None
    try:
        power_w = float(text.replace("_", "x"))  # Python would read 1_000 as a number
    except ValueError:
        return f"{text!r} is not a number; give watts, or leave the cell empty where nothing was measured"
    if not math.isfinite(power_w):
        return f"{text!r} is not a power; leave the cell empty where nothing was measured"
    if abs(power_w) > MAX_POWER_W:
        return f"{text} W is more than a house can have (1 MW); give the power in watts"
    return None
