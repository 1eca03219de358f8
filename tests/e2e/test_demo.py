"""The README's first command: a house lived under real MicroPython, end to end, through the installed command."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from virtual_boards import until

NETHOUR = Path(sys.executable).with_name("nethour")
HOURS = "2"
SPEED = "1500"
HOUSE = Path(__file__).parents[2] / ".." / "shared" / "data" / "2022-06-28_house.csv"


def nethour(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(NETHOUR), *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=240, check=False
    )


def processes_of(directory: Path) -> list[str]:
    """Command lines of the processes that have a file below `directory` open or named."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            files = [os.readlink(descriptor) for descriptor in (process / "fd").iterdir()]
        except OSError:
            continue
        if int(process.name) != os.getpid() and any(str(directory) in text for text in [command, *files]):
            found.append(command)
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Two hours of the generated day, from ten in the morning on."""
    directory = tmp_path_factory.mktemp("demo")
    return directory, nethour(
        "demo", "--from-hour", 8, "--hours", HOURS, "--speed", SPEED, "--out", "out", cwd=directory
    )


class TestDemo:
    def test_ends_well_and_says_that_every_decision_is_the_same(self, demo):
        _, done = demo
        assert done.returncode == 0, done.stderr
        found = re.search(r"^replay: (\d+) turns, 0 decisions differ$", done.stdout, re.MULTILINE)
        assert found is not None, done.stdout
        assert int(found[1]) > 100
        assert "Traceback" not in done.stderr

    def test_prints_a_row_for_each_hour_with_what_it_would_have_been(self, demo):
        _, done = demo
        for text in ("08:00", "09:00", "heater", "pump", "without", "import", "export", "net surplus capture"):
            assert text in done.stdout

    def test_the_loads_ran(self, demo):
        _, done = demo
        energy = re.search(r"energy to loads\s+([\d,]+)", done.stdout)
        assert energy is not None
        assert int(energy[1].replace(",", "")) > 0

    def test_writes_a_page_that_needs_no_network(self, demo):
        directory, done = demo
        page = Path(re.search(r"^page: (.+)$", done.stdout, re.MULTILINE)[1])
        assert page.is_relative_to(directory)
        text = page.read_text()
        assert "heater" in text
        assert not re.search(r"<(script|link)[^>]+(src|href)=\"https?:", text)

    def test_leaves_no_process_behind(self, demo):
        directory, _ = demo
        until(lambda: processes_of(directory) == [])

    def test_its_store_replays_with_the_command_too(self, demo):
        directory, _ = demo
        done = nethour("replay", "--store", "out/store.sqlite3", cwd=directory)
        assert done.returncode == 0, done.stderr
        assert "0 decisions differ" in done.stdout


@pytest.mark.parametrize("after", ["the virtual board", "deploying", "the day"])
def test_ctrl_c_at_any_step_leaves_no_process_behind(tmp_path: Path, after: str):
    process = subprocess.Popen(
        [str(NETHOUR), "demo", "--out", "out"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # what runs these tests may have been told to ignore Ctrl-C, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    said = ""
    for line in process.stderr:
        said += line
        if after in line and "wall clock" not in line:
            break
    if after == "the day":
        time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, rest = process.communicate(timeout=60)
    assert process.returncode == 130, said + rest
    assert "Traceback" not in rest
    assert "interrupted" in rest
    until(lambda: processes_of(tmp_path) == [])


def test_lives_the_best_day_of_a_recording(tmp_path: Path):
    recording = tmp_path / "mine.csv"
    rows = [f"2024-06-{1 + day:02d}T{hour:02d}:{minute:02d}:00,{1500 * (10 <= hour < 16) + day}" for day in range(2)
            for hour in range(24) for minute in range(60)]  # fmt: skip
    recording.write_text("timestamp,powerP\n" + "\n".join(rows) + "\n")
    arguments = ("--day", recording, "--from-hour", 10, "--hours", 1, "--speed", SPEED, "--out", "out")
    done = nethour("demo", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2024-06-02 10:00" in done.stdout
    assert "0 decisions differ" in done.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("time,power\n1,2\n", "timestamp"),
        ("timestamp,powerP\n2024-06-01T00:00:00,12\n2024-06-01T00:00:10,x\n", "line 3"),
        ("timestamp,powerP\n2024-06-01T00:00:10,12\n2024-06-01T00:00:00,1\n", "line 3"),
    ],
)
def test_a_bad_recording_is_one_sentence_and_starts_nothing(tmp_path: Path, text: str, says: str):
    (tmp_path / "bad.csv").write_text(text)
    done = nethour("demo", "--day", "bad.csv", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("nethour: ")
    assert "bad.csv" in last
    assert says in last
    assert not (tmp_path / "out").exists()


def test_simulate_prints_the_measure_as_json_on_standard_output_only(tmp_path: Path):
    (tmp_path / "day.csv").write_text(
        "timestamp,powerP\n" + "".join(f"2024-06-01T12:{minute:02d}:00,900\n" for minute in range(60))
    )
    done = nethour("simulate", "day.csv", "--load", 750, "--json", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    measure = json.loads(done.stdout)
    names = ("nsc_pct", "switchings_per_day", "short_runs_per_day", "achievable_wh_per_day", "captured_wh_per_day",
             "added_debt_wh_per_day", "days")  # fmt: skip
    assert set(names) <= set(measure)
