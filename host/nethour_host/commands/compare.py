"""`nethour compare`: every strategy on one recording, beside the bound that none can pass."""

import json
import sys
from pathlib import Path

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from nethour.config import ConfigError
from nethour_host.errors import HostError
from nethour_host.files import write_whole
from nethour_host.house_options import DEFAULT_LOADS_W, house_settings
from nethour_sim.bill import Tariff
from nethour_sim.bound import REGRET_PRICES_WH
from nethour_sim.compare import Comparison, Outcome, compare, usual_contenders
from nethour_sim.compare_plot import write_compare_page
from nethour_sim.recording import Recording, RecordingError, read_recording

talk = Console(stderr=True, highlight=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(_compare)


def _compare(
    recording: Path = typer.Argument(..., help="CSV with timestamp and powerP, optionally powerC, powerL1 ... in W."),
    load: list[int] = typer.Option([], metavar="W", help="Rated power of a load; repeat it, the first runs first."),
    config: Path | None = typer.Option(None, help="A config.json: its loads and periods.", show_default=False),
    settlement_s: int | None = typer.Option(None, help="Length of a settlement period.", show_default="3600"),
    base_power_w: int = typer.Option(0, help="Base load where the recording has no powerC."),
    buy: float = typer.Option(0.15, min=0, help="Price of energy bought [EUR/kWh]."),
    sell: float = typer.Option(0.05, min=0, help="Compensation for energy given away [EUR/kWh], capped by the month."),
    load_worth: float = typer.Option(0.10, min=0, help="What a kWh in a load is worth [EUR/kWh]."),
    json_: str | None = typer.Option(None, "--json", metavar="FILE", help="Write it as JSON; - for standard output."),
    html: Path | None = typer.Option(None, help="Write a page with the plot.", show_default=False),
) -> None:
    """Print every strategy and the bound side by side: energy, switchings, regrets, money; draw energy against wear."""
    house = house_settings(config, load)
    if settlement_s is not None:
        house["settlement_s"] = settlement_s
    data = _read(recording, base_power_w)
    load_count = len(house["loads"]) if isinstance(house.get("loads"), list) else 0
    if config is None and not load:
        talk.print(f"no --load given: loads of {' and '.join(map(str, DEFAULT_LOADS_W))} W")
    tariff = Tariff(buy, sell, load_worth)
    with talk.status("comparing") as status:
        try:
            found = compare(data, house, usual_contenders(load_count), tariff, status.update)
        except ConfigError as error:
            raise HostError(f"{config or 'the settings'}: {'; '.join(error.errors)}") from None
    if found.outcomes[0].score.recorded_s == 0:
        raise HostError(f"{recording}: nothing of it is known, so there is nothing to compare; give another recording")
    if html is not None:
        try:
            write_compare_page(found, html)
        except OSError as error:
            raise HostError(f"--html {html}: cannot be written ({error.strerror}); give another path") from None
        talk.print(f"wrote {html}")
    if json_ is not None:
        text = json.dumps(_as_json(found), indent=2) + "\n"
        if json_ == "-":
            sys.stdout.write(text)
        else:
            write_whole(Path(json_), [text])
    if json_ != "-":
        Console(highlight=False, width=None if sys.stdout.isatty() else 160).print(_table(found))


def _read(path: Path, base_power_w: int) -> Recording:
    try:
        return read_recording(path, base_power_w)
    except RecordingError as error:
        raise HostError(str(error)) from None


def _as_json(found: Comparison) -> dict[str, object]:
    switchings = [outcome.score.per_day(outcome.score.switching_count) or 0 for outcome in found.outcomes]
    return {
        "recording": found.recording.name,
        "load_power_w": list(found.load_power_w),
        "strategies": [outcome.to_dict() for outcome in found.outcomes],
        "bound": None if found.bound is None else [
            {"switchings_per_day": count, "nsc_pct": found.bound.nsc_pct_at(count)} for count in switchings
        ],
    }  # fmt: skip


def _table(found: Comparison) -> Table:
    table = Table(
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        caption="NSC: net surplus capture; bound: the best NSC with as many switchings and the future known; regret: "
        "Wh a day behind the bound when a switching is worth so many Wh; bill: of the whole recording; worth: less "
        "what the energy in the loads is worth",
        caption_justify="left",
    )
    table.add_column("strategy", no_wrap=True)
    for name in ("NSC\n%", "bound\n%", "switchings\na day", "under 5 min\na day", "debt\nWh a day"):
        table.add_column(name, justify="right")
    for price in REGRET_PRICES_WH:
        table.add_column(f"regret\nat {price} Wh", justify="right")
    table.add_column("bill\nEUR", justify="right")
    table.add_column("worth\nEUR", justify="right")
    for outcome in found.outcomes:
        table.add_row(*_cells(found, outcome))
    return table


def _cells(found: Comparison, outcome: Outcome) -> list[str]:
    score = outcome.score
    switchings = score.per_day(score.switching_count) or 0
    bound_pct = None if found.bound is None else found.bound.nsc_pct_at(switchings)
    return [
        outcome.contender.name,
        _shown(score.nsc_pct, 2),
        _shown(bound_pct, 2),
        _shown(switchings, 1),
        _shown(score.per_day(score.short_run_count), 1),
        _shown(score.per_day(score.added_debt_ws / 3600), 0),
        *(_shown(regret, 0) for regret in outcome.regrets_wh_per_day),
        _shown(outcome.bill_eur, 2),
        _shown(outcome.worth_eur, 2),
    ]


def _shown(value: float | None, decimals: int) -> str:
    return "-" if value is None else f"{value:,.{decimals}f}"
