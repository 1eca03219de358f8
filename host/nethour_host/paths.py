"""Where Nethour keeps its files on this computer."""

from pathlib import Path

import platformdirs


def default_store() -> Path:
    """The staging store in the user's data folder."""
    return Path(platformdirs.user_data_dir("nethour", appauthor=False)) / "store.sqlite3"
