"""`nethour replay`: is every decision in the store the one that the controller takes here?"""

from pathlib import Path

import typer

from nethour_host.errors import HostError
from nethour_host.paths import default_store
from nethour_host.store import Board, Store
from nethour_sim.instants import iso_utc
from nethour_sim.replay import Replay, replay


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(_replay)


def _replay(
    store: Path = typer.Option(None, help="SQLite file with the journal.", show_default="in the user's data folder"),
    board: str = typer.Option(None, help="Device id or name of the board.", show_default="the only one in the store"),
) -> None:
    """Run a pulled journal through the same controller and compare every decision. Exit 1 when one differs."""
    path = store or default_store()
    if not path.exists():
        raise HostError(f"store {path}: there is none yet; pull a journal first, with nethour pull")
    kept = Store(path)
    try:
        which = pick_board(kept, board)
        outcome = replay(kept.records(which), lambda crc: kept.config_text(which, crc))
    finally:
        kept.close()
    print(describe(outcome))
    if outcome.first is not None:
        raise HostError(f"the first difference, at {iso_utc(outcome.first.record.at_s)}: {outcome.first}")
    if not outcome.turn_count:
        raise HostError(f"store {path}: nothing to replay: no start of the controller with its configuration is in it")


def pick_board(store: Store, wanted: str | None) -> Board:
    """The board of this id or name, or the only one. Raises HostError listing what there is."""
    boards = store.boards()
    found = [board for board in boards if wanted in (None, board.device, board.name)]
    if len(found) == 1:
        return found[0]
    if not boards:
        raise HostError(f"store {store.path}: it is empty; pull a journal first, with nethour pull")
    listed = ", ".join(board.device for board in boards)
    raise HostError(f"store {store.path}: choose one board with --board: {listed}")


def describe(outcome: Replay) -> str:
    """One sentence with the figures of a replay."""
    text = f"{outcome.turn_count} turns replayed, {outcome.differing_count} decisions differ"
    if outcome.skipped_count:
        text += f"; {outcome.skipped_count} turns skipped, because what came before them is not in the store"
    return text
