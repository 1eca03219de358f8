"""`nethour deploy`: firmware and configuration onto a board."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from nethour_host import resources
from nethour_host.deploy import deploy
from nethour_host.errors import ConfigRefused


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("deploy")(_deploy)


def _deploy(
    config: Path = typer.Argument(..., help="The house's config.json."),
    port: str = typer.Option(..., help="Serial port of the board, e.g. /dev/ttyACM0."),
    board: str = typer.Option(..., help=f"What board it is: {', '.join(resources.board_names())}."),
    secrets: Path = typer.Option(None, help="secrets.json to put beside it.", show_default="the board keeps its own"),
) -> None:
    """Put firmware and config.json onto a board and start it. After a change, repeat it: only what is new is sent."""
    config_text = _read(config)
    secrets_text = None if secrets is None else _read(secrets)
    talk = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, console=talk, transient=True) as progress:
        task = progress.add_task("looking at the board", total=None)
        done = deploy(
            port,
            resources.board(board),
            config_text,
            secrets_text,
            on_progress=lambda file, sent, total: progress.update(task, description=file, completed=sent, total=total),
        )
    print(
        f"{done.files_written} files ({done.bytes_written} bytes) written, {done.files_unchanged} unchanged, "
        f"{done.files_removed} removed; the board starts"
    )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigRefused(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigRefused(f"{path} is no text in UTF-8; save it as such") from None
