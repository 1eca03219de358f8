"""A virtual board for the tests that ask for one, each in a directory of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nethour_host.virtual_board import VirtualBoard


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Of a virtual board, with its flash still empty."""
    (tmp_path / "board" / "flash").mkdir(parents=True)
    return tmp_path / "board"


@pytest.fixture
def board(directory: Path) -> Iterator[VirtualBoard]:
    with VirtualBoard(directory) as board:
        yield board
