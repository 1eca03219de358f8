"""`nethour simulate`: the controller on a recording, without a board, and how well it did."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from nethour.config import Config, ConfigError, build_controller, parse
from nethour.settings import STRATEGIES
from nethour_host.errors import HostError
from nethour_host.files import write_whole
from nethour_host.house_options import DEFAULT_LOADS_W, USUAL_STRATEGY, house_settings
from nethour_sim.decisions import decision_lines
from nethour_sim.recording import Recording, RecordingError, read_recording
from nethour_sim.score import Score, score_run
from nethour_sim.simulate import Run, simulate
from nethour_sim.table import hours_table, totals_table
from nethour_sim.thesis import run_as_thesis

LONG_ROWS = 300_000
PIPED_WIDTH = 300

talk = Console(stderr=True, highlight=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate")(_simulate)


def _simulate(
    recording: Path = typer.Argument(
        ..., help="CSV with timestamp and powerP, optionally powerC, powerL1, powerL2 ... in W."
    ),
    load: list[int] = typer.Option([], metavar="W", help="Rated power of a load; repeat it, the first runs first."),
    config: Path | None = typer.Option(
        None, help="A config.json: its loads, strategy and periods.", show_default=False
    ),
    settlement_s: int | None = typer.Option(None, help="Length of a settlement period.", show_default="3600"),
    min_on_s: int | None = typer.Option(None, help="Minimum on time of every load.", show_default="300"),
    min_off_s: int | None = typer.Option(None, help="Minimum off time of every load.", show_default="300"),
    stale_after_s: int | None = typer.Option(None, help="A longer pause between rows is a gap.", show_default="60"),
    base_power_w: int = typer.Option(0, help="Base load where the recording has no powerC."),
    strategy: str | None = typer.Option(
        None,
        metavar="NAME",
        help="The rule that decides: " + ", ".join(sorted(STRATEGIES)) + ".",
        show_default=USUAL_STRATEGY,
    ),
    set_: list[str] = typer.Option(
        [],
        "--set",
        metavar="KEY=VALUE",
        help="A setting of the strategy, e.g. on_min_wh=50; a list as on_at_wh=70,200.",
    ),
    as_thesis: bool = typer.Option(
        False, "--as-thesis", help="Keep the balance as the thesis did, and know no limits but the rule's own."
    ),
    json_: str | None = typer.Option(
        None, "--json", metavar="FILE", help="Write the measure as JSON; - for standard output."
    ),
    decisions: Path | None = typer.Option(None, help="Write every decision to this CSV file.", show_default=False),
    html: Path | None = typer.Option(None, help="Write a page with the plot of the days.", show_default=False),
    hours: bool = typer.Option(True, help="Print the table of the hours."),
) -> None:
    """Run the controller on a recording and print how much of the surplus it used, and with how many switchings."""
    limits = {"settlement_s": settlement_s, "stale_after_s": stale_after_s}
    load_limits = {"min_on_s": min_on_s, "min_off_s": min_off_s}
    if as_thesis:
        _refuse_limits({**limits, **load_limits})
        load = [power_w for power_w in load if power_w] or load  # to the thesis, a load of 0 W was none
    house = house_settings(config, load)
    _put(house, limits)
    for one in _objects(house.get("loads")):
        _put(one, load_limits)
    if strategy is not None:
        house["strategy"] = {"name": strategy}
    for one in _objects([house.get("strategy")]):
        _put(one, _strategy_settings(one.get("name"), set_))
    settings = _valid(house, config)
    if config is None and not load:
        talk.print(f"no --load given: loads of {' and '.join(map(str, DEFAULT_LOADS_W))} W")
    if as_thesis:
        run = _run_as_thesis(recording, settings, base_power_w)
    else:
        run = _run(_read(recording, base_power_w), settings)
    score, periods = score_run(run)
    if score.recorded_s == 0:
        raise HostError(
            f"{recording}: nothing of it is known, each row is unknown or more than {run.stale_after_s} s before the "
            "next; give another recording or a longer --stale-after-s"
        )
    _write_files(run, score, settings, json_, decisions, html)
    if json_ != "-":
        out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
        if hours:
            out.print(hours_table(run, periods))
        out.print(totals_table(run, score, periods))


def _write_files(
    run: Run, score: Score, settings: Config, json_: str | None, decisions: Path | None, html: Path | None
) -> None:
    if json_ is not None:
        text = json.dumps(_summary(run, score, settings), indent=2)
        if json_ == "-":
            print(text)
        else:
            _write("--json", Path(json_), [text, "\n"])
    if decisions is not None:
        _write("--decisions", decisions, decision_lines(run))
    if html is not None:
        from nethour_sim.plot import day_page  # plotly takes a while to import

        _write("--html", html, [day_page(run, run.recording.name)])


def _summary(run: Run, score: Score, settings: Config) -> dict[str, object]:
    loads = [
        {"name": name, "rated_power_w": power_w} for name, power_w in zip(run.load_names, run.load_power_w, strict=True)
    ]
    return {**score.to_dict(), "recording": run.recording.name, "strategy": settings.strategy, "loads": loads}


def _write(option: str, path: Path, parts: Iterable[str]) -> None:
    try:
        write_whole(path, parts)
    except OSError as error:
        raise HostError(
            f"{option} {path}: cannot be written ({error.strerror}); give a path in a folder that exists"
        ) from None
    talk.print(f"wrote {path}")


def _read(path: Path, base_power_w: int) -> Recording:
    try:
        return read_recording(path, base_power_w)
    except RecordingError as error:
        raise HostError(str(error)) from None


def _run(recording: Recording, settings: Config) -> Run:
    is_shown = len(recording) > LONG_ROWS and talk.is_terminal
    with Progress(console=talk, transient=True, disable=not is_shown) as progress:
        task = progress.add_task("simulating", total=len(recording))
        return simulate(
            recording, build_controller(settings), progress=lambda row: progress.update(task, completed=row)
        )


def _refuse_limits(given: Mapping[str, int | None]) -> None:
    options = ", ".join("--" + name.replace("_", "-") for name, value in given.items() if value is not None)
    if options:
        raise HostError(
            f"--as-thesis settles by the hour and knows neither minimum times nor gaps: leave out {options}"
        )


def _run_as_thesis(recording: Path, settings: Config, base_power_w: int) -> Run:
    loads_w = [one["rated_power_w"] for one in settings.loads]
    if len(loads_w) > 2:
        raise HostError(f"--as-thesis: the thesis had one or two loads, these are {len(loads_w)}; leave some out")
    try:
        return run_as_thesis(recording, settings.strategy, loads_w, base_power_w)
    except RecordingError as error:
        raise HostError(str(error)) from None
    except ValueError as error:
        raise HostError(f"--as-thesis: {error} with --strategy") from None


def _objects(items: object) -> list[dict[str, object]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _put(settings: dict[str, object], given: Mapping[str, object]) -> None:
    settings.update({key: value for key, value in given.items() if value is not None})


def _strategy_settings(strategy: object, texts: list[str]) -> dict[str, object]:
    """What the --set options say, each value read as what its setting is."""
    table = STRATEGIES[strategy] if isinstance(strategy, str) and strategy in STRATEGIES else ()
    lists = [row[0] for row in table if row[1] == "ints"]
    given: dict[str, object] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not key or not sign:
            raise HostError(f"--set {text}: write it as KEY=VALUE, for example on_min_wh=50 or on_at_wh=70,200")
        given[key] = [_value(part.strip()) for part in value.strip("[] ").split(",")] if key in lists else _value(value)
    return given


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _valid(house: dict[str, object], config: Path | None) -> Config:
    try:
        return parse(json.dumps(house))
    except ConfigError as error:
        raise HostError(f"{config or 'the settings'}: {'; '.join(error.errors)}") from None
