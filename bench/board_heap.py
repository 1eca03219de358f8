"""Print what the running firmware keeps in the heap of a virtual board, from its start on and while a day passes.

`make memory` runs it. The configuration is the demo's, the heap as large as the demo gives it; pointers are 64-bit.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import serial

from nethour_host.demo import LOAD_POWER_W, config_text
from nethour_host.house_process import HouseProcess
from nethour_host.virtual_board import VirtualBoard
from nethour_sim.generated import generated_day
from nethour_sim.recording import write_csv
from running_firmware import install

SPEED = 360
FROM_HOUR = 9
MAIN = Path(__file__).with_name("board_heap_main.py")


def heaps(directory: Path, looks: int) -> Iterator[tuple[int, int, int, int]]:
    """(turn, bytes in use before a collection, after it, bytes free) at so many looks."""
    day = generated_day(date(2022, 4, 27), seed=7)
    start_at_s = int(day.at_s[0]) + FROM_HOUR * 3600
    write_csv(day, directory / "day.csv")
    with (
        VirtualBoard(directory / "board", start_at_s=start_at_s, speed=SPEED) as board,
        HouseProcess(directory / "day.csv", board.clock_path, list(LOAD_POWER_W.values())) as house,
    ):
        install(board, config_text(house.port))
        (board.flash / "main.py").write_bytes(MAIN.read_bytes())
        with serial.Serial(board.port, timeout=1) as port:
            board.power_cut()
            deadline_s = time.monotonic() + 30
            while looks and time.monotonic() < deadline_s:
                found = re.fullmatch(rb"heap (\d+) (\d+) (\d+) (\d+)\s*", port.readline())
                if found is not None:
                    turn, before, after, free = (int(word) for word in found.groups())
                    yield turn, before, after, free
                    looks -= 1
                    deadline_s = time.monotonic() + 30


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--looks", type=int, default=12)
    options = parser.parse_args()
    print(f"{'KiB, turn':<12}{'before gc':>12}{'in use':>12}{'free':>12}")
    with tempfile.TemporaryDirectory() as directory:
        for turn, before, after, free in heaps(Path(directory), options.looks):
            print(f"{turn:<12}{before / 1024:>12.1f}{after / 1024:>12.1f}{free / 1024:>12.1f}", flush=True)


if __name__ == "__main__":
    main()
