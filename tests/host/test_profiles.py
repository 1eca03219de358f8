"""Every meter profile keeps to what the reader and the meters ask for."""

import json
from pathlib import Path
from typing import Any

import pytest

import test_meter_reader
from nethour.devices.meters import reader

PROFILES = sorted((Path(reader.__file__).parent / "profiles").glob("*.json"))
LONGEST_READ = 80  # registers; the least that a meter known to us allows
WORDS = {"f32": 2}


def blocks_of(path: Path) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = json.loads(path.read_text())["blocks"]
    return blocks


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
class TestEveryProfile:
    def test_is_found_by_its_name(self, path: Path) -> None:
        assert reader.load_profile(path.stem) == blocks_of(path)

    def test_tells_where_its_registers_come_from(self, path: Path) -> None:
        profile = json.loads(path.read_text())
        assert profile["title"]
        assert profile["source"]

    def test_reads_each_value_once_and_within_its_block(self, path: Path) -> None:
        names = []
        for block in blocks_of(path):
            assert block["function"] in (3, 4)
            assert block["count"] <= LONGEST_READ
            for value in block["values"]:
                names.append(value["name"])
                assert block["address"] <= value["address"]
                assert value["address"] + WORDS[value["type"]] <= block["address"] + block["count"]
                assert value["sign"] in (1, -1)
        assert len(names) == len(set(names))
        assert "grid_power_w" in names
        assert set(names) <= {"grid_power_w", "import_wh", "export_wh"}

    def test_a_late_answer_to_one_block_cannot_be_taken_for_another(self, path: Path) -> None:
        shapes = [(block["function"], block["count"]) for block in blocks_of(path)]
        assert len(shapes) == len(set(shapes))


def test_the_reader_is_tested_with_the_profile_that_is_shipped() -> None:
    assert reader.load_profile("eastron_sdm630") == test_meter_reader.SDM630


def test_a_profile_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="meter profile sundial is not on the board"):
        reader.load_profile("sundial")
