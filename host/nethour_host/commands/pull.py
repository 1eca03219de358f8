"""`nethour pull`: what is new of a board's journal, into the store."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from nethour_host.board_link import BoardLink
from nethour_host.paths import default_store
from nethour_host.pull import Pulled, pull
from nethour_host.store import Store


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pull")(_pull)


def _pull(
    port: str = typer.Option(..., help="Serial port of the board, e.g. /dev/ttyACM0."),
    store: Path = typer.Option(None, help="SQLite file to keep it in.", show_default="in the user's data folder"),
) -> None:
    """Bring all that is new in a running board's journal into the store. Never disturbs control; can be repeated."""
    path = store or default_store()
    kept = Store(path)
    talk = Console(stderr=True)
    columns = (TextColumn("pulling"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    try:
        with BoardLink(port) as link, Progress(*columns, console=talk, transient=True) as progress:
            task = progress.add_task("pull", total=None)
            outcome = pull(link, kept, lambda done, total: progress.update(task, completed=done, total=total))
    finally:
        kept.close()
    for line in describe(outcome):
        talk.print(line, highlight=False)
    print(f"{outcome.record_count} records of board {outcome.board.name} ({outcome.board.device}) into {path}")


def describe(outcome: Pulled) -> list[str]:
    """What a person should know about a pull beyond its count."""
    lines = list(outcome.notes)
    if outcome.lost_count:
        lines.append(f"{outcome.lost_count} records were overwritten on the board before they were pulled")
    return lines
