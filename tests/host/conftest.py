"""A virtual board, and a house for it, for the tests that ask for one; each board in a directory of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nethour_host.virtual_board import VirtualBoard
from running_firmware import config_of, install
from served_house import ServedHouse, served_house


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Of a virtual board, with its flash still empty."""
    (tmp_path / "board" / "flash").mkdir(parents=True)
    return tmp_path / "board"


@pytest.fixture
def board(directory: Path) -> Iterator[VirtualBoard]:
    with VirtualBoard(directory) as board:
        yield board


@pytest.fixture
def house() -> Iterator[ServedHouse]:
    with served_house() as made:
        yield made


@pytest.fixture
def running(board: VirtualBoard, house: ServedHouse) -> VirtualBoard:
    """A board that controls the house; the sun shines."""
    house.power_w = -3000.0
    install(board, json.dumps(config_of(house.port)))
    board.power_cut()
    return board
