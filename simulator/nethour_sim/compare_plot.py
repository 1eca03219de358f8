"""The picture of a comparison: energy against switchings, each strategy a point, the bound a line above them."""

import html
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from nethour_sim.compare import Comparison
from nethour_sim.plot import CONFIG, LOADS, PAGE

_SYMBOLS = ("circle", "diamond", "square")


def write_compare_page(comparison: Comparison, path: Path) -> None:
    """Write a self-contained page, 5 MB since plotly is in it. Raises OSError."""
    figure = go.Figure()
    _add_bound(figure, comparison)
    _add_outcomes(figure, comparison)
    figure.update_layout(
        template="plotly_white",
        height=620,
        margin={"l": 70, "r": 20, "t": 20, "b": 60},
        legend={"x": 0.99, "y": 0.02, "xanchor": "right", "yanchor": "bottom"},
        xaxis={"title": "switchings a day, all loads", "rangemode": "tozero"},
        yaxis={"title": "net surplus capture [%]"},
    )
    name = html.escape(comparison.recording.name)
    powers = " and ".join(f"{power_w} W" for power_w in comparison.load_power_w)
    path.write_text(
        PAGE.format(
            title=f"{name}: energy against switchings",
            subtitle=f"Loads of {powers}. Up is more of the surplus used and less bought, left is less wear of relays.",
            totals="",
            figure=figure.to_html(full_html=False, include_plotlyjs=True, config=CONFIG, div_id="compare"),
        ),
        encoding="utf-8",
    )


def _add_bound(figure: go.Figure, comparison: Comparison) -> None:
    bound = comparison.bound
    if bound is None or not bound.achievable_ws or not bound.recorded_s:
        return
    switchings_per_day = np.arange(len(bound.best_ws)) / bound.days
    figure.add_scatter(
        x=switchings_per_day,
        y=100 * bound.best_ws / bound.achievable_ws,
        name="the bound: with the future known",
        line={"color": "#8a94a6", "width": 2},
        hovertemplate="%{y:.2f} % at %{x:.1f} a day",
    )


def _add_outcomes(figure: go.Figure, comparison: Comparison) -> None:
    for number, outcome in enumerate(comparison.outcomes):
        score = outcome.score
        if score.nsc_pct is None:
            continue
        figure.add_scatter(
            x=[score.per_day(score.switching_count)],
            y=[score.nsc_pct],
            name=outcome.contender.name,
            mode="markers",
            marker={"size": 13, "color": LOADS[number % len(LOADS)], "symbol": _SYMBOLS[number // len(LOADS)]},
            hovertemplate="%{y:.2f} % at %{x:.1f} switchings a day",
        )
