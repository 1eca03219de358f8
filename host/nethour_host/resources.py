"""Where the files for a board are: in a checkout, or inside an installed wheel."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import nethour
from nethour_host.errors import BoardNotFound, HostError

_HERE = Path(__file__).resolve().parent
_INSTALLED = _HERE / "board_files"
_CHECKOUT = _HERE.parent.parent


@dataclass(frozen=True)
class Board:
    """One folder of boards/: its files, and what board.toml says about it."""

    name: str
    directory: Path
    chip: str
    minimum_micropython: str

    @property
    def module(self) -> Path:
        """The board.py that goes onto the board."""
        return self.directory / "board.py"


def main_file() -> Path:
    """The firmware's main.py. Raises HostError when the installation lacks it."""
    for path in (_INSTALLED / "main.py", _CHECKOUT / "firmware" / "main.py"):
        if path.is_file():
            return path
    raise HostError("the firmware's main.py is not in this installation; install nethour again")


def boards_directory() -> Path:
    """The folder with one folder a board. Raises HostError when the installation lacks it."""
    for path in (_INSTALLED / "boards", _CHECKOUT / "boards"):
        if path.is_dir():
            return path
    raise HostError("the boards folder is not in this installation; install nethour again")


def board_names() -> list[str]:
    return sorted(path.parent.name for path in boards_directory().glob("*/board.toml"))


def board(name: str) -> Board:
    """The board of that name. Raises BoardNotFound, naming those there are."""
    if name not in board_names():
        raise BoardNotFound(f"there is no board {name!r}; choose one of: {', '.join(board_names())}")
    directory = boards_directory() / name
    about = tomllib.loads((directory / "board.toml").read_text("utf-8"))
    return Board(name, directory, about["chip"], about["minimum_micropython"])


def firmware_files() -> dict[str, Path]:
    """The nethour package as it lies on a board, modules and data: path on the board -> file here."""
    root = Path(next(iter(nethour.__path__)))
    files = sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"/nethour/{path.relative_to(root).as_posix()}": path for path in files}
