"""Draws the pictures of README and docs anew: pages that Nethour writes, photographed by Chromium. `make pictures`."""

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from nethour.config import build_controller
from nethour_host.demo import demo_config
from nethour_sim.generated import generated_day
from nethour_sim.plot import write_day_page
from nethour_sim.simulate import simulate
from strategy_pictures import draw_strategies

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=8000",
)


def photograph(page: Path, picture: Path, width: int, height: int) -> None:
    """Write what Chromium shows of `page` as a PNG of this size [pixels]. Exits with a sentence where there is none."""
    browser = next((found for name in _CHROMIUM if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("pictures: Chromium is not installed; on Debian and Ubuntu type: sudo apt install chromium")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [browser, *_QUIET, f"--user-data-dir={profile}", f"--window-size={width},{height}",
             f"--screenshot={picture}", page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


def draw_day() -> None:
    """The day of README: the demo's house and loads, simulated."""
    run = simulate(generated_day(date(2022, 4, 27), 7), build_controller(demo_config(port=502)))
    with tempfile.TemporaryDirectory() as directory:
        page = Path(directory) / "day.html"
        write_day_page(run, page, title="A day of a house")
        photograph(page, PICTURES / "day.png", 1280, 1060)


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    draw_day()
    draw_strategies(PICTURES, photograph)
