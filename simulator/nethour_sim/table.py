"""A run as tables for the terminal: its settlement periods, and its measure."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from nethour_sim.instants import datetime_from_at_s
from nethour_sim.score import Period, Score
from nethour_sim.simulate import Run

CAPTION = "UTC; net: + bought, - given away; sw.: switchings; without control: the net of the house alone"


def hours_table(run: Run, periods: Sequence[Period]) -> Table:
    """One row a settlement period [Wh, minutes]: what it was, each load, what it would have been without control."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), caption=CAPTION, caption_justify="left")
    settlement_s = run.settlement_s
    table.add_column(period_name(run), no_wrap=True)
    for name in ("import\nWh", "export\nWh", "net\nWh"):
        table.add_column(name, justify="right")
    for name in run.load_names:
        table.add_column(f"{name}\nmin", justify="right")
        table.add_column("sw.", justify="right")
    table.add_column("without\ncontrol", justify="right")
    are_all_whole = all(period.recorded_s == settlement_s for period in periods[1:-1])
    if not are_all_whole:
        table.add_column("known\nmin", justify="right")
    day = None
    for period in periods:
        begin = datetime_from_at_s(period.start_at_s)
        if day is not None and begin.date() != day:
            table.add_section()
        label = f"{begin:%H:%M}" if begin.date() == day else f"{begin:%Y-%m-%d %H:%M}"
        day = begin.date()
        cells = [f"{label:>16}", _wh(period.import_ws), _wh(period.export_ws), _signed_wh(period.net_ws)]
        for on_s, count in zip(period.load_on_s, period.load_switching_count, strict=True):
            cells += [_some(round(on_s / 60)), _some(count)]
        cells.append(_signed_wh(period.base_net_ws))
        if not are_all_whole:
            cells.append("" if period.recorded_s == settlement_s else str(round(period.recorded_s / 60)))
        table.add_row(*cells)
    return table


def totals_table(run: Run, score: Score, periods: Sequence[Period]) -> Table:
    """The measure and the bill's energies, a recorded day each."""
    table = Table(show_header=False, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for name, value, unit in totals(run, score, periods):
        table.add_row(name, value, unit)
    return table


def totals(run: Run, score: Score, periods: Sequence[Period]) -> list[tuple[str, str, str]]:
    """The measure and the bill's energies as (name, value, unit), for a table of any kind."""
    a_day = "Wh a day"

    def energy(energy_ws: int) -> str:
        return _number(score.per_day(energy_ws / 3600))

    def without(energy_ws: int) -> str:
        return f"{a_day} (without control {energy(energy_ws)})"

    bought_ws, base_bought_ws = (sum(max(net_ws, 0) for net_ws in nets) for nets in _nets(periods))
    given_ws, base_given_ws = (sum(max(-net_ws, 0) for net_ws in nets) for nets in _nets(periods))
    return [
        ("net surplus capture", _number(score.nsc_pct, 2), "%"),
        ("achievable surplus", energy(score.achievable_ws), a_day),
        ("captured surplus", energy(score.captured_ws), a_day),
        ("added debt", energy(score.added_debt_ws), a_day),
        ("energy to loads", energy(score.load_ws), a_day),
        (f"bought, net of each {period_name(run)}", energy(bought_ws), without(base_bought_ws)),
        (f"given away, net of each {period_name(run)}", energy(given_ws), without(base_given_ws)),
        ("switchings", _number(score.per_day(score.switching_count), 1), "a day"),
        ("runs under 5 minutes", _number(score.per_day(score.short_run_count), 1), "a day"),
        ("recorded", _number(score.days, 2), "days"),
    ]


def period_name(run: Run) -> str:
    """What people call a settlement period of the run."""
    return "hour" if run.settlement_s == 3600 else "period"


def _nets(periods: Sequence[Period]) -> tuple[list[int], list[int]]:
    """Net balances with and without control [Ws]."""
    return [period.net_ws for period in periods], [period.base_net_ws for period in periods]


def _wh(energy_ws: int) -> str:
    return f"{energy_ws / 3600:.0f}"


def _signed_wh(energy_ws: int) -> str:
    whole_wh = round(energy_ws / 3600)
    return f"{whole_wh:+d}" if whole_wh else "0"


def _some(count: int) -> str:
    return str(count) if count else "·"


def _number(value: float | None, decimals: int = 0) -> str:
    return "-" if value is None else f"{value:,.{decimals}f}"
