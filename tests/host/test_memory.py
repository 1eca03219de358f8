"""What the firmware takes of a board's heap stays below a ceiling. The figures are those of `make memory`."""

from pathlib import Path

import pytest

import board_heap
import memory

KIB = 1024
# int32 has the pointers of a board. A ceiling may only come down: a Pico W has some 180 KiB for everything.
PACKAGE_KIB = 76
FIRMWARE_KIB = 148


@pytest.fixture(scope="module")
def added() -> dict[str, int]:
    """What each stage adds to the heap in use on int32 [bytes]."""
    return dict(zip(memory.STAGE_NAMES, memory.on_int32(memory.FIRMWARE), strict=True))


def test_the_imported_package_and_the_controller_of_a_small_house(added: dict[str, int]) -> None:
    package = added["import nethour.config"] + added["two loads, no rules: Config and Controller"]
    assert 20 * KIB < package < PACKAGE_KIB * KIB


def test_the_whole_firmware_with_a_small_house(added: dict[str, int]) -> None:
    every_rule = added["five loads more, with every rule"]
    assert 60 * KIB < sum(added.values()) - every_rule < FIRMWARE_KIB * KIB


def test_what_only_rules_need_is_not_there_without_them(added: dict[str, int]) -> None:
    assert added["five loads more, with every rule"] > 15 * KIB


def test_unix_can_be_asked_too() -> None:
    assert all(stage > 0 for stage in memory.on_unix(memory.FIRMWARE))


def test_a_firmware_that_cannot_be_imported_is_told(tmp_path: Path) -> None:
    (tmp_path / "nethour").mkdir()
    with pytest.raises(RuntimeError, match="ImportError"):
        memory.on_unix(tmp_path)


def test_the_running_firmware_does_not_grow(tmp_path: Path) -> None:
    """Two loads on a virtual board with the demo's heap: what is in use after 20 minutes is all it ever takes."""
    looks = list(board_heap.heaps(tmp_path, 3))
    assert [turn for turn, *_ in looks] == [0, 120, 240]
    _, (_, _, early, free), (_, _, late, _) = looks
    assert abs(late - early) < KIB
    assert free > 8 * KIB
