"""Reading a recording: the thesis' columns, what is unknown, and one clear sentence for every broken file."""

import re
from pathlib import Path

import numpy as np
import pytest

from nethour_sim.instants import at_s_from_iso, iso_utc
from nethour_sim.recording import Recording, RecordingError, read_recording, write_csv

DATA = Path(__file__).parents[3] / "shared" / "data"


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "day.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows_of(recording: Recording) -> list[tuple[str, int, int] | tuple[str, None]]:
    """(stamp, base, generation) of a known row, (stamp, None) of an unknown one."""
    return [
        (iso_utc(int(at_s)), int(base_w), int(pv_w)) if is_known else (iso_utc(int(at_s)), None)
        for at_s, base_w, pv_w, is_known in zip(
            recording.at_s, recording.base_power_w, recording.pv_power_w, recording.is_known, strict=True
        )
    ]


def test_base_load_is_what_the_house_drew_less_its_loads(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "timestamp,energyB,powerC,powerP,powerL1,powerL2",
        "2022-04-27 00:00:02.653776,-0.4,1900.4,812.5,750.2,1000.1",
        "2022-04-27 00:00:12.499845,-0.8,137.6,813.5,0.0,",
    )
    assert rows_of(read_recording(path)) == [
        ("2022-04-27T00:00:02Z", 150, 812),
        ("2022-04-27T00:00:12Z", 138, 814),
    ]


def test_neither_base_load_nor_generation_goes_below_zero(tmp_path: Path) -> None:
    path = written(
        tmp_path, "timestamp,powerC,powerP,powerL1", "2022-01-01T00:00,700,-9.7,750", "2022-01-01T00:01,0,0,0"
    )
    assert rows_of(read_recording(path))[0] == ("2022-01-01T00:00:00Z", 0, 0)


@pytest.mark.parametrize("row", ["2022-01-01T00:00:10,,500,0", "2022-01-01T00:00:10,300,,0", "2022-01-01T00:00:10"])
def test_a_row_without_generation_or_consumption_is_unknown_not_zero(tmp_path: Path, row: str) -> None:
    path = written(tmp_path, "timestamp,powerC,powerP,powerL1", "2022-01-01T00:00:00,300,500,0", row)
    assert rows_of(read_recording(path)) == [
        ("2022-01-01T00:00:00Z", 300, 500),
        ("2022-01-01T00:00:10Z", None),
    ]


def test_a_file_with_production_alone_gets_the_base_load_one_asks_for(tmp_path: Path) -> None:
    path = written(tmp_path, "timestamp,powerP", "2022-02-01T15:57:50,806.3", "2022-02-01T15:58:00,805.3")
    assert read_recording(path).base_power_w.tolist() == [0, 0]
    assert read_recording(path, base_power_w=140).base_power_w.tolist() == [140, 140]


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2022-04-27 00:00:02", "2022-04-27T00:00:02Z"),
        ("2022-04-27T00:00:02.999999", "2022-04-27T00:00:02Z"),
        ("2022-04-27T00:00:02Z", "2022-04-27T00:00:02Z"),
        ("2022-04-27T02:00:02.5+02:00", "2022-04-27T00:00:02Z"),
    ],
)
def test_stamps(tmp_path: Path, text: str, stamp: str) -> None:
    recording = read_recording(written(tmp_path, "timestamp,powerP", f"{text},1", "2022-04-27T09:00:00.25,2"))
    assert iso_utc(int(recording.at_s[0])) == stamp
    assert recording.at_s[0] == at_s_from_iso(stamp)


def test_rows_may_share_a_second_and_lines_may_be_blank(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufefftimestamp,powerP", "2022-01-01T00:00:00.1,1", "", "2022-01-01T00:00:00.9,2")
    recording = read_recording(path)
    assert np.diff(recording.at_s).tolist() == [0]
    assert recording.pv_power_w.tolist() == [1, 2]


FIRST = "2022-01-01T00:00:00,500"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([""], "day.csv: is empty; .*timestamp and powerP"),
        (["time,powerP", FIRST], r"line 1 has no column timestamp \(found: time, powerP\)"),
        (["timestamp;powerP", FIRST], r"line 1 has no column timestamp \(found: timestamp;powerP\).*commas"),
        (["timestamp,powerC", FIRST], "line 1 has no column powerP"),
        (["timestamp,powerP,powerP", FIRST + ",1"], "line 1 has the column powerP twice"),
        (["timestamp,powerP"], "has no rows; a recording needs at least 2"),
        (["timestamp,powerP", FIRST], "has 1 row; a recording needs at least 2"),
        (
            ["timestamp,powerP", FIRST, "2022-01-01T00:00:10,5oo"],
            "line 3, column powerP: '5oo' is not a number",
        ),
        (
            ["timestamp,powerP", FIRST, "", "2022-01-01T00:00:10,NaN"],
            "line 4, column powerP: 'NaN' is not a power",
        ),
        (
            ["timestamp,powerP", FIRST, "2022-01-01T00:00:10,-inf"],
            "line 3, column powerP: '-inf' is not a power",
        ),
        (
            ["timestamp,powerP", FIRST, "2022-01-01T00:00:10,1e400"],
            "line 3, column powerP: '1e400' is not a power",
        ),
        (
            ["timestamp,powerP", "2022-01-01T00:00:10,7e8", FIRST],
            "line 2, column powerP: 7e8 W is more than a house",
        ),
        (
            ["timestamp,powerC,powerP", "2022-01-01T00:00:10,x,1", FIRST],
            "line 2, column powerC: 'x' is not a number",
        ),
        (["timestamp,powerP", FIRST, "noon,5"], "line 3, column timestamp: 'noon' is not a time"),
        (["timestamp,powerP", FIRST, ",5"], "line 3, column timestamp: '' is not a time"),
        (
            ["timestamp,powerP", FIRST, "2022-01-32T00:00:00,5"],
            "line 3, column timestamp: '2022-01-32T00:00:00'",
        ),
        (
            ["timestamp,powerP", FIRST, "2022-01-01T00:00:20,1", "2022-01-01T00:00:10,1"],
            "line 4, column timestamp: time goes backwards, from 2022-01-01T00:00:20 to 2022-01-01T00:00:10",
        ),
        (["timestamp,powerP", FIRST, "2022-01-01T00:00:10,1,2,3"], "line 3: has 4 cells, line 1 has 2"),
    ],
)
def test_a_broken_file_is_told_in_one_sentence(tmp_path: Path, lines: list[str], says: str) -> None:
    path = written(tmp_path, *lines)
    with pytest.raises(RecordingError) as told:
        read_recording(path)
    text = str(told.value)
    assert text.startswith(str(path))
    assert re.search(says, text)
    assert "\n" not in text
    assert "; " in text, "it says what to do"


def test_a_file_that_cannot_be_opened_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"no\.csv: there is no such file; check the path"):
        read_recording(tmp_path / "no.csv")
    with pytest.raises(RecordingError, match=r"cannot be read .*; give the path of a CSV file"):
        read_recording(tmp_path)
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"timestamp,powerP\n\xff\xfe\x00")
    with pytest.raises(RecordingError, match=r"binary\.csv: is not a CSV file in UTF-8"):
        read_recording(binary)


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    recording = Recording(
        name="day",
        at_s=np.array([100, 110, 110, 500]),
        base_power_w=np.array([300, 0, 20, 0], np.int32),
        pv_power_w=np.array([0, 0, 4000, 1], np.int32),
        is_known=np.array([True, False, True, True]),
    )
    write_csv(recording, tmp_path / "day.csv")
    again = read_recording(tmp_path / "day.csv")
    assert again.name == "day"
    assert again.at_s.tolist() == recording.at_s.tolist()
    assert rows_of(again) == rows_of(recording)


def test_a_recording_can_be_cut(tmp_path: Path) -> None:
    path = written(
        tmp_path, "timestamp,powerP", *(f"2022-01-01T00:00:{second},{second}" for second in range(10, 40, 10))
    )
    cut = read_recording(path).until(at_s_from_iso("2022-01-01T00:00:30Z"))
    assert rows_of(cut) == [("2022-01-01T00:00:10Z", 0, 10), ("2022-01-01T00:00:20Z", 0, 20)]
    assert cut.name == "day"


@pytest.mark.parametrize(
    ("name", "rows", "first", "unknown"),
    [
        ("2022-02-01_production", 59377, "2022-02-01T15:57:50Z", 0),
        ("2022-04-27_house", 41776, "2022-04-27T00:00:02Z", 0),
        ("2022-05-17_house", 38990, "2022-05-17T00:00:04Z", 0),
        ("2022-06-28_house", 34536, "2022-06-28T00:00:07Z", 0),
    ],
)
def test_the_recordings_of_the_thesis(name: str, rows: int, first: str, unknown: int) -> None:
    path = DATA / f"{name}.csv"
    if not path.exists():
        pytest.skip("the recordings are not here")
    recording = read_recording(path)
    assert len(recording) == rows
    assert iso_utc(int(recording.at_s[0])) == first
    assert np.count_nonzero(~recording.is_known) == unknown
    assert recording.pv_power_w.min() == 0
    assert recording.pv_power_w.max() > 1000
