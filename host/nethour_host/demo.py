"""The demo: a simulated house, a day of it controlled by the firmware on a virtual board; its journal replayed."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nethour.config import Config, parse
from nethour_host.board_link import BoardLink
from nethour_host.deploy import deploy
from nethour_host.errors import BoardNotResponding
from nethour_host.house_process import HouseProcess
from nethour_host.pull import pull
from nethour_host.resources import board as find_board
from nethour_host.store import Board, Store
from nethour_host.virtual_board import VirtualBoard
from nethour_sim.recording import Recording, write_csv
from nethour_sim.replay import Replay, replay

LOAD_POWER_W = {"heater": 750, "pump": 1000}
_PULL_EVERY_S = 1.0
_START_WITHIN_S = 30.0
_STAND_STILL_S = 30.0


@dataclass(frozen=True)
class DemoDay:
    """What the demo leaves: the store with the board's journal, the configuration it ran, the outcome of the replay."""

    store: Path
    board: Board
    config: Config
    replay: Replay


@dataclass
class Watch:
    """What a progress display is told: phase(text) at each step, day(share lived, now [s since 2020], records)."""

    phase: Callable[[str], None]
    day: Callable[[float, int, int], None]


def run_demo(day: Recording, directory: Path, speed: int, watch: Watch) -> DemoDay:
    """Live `day` at `speed` times the wall clock, with files below `directory`. Leaves no process. Raises HostError."""
    directory.mkdir(parents=True, exist_ok=True)
    recording = directory / "day.csv"
    write_csv(day, recording)
    start_at_s, end_at_s = int(day.at_s[0]), int(day.at_s[-1])
    store_path = directory / "store.sqlite3"
    for path in directory.glob("store.sqlite3*"):
        path.unlink()
    shutil.rmtree(directory / "board", ignore_errors=True)
    watch.phase("starting the virtual board: MicroPython behind a pseudo-terminal")
    store = Store(store_path)
    try:
        with VirtualBoard(directory / "board", start_at_s=start_at_s, speed=speed) as board:
            watch.phase("starting the simulated house: an SDM630 and a relay board over Modbus TCP")
            with HouseProcess(recording, board.clock_path, list(LOAD_POWER_W.values())) as house:
                text = config_text(house.port)
                watch.phase("deploying the firmware with mpremote")
                deploy(board.port, find_board("virtual"), text)
                watch.phase("the day")
                with BoardLink(board.port) as link:
                    pulled_from = _live(link, store, board, start_at_s, end_at_s, watch)
                    link.ask("stop")
        watch.phase("replaying the journal")
        outcome = replay(store.records(pulled_from), lambda crc: store.config_text(pulled_from, crc))
    finally:
        store.close()
    return DemoDay(store_path, pulled_from, parse(text), outcome)


def demo_config(port: int) -> Config:
    """The demo's configuration, see config_text()."""
    return parse(config_text(port))


def config_text(port: int) -> str:
    """config.json of the demo's board: meter and relays of the simulated house on this TCP port."""
    loads = [
        {
            "name": name,
            "rated_power_w": power_w,
            "relay": {"kind": "modbus_coil", "bus": "house", "unit": 2, "coil": coil},
        }
        for coil, (name, power_w) in enumerate(LOAD_POWER_W.items())
    ]
    settings = {
        "version": 1,
        # At hundreds of times the wall clock a moment of this computer is a minute of the house: a meter is not lost
        # then, and a relay too slow to learn a load's power from its step.
        "stale_after_s": 180,
        "learn_power": "off",
        "strategy": {"name": "just_in_time"},
        "buses": [{"name": "house", "kind": "modbus_tcp", "host": "127.0.0.1", "port": port}],
        "meter": {"profile": "eastron_sdm630", "bus": "house", "unit": 1},
        "loads": loads,
    }
    return json.dumps(settings, indent=2)


def _live(link: BoardLink, store: Store, board: VirtualBoard, start_at_s: int, end_at_s: int, watch: Watch) -> Board:
    """Pull while the firmware runs, until the board's clock reaches the end of the day."""
    _wait_for_firmware(link)
    count = 0
    moved_at = time.monotonic()
    last_s = board.clock.at_s()
    while True:
        now_s = board.clock.at_s()
        if now_s > last_s:
            last_s, moved_at = now_s, time.monotonic()
        elif time.monotonic() - moved_at > _STAND_STILL_S:
            raise BoardNotResponding("the virtual board's clock stands still; the firmware has stopped")
        is_over = now_s >= end_at_s
        if is_over:
            link.ask("flush")
        pulled = pull(link, store)
        count += pulled.record_count
        watch.day(min(1.0, (now_s - start_at_s) / (end_at_s - start_at_s)), min(now_s, end_at_s), count)
        if is_over:
            return pulled.board
        time.sleep(_PULL_EVERY_S)


def _wait_for_firmware(link: BoardLink) -> None:
    deadline = time.monotonic() + _START_WITHIN_S
    while True:
        try:
            link.identity()
            return
        except BoardNotResponding:
            if time.monotonic() > deadline:
                raise
