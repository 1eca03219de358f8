"""Small pictures for the pages of the strategies: a few hours of one invented day, lived by each."""

import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nethour.config import build_controller, parse
from nethour_host.house_options import house_settings
from nethour_sim.generated import generated_day
from nethour_sim.instants import datetime64_from_at_s
from nethour_sim.plot import GRID, LOADS
from nethour_sim.simulate import Run, simulate

LOADS_W = [1000, 1500]
FROM_HOUR, UNTIL_HOUR = 8, 15
STRATEGIES: dict[str, dict[str, Any]] = {
    "just in time": {"name": "just_in_time"},
    "time to consume": {"name": "time_to_consume"},
    "hysteresis": {"name": "hysteresis", "on_at_wh": [70, 200], "off_at_wh": [-10, 0]},
    "minimum on time": {"name": "minimum_on_time", "time_limit_s": 680, "mode": "fastest"},
    "instantaneous surplus": {"name": "instantaneous_surplus"},
}

Photograph = Callable[[Path, Path, int, int], None]


def draw_strategies(folder: Path, photograph: Photograph) -> None:
    """Each by itself, and two of them above each other."""
    for title in STRATEGIES:
        _draw([title], folder / f"{title.replace(' ', '-')}.png", photograph)
    _draw(["instantaneous surplus", "just in time"], folder / "instant-and-period.png", photograph)


def _draw(titles: Sequence[str], picture: Path, photograph: Photograph) -> None:
    figure = make_subplots(rows=len(titles), cols=1, shared_xaxes=True, vertical_spacing=0.14, subplot_titles=titles)
    for row, title in enumerate(titles, 1):
        _add(figure, _hours(STRATEGIES[title]), row)
    figure.update_layout(
        template="plotly_white",
        height=40 + 240 * len(titles),
        width=900,
        margin={"l": 60, "r": 15, "t": 35, "b": 35},
        showlegend=False,
    )
    figure.update_yaxes(title_text="balance [Wh]", range=[-1700, 600], zerolinecolor="#9aa4b2")
    with tempfile.TemporaryDirectory() as directory:
        page = Path(directory) / "page.html"
        page.write_text(figure.to_html(include_plotlyjs=True, config={"staticPlot": True}), encoding="utf-8")
        photograph(page, picture, 920, 60 + 240 * len(titles))


def _hours(strategy: dict[str, Any]) -> Run:
    config = {**house_settings(None, LOADS_W), "strategy": strategy}
    return simulate(generated_day(date(2022, 4, 27), 7), build_controller(parse(json.dumps(config))))


def _add(figure: go.Figure, run: Run, row: int) -> None:
    """The balance of each period, export downwards, and a bar under it for each load that runs."""
    begin_s = int(run.recording.at_s[0])
    is_shown = (run.recording.at_s >= begin_s + FROM_HOUR * 3600) & (run.recording.at_s < begin_s + UNTIL_HOUR * 3600)
    at_s = run.recording.at_s[is_shown]
    at = datetime64_from_at_s(at_s)
    net_wh = run.net_ws[is_shown] / 3600
    net_wh[np.flatnonzero(np.diff(at_s // run.settlement_s, prepend=0))] = np.nan
    figure.add_scatter(x=at, y=net_wh, mode="lines", line={"color": GRID}, fill="tozeroy", row=row, col=1)
    for index, is_on in enumerate(run.is_on):
        level = np.where(is_on[is_shown], -1350.0 - 190 * index, np.nan)
        figure.add_scatter(
            x=at, y=level, mode="lines", line={"color": LOADS[index], "width": 9}, row=row, col=1, connectgaps=False
        )
