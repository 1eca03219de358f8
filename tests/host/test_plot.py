"""The page of a run: it stands alone, says why each load ran, and shows long recordings whole."""

import dataclasses
import re

import numpy as np
import pytest

from nethour.control.controller import Controller
from nethour.control.load import Load
from nethour.control.strategies.time_to_consume import TimeToConsume
from nethour_sim.plot import MAX_POINTS, day_page
from nethour_sim.recording import Recording
from nethour_sim.simulate import Run, simulate


def lived(recording: Recording, *names: str) -> Run:
    return simulate(recording, Controller([Load(name, 800, 300, 300) for name in names], TimeToConsume()))


@pytest.fixture(scope="module")
def run() -> Run:
    """Half an hour of sun, half an hour of night, three minutes of silence, ten more minutes of sun."""
    at_s = np.arange(0, 4400, 10)
    return lived(
        Recording(
            name="test",
            at_s=at_s,
            base_power_w=np.full(len(at_s), 200, np.int32),
            pv_power_w=np.where((at_s < 1800) | (at_s > 3780), 1500, 0).astype(np.int32),
            is_known=(at_s < 3600) | (at_s >= 3780),
        ),
        "heater",
        "pump <2>",
    )


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    return day_page(run, "A day & its night")


def test_the_page_needs_nothing_else(page: str) -> None:
    assert page.startswith("<!doctype html>")
    outside_of_scripts = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "http" not in outside_of_scripts
    assert "src=" not in outside_of_scripts
    assert not re.search(r"<script[^>]*\ssrc=", page)
    assert '"modeBarButtonsToRemove": ["sendChartToCloud"' in page


def test_what_people_wrote_is_text_on_the_page(page: str) -> None:
    assert "<h1>A day &amp; its night</h1>" in page
    assert "pump &lt;2&gt; 800 W" in page
    assert "pump <2>" not in page.split("<script")[0]


def test_a_band_says_when_and_why(page: str) -> None:
    texts = re.findall(r'"\\u003cb\\u003eheater.*?"', page)
    assert texts, "the load has bands"
    assert "00:05 to 00:3" in texts[0]
    assert "on: surplus" in texts[0]
    assert "off: forecast deficit" in texts[0]


def test_a_stale_meter_is_marked(page: str) -> None:
    assert "meter stale" in page
    assert "01:01 to 01:03 UTC" in page


def test_the_measure_stands_above_the_plot(page: str) -> None:
    for name in ("net surplus capture", "added debt", "switchings", "recorded"):
        assert f"<dt>{name}</dt>" in page


def test_a_line_is_interrupted_where_nothing_is_known(page: str) -> None:
    generation = re.search(r'"name":"generation".*?"y":\[(.*?)\]', page)
    assert generation is not None
    values = generation[1].split(",")
    assert values.count("null") == 18
    assert "0.0" in values


def test_a_long_recording_keeps_its_peaks_but_not_every_point() -> None:
    rows = 5 * MAX_POINTS
    pv_w = np.full(rows, 100, np.int32)
    pv_w[[777, 40_000]] = 4321, 0
    recording = Recording("long", np.arange(rows), np.zeros(rows, np.int32), pv_w, np.ones(rows, np.bool_))
    page = day_page(lived(recording, "heater"), "long")
    generation = re.search(r'"name":"generation".*?"y":\[(.*?)\]', page)
    assert generation is not None
    values = generation[1].split(",")
    assert len(values) <= MAX_POINTS
    assert values.count("4321.0") == 1
    assert values.count("0.0") == 1


def test_a_page_of_a_day_on_which_nothing_ran(run: Run) -> None:
    dark = dataclasses.replace(run.recording, pv_power_w=np.zeros(len(run.recording), np.int32))
    page = day_page(lived(dark, "heater"), "dark")
    assert "on: surplus" not in page
    assert "<dd>- <small>%</small></dd>" in page
