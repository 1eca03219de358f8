"""The journal on littlefs, the boards' file system, as real MicroPython has it: full flash and power cuts."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
FIRMWARE = HERE.parents[1] / "firmware"
MICROPYTHON = Path(sys.executable).with_name("micropython")

pytestmark = pytest.mark.skipif(not MICROPYTHON.exists(), reason="MicroPython is not installed: make setup")


def found(what: str) -> dict[str, Any]:
    command = [str(MICROPYTHON), "-X", "heapsize=2m", str(HERE / "journal_on_littlefs.py"), str(FIRMWARE), what]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_a_full_flash_costs_the_oldest_records_only() -> None:
    result = found("full")
    assert result["refused"] == 0
    assert result["lost"] == 0
    assert result["first_segment"] > 1
    [(first, last)] = result["runs"]
    assert last == 6000
    assert last - first > 3000


def test_a_power_cut_costs_no_flushed_record_and_gives_no_number_twice() -> None:
    result = found("cuts")
    assert result["missing"] == []
    assert result["starts"] == sorted(result["starts"])
    assert result["runs"] == [[1, result["last"]]]
