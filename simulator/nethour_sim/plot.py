"""One HTML page that shows what happened: powers, loads and why, the balance of each period. It needs no network."""

import html
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nethour.control import reason
from nethour_sim.instants import UNIX_AT_2020_S, datetime64_from_at_s
from nethour_sim.score import Period, score_run
from nethour_sim.simulate import Run
from nethour_sim.table import period_name, totals

MAX_POINTS = 20_000
"""Of one line; longer ones are thinned to the least and the greatest value of each stretch."""

GENERATION, GRID, BASE, UNCONTROLLED, STALE = "#f0a202", "#1f5fa8", "#8a94a6", "#c5ccd8", "#c0392b"
LOADS = ("#2a9d5c", "#8e5bbf", "#0e8fa3", "#d1487f", "#7a6a3a", "#4c6ef5")

CONFIG = {
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["sendChartToCloud", "select2d", "lasso2d"],  # what is on the page stays on it
}

FloatArray = npt.NDArray[np.float64]

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.45 system-ui, sans-serif; color: #1d2733; background: #fff; margin: 0 auto; max-width: 1280px;
  padding: 1.2rem 1.5rem 2rem; }}
h1 {{ font-size: 1.35rem; margin: 0; }}
p {{ color: #5b6776; margin: .2rem 0 1rem; }}
dl {{ display: flex; flex-wrap: wrap; gap: .5rem 1.6rem; margin: 0 0 .4rem; }}
dl div {{ border-left: 3px solid #dbe1ea; padding-left: .6rem; }}
dt {{ color: #5b6776; font-size: .82rem; }}
dd {{ margin: 0; font-variant-numeric: tabular-nums; font-weight: 600; }}
dd small {{ font-weight: 400; color: #5b6776; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{subtitle}</p>
<dl>{totals}</dl>
{figure}
</body>
</html>
"""


def write_day_page(run: Run, path: Path, title: str = "") -> None:
    """Write the page of a run, by default titled with the name of its recording. Raises OSError."""
    path.write_text(day_page(run, title or run.recording.name), encoding="utf-8")


def day_page(run: Run, title: str, subtitle: str = "") -> str:
    """The page of a run, simulated or read from a journal, as the text of a self-contained HTML file.

    It has 5 MB, since plotly is in it. Upwards is import and deficit, as everywhere: above zero is bought.
    """
    score, periods = score_run(run)
    figure = make_subplots(
        rows=4,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.045,
        row_heights=[0.45, 0.05 + 0.03 * len(run.load_names), 0.22, 0.22],
        subplot_titles=(
            "power",
            "loads",
            f"net balance since the {period_name(run)} began",
            f"net of each {period_name(run)}",
        ),
    )
    _add_powers(figure, run)
    _add_loads(figure, run)
    _add_balance(figure, run)
    _add_periods(figure, periods, run.settlement_s)
    _lay_out(figure, run)
    figures = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)} <small>{html.escape(unit)}</small></dd></div>"
        for name, value, unit in totals(run, score, periods)
    )
    return PAGE.format(
        title=html.escape(title),
        subtitle=html.escape(subtitle or _about(run)),
        totals=figures,
        figure=figure.to_html(full_html=False, include_plotlyjs=True, config=CONFIG, div_id="day"),
    )


def _about(run: Run) -> str:
    loads = ", ".join(f"{name} {power_w} W" for name, power_w in zip(run.load_names, run.load_power_w, strict=True))
    begin, end = (_text(int(run.recording.at_s[row])) for row in (0, -1))
    return f"{begin} to {end} UTC; loads: {loads}; settled every {run.settlement_s // 60} minutes"


def _add_powers(figure: go.Figure, run: Run) -> None:
    recording = run.recording
    lines = (
        ("generation", recording.pv_power_w, {"color": GENERATION, "width": 1.2}, "rgba(240,162,2,0.16)"),
        ("base load", recording.base_power_w, {"color": BASE, "width": 1}, None),
        ("grid (+ bought)", run.grid_power_w, {"color": GRID, "width": 1.3}, None),
    )
    for name, power_w, line, fill in lines:
        at, values = _line(run, power_w.astype(np.float64))
        figure.add_trace(
            go.Scatter(
                x=at,
                y=values,
                name=name,
                mode="lines",
                line={**line, "shape": "hv"},
                fill="tozeroy" if fill else None,
                fillcolor=fill,
                hovertemplate="%{y:.0f} W",
            ),
            row=1,
            col=1,
        )


def _add_loads(figure: go.Figure, run: Run) -> None:
    """A band for each run of a load; a thin red one where the meter was stale and the loads were made safe."""
    for index, name in enumerate(run.load_names):
        spans = _spans(run, run.is_on[index])
        _add_bands(figure, name, spans, [_why(run, index, *span) for span in spans], LOADS[index % len(LOADS)], 0.72)
    stale = np.any(run.reason == reason.STALE_METER, axis=0)
    spans = _spans(run, stale)
    for name in run.load_names if spans else ():
        told = [f"<b>meter stale</b><br>{_from_to(run, *span)}" for span in spans]
        _add_bands(figure, name, spans, told, STALE, 0.12)


def _add_bands(
    figure: go.Figure, name: str, spans: list[tuple[int, int]], texts: list[str], colour: str, width: float
) -> None:
    figure.add_trace(
        go.Bar(
            orientation="h",
            y=[name] * len(spans),
            base=[_moment(begin_s) for begin_s, _ in spans],
            x=[(end_s - begin_s) * 1000 for begin_s, end_s in spans],
            width=width,
            marker={"color": colour, "line": {"width": 0}},
            hovertext=texts,
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        ),
        row=2,
        col=1,
    )


def _add_balance(figure: go.Figure, run: Run) -> None:
    at, values = _line(run, run.net_ws / 3600, is_cut_at_edges=True)
    figure.add_trace(
        go.Scatter(
            x=at,
            y=values,
            name="net balance",
            mode="lines",
            line={"color": GRID, "width": 1.2},
            fill="tozeroy",
            fillcolor="rgba(31,95,168,0.12)",
            hovertemplate="%{y:.0f} Wh",
            showlegend=False,
        ),
        row=3,
        col=1,
    )


def _add_periods(figure: go.Figure, periods: list[Period], settlement_s: int) -> None:
    middle = [_moment(period.start_at_s + settlement_s // 2) for period in periods]
    for name, net_ws, colour in (
        ("without control", [period.base_net_ws for period in periods], UNCONTROLLED),
        ("with control", [period.net_ws for period in periods], GRID),
    ):
        figure.add_trace(
            go.Bar(
                x=middle,
                y=[energy_ws / 3600 for energy_ws in net_ws],
                name=f"net {name}",
                marker={"color": colour, "line": {"width": 0}},
                width=settlement_s * 1000 * (0.8 if colour == UNCONTROLLED else 0.4),
                hovertemplate=f"%{{y:.0f}} Wh {name}<extra></extra>",
            ),
            row=4,
            col=1,
        )


def _lay_out(figure: go.Figure, run: Run) -> None:
    figure.update_layout(
        template="plotly_white",
        height=820 + 26 * len(run.load_names),
        margin={"l": 70, "r": 20, "t": 60, "b": 45},
        barmode="overlay",
        hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1.035, "yanchor": "bottom"},
        font={"family": "system-ui, sans-serif", "size": 13, "color": "#1d2733"},
    )
    figure.update_annotations(x=0, xanchor="left", font={"size": 13, "color": "#5b6776"})
    figure.update_xaxes(type="date", showgrid=True, gridcolor="#eef1f5", hoverformat="%H:%M:%S", showline=False)
    figure.update_xaxes(title_text="UTC", row=4, col=1)
    figure.update_yaxes(gridcolor="#eef1f5", zerolinecolor="#9aa4b2")
    figure.update_yaxes(title_text="W", range=_usual_range(run), row=1, col=1)
    figure.update_yaxes(row=2, col=1, categoryorder="array", categoryarray=list(run.load_names)[::-1], showgrid=False)
    figure.update_yaxes(title_text="Wh", row=3, col=1)
    figure.update_yaxes(title_text="Wh", row=4, col=1)


def _usual_range(run: Run) -> list[float]:
    """From the least to the greatest power to show at first [W]: a few spikes of one row must not flatten the rest."""
    is_known = run.recording.is_known
    powers = np.concatenate([run.grid_power_w[is_known], run.recording.pv_power_w[is_known], [0, 100]])
    low, high = np.percentile(powers, [0.1, 99.9])
    margin = 0.06 * (high - low)
    return [float(low - margin), float(high + margin)]


def _line(run: Run, values: FloatArray, is_cut_at_edges: bool = False) -> tuple[list[str], list[float | None]]:
    """Stamps and values to draw, interrupted where nothing is known and, if wanted, at the edges of periods."""
    at_s = run.recording.at_s
    values = np.where(run.recording.is_known, values, np.nan)
    is_cut = np.diff(at_s) > run.stale_after_s
    if is_cut_at_edges:
        is_cut |= np.diff(at_s // run.settlement_s) > 0
    after = np.flatnonzero(is_cut) + 1
    at_s = np.insert(at_s, after, at_s[after - 1])
    values = np.insert(values, after, np.nan)
    row = _thinned(values)
    drawn = [None if np.isnan(value) else value for value in np.round(values[row], 1).tolist()]
    return np.datetime_as_string(datetime64_from_at_s(at_s[row])).tolist(), drawn


def _thinned(values: FloatArray) -> npt.NDArray[np.intp]:
    """Rows that show a long line as well as all of it: of each stretch the least, the greatest and any interruption."""
    count = len(values)
    if count <= MAX_POINTS:
        return np.arange(count)
    kept: list[int] = []
    for begin in range(0, count, stretch := -(-2 * count // MAX_POINTS)):
        part = values[begin : begin + stretch]
        missing = np.flatnonzero(np.isnan(part))
        known = np.flatnonzero(~np.isnan(part))
        picked = {int(known[np.argmin(part[known])]), int(known[np.argmax(part[known])])} if len(known) else set()
        kept += sorted(begin + row for row in picked | {int(row) for row in missing[:1]})
    return np.array(kept, np.intp)


def _spans(run: Run, states: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From and to of every stretch of rows that is true [s since 2020]."""
    at_s = run.recording.at_s
    edges = np.flatnonzero(np.diff(states.astype(np.int8), prepend=0, append=0))
    ends_s = np.append(at_s, at_s[-1])
    return [(int(at_s[begin]), int(ends_s[end])) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _why(run: Run, index: int, begin_s: int, end_s: int) -> str:
    """What a band says: from, to, why it began, what held it, why it ended."""
    begin, end = np.searchsorted(run.recording.at_s, [begin_s, end_s])
    codes = run.reason[index]
    told = [f"<b>{html.escape(run.load_names[index])}</b>, {run.load_power_w[index]} W", _from_to(run, begin_s, end_s)]
    told.append(f"on: {_reason(codes[begin])}")
    if np.any(codes[begin:end] == reason.HELD_MIN_ON):
        told.append("then held by its minimum on time")
    if end < len(codes) and not run.is_on[index][end]:
        told.append(f"off: {_reason(codes[end])}")
    return "<br>".join(told)


def _reason(code: Any) -> str:
    return reason.NAMES[int(code)].replace("_", " ")


def _from_to(run: Run, begin_s: int, end_s: int) -> str:
    return f"{_text(begin_s)[11:]} to {_text(end_s)[11:]} UTC ({round((end_s - begin_s) / 60)} min)"


def _text(at_s: int) -> str:
    return f"{_moment(at_s):%Y-%m-%d %H:%M}"


def _moment(at_s: int) -> datetime:
    # without a zone: the page shows UTC wherever it is read
    return datetime.fromtimestamp(UNIX_AT_2020_S + at_s, UTC).replace(tzinfo=None)
