"""`nethour demo`: a day of a simulated house under real MicroPython, pulled, tabled, drawn and replayed."""

from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from nethour_host.demo import LOAD_POWER_W, DemoDay, Watch, run_demo
from nethour_host.errors import HostError
from nethour_host.store import Store
from nethour_sim.best_day import DAY_S, best_day
from nethour_sim.generated import generated_day
from nethour_sim.instants import datetime_from_at_s, iso_utc
from nethour_sim.journal_run import run_from_journal
from nethour_sim.plot import write_day_page
from nethour_sim.recording import Recording, RecordingError, read_recording
from nethour_sim.score import score_run
from nethour_sim.simulate import Run
from nethour_sim.table import hours_table, totals_table

_GENERATED_DATE = date(2022, 4, 27)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(_demo)


def _demo(
    day: Path = typer.Option(None, help="Recording (CSV) whose best day is lived.", show_default="a generated day"),
    seed: int = typer.Option(7, help="Which generated day."),
    speed: int = typer.Option(720, min=1, max=2000, help="Seconds of the house in one second of yours."),
    from_hour: float = typer.Option(0, min=0, max=23.9, help="Begin the day at this hour (UTC)."),
    hours: float = typer.Option(24, min=0.1, max=24, help="End it after so many hours."),
    out: Path = typer.Option(Path("nethour-demo"), help="Folder for what the demo leaves."),
) -> None:
    """Show Nethour at work, without hardware: in about two minutes, a day of a house.

    The unmodified firmware runs on a virtual board (real MicroPython), reads a simulated meter and switches simulated
    relays over Modbus TCP; its journal is pulled while it works, and every decision is taken once more by replay.
    """
    talk = Console(stderr=True, highlight=False)
    recording = _recording(day, seed, from_hour, hours)
    talk.print(f"A day of {recording.name}, {iso_utc(int(recording.at_s[0]))}, at {speed} times the wall clock")
    try:
        outcome = _watched(recording, out, speed, talk)
    except KeyboardInterrupt:
        talk.print("interrupted: board and house are stopped")
        raise typer.Exit(130) from None
    run = _journal(outcome, recording)
    score, periods = score_run(run)
    page = out / "day.html"
    write_day_page(run, page)
    console = Console()
    console.print(hours_table(run, periods))
    console.print(totals_table(run, score, periods))
    print(f"page: {page.resolve()}")
    print(f"journal: {outcome.store.resolve()} (try: nethour replay --store {outcome.store})")
    print(f"replay: {outcome.replay.turn_count} turns, {outcome.replay.differing_count} decisions differ")
    if not outcome.replay.is_identical:
        raise HostError(f"the replay is not identical to what ran on the board: {outcome.replay.first}")


def _recording(path: Path | None, seed: int, from_hour: float, hours: float) -> Recording:
    try:
        whole = best_day(read_recording(path)) if path else generated_day(_GENERATED_DATE, seed)
    except RecordingError as error:
        raise HostError(str(error)) from None
    start_at_s = int(whole.at_s[0]) // DAY_S * DAY_S + int(from_hour * 3600)
    day = whole.rows((whole.at_s >= start_at_s) & (whole.at_s <= start_at_s + int(hours * 3600)))
    if len(day) < 2:
        raise HostError(f"{whole.name}: there is no data in these hours of the day; choose others")
    return day


def _watched(recording: Recording, out: Path, speed: int, talk: Console) -> DemoDay:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=talk) as progress:
        task = progress.add_task("the day", total=1.0, told="", start=False)

        def phase(text: str) -> None:
            progress.console.print(text)

        def lived(share: float, now_s: int, record_count: int) -> None:
            progress.start_task(task)
            told = f"{datetime_from_at_s(now_s):%H:%M} {record_count} records pulled"
            progress.update(task, completed=share, told=told)

        return run_demo(recording, out, speed, Watch(phase, lived))


def _journal(outcome: DemoDay, recording: Recording) -> Run:
    store = Store(outcome.store)
    try:
        # the board lives on for a moment after the end of the day
        records = [record for record in store.records(outcome.board) if record.at_s < recording.at_s[-1]]
    finally:
        store.close()
    return run_from_journal(records, outcome.config, recording, list(LOAD_POWER_W.values()))
