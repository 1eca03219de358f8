"""How fast the parts are, beside a plain reference measured in the same run; `make bench` runs it.

One line each: name, ours, reference, ratio. What each line means is in docs/reference/benchmarks.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
from pymodbus.client import ModbusTcpClient

import bytecodes
import interpreters
import plain_rows
import turns
from nethour.settings import STRATEGIES
from nethour_sim.generated import generated_day
from nethour_sim.recording import Recording, read_recording, write_csv
from nethour_sim.simulate import simulate

REPEATS = 3
DAY = date(2022, 4, 27)
SEED = 1
INTERPRETERS: dict[str, Callable[..., subprocess.CompletedProcess[str]]] = {
    "cpython": interpreters.cpython,
    # One process lives every strategy; a board has one of them in its memory.
    "unix": partial(interpreters.unix, heap="heapsize=1m"),
    "int32": interpreters.int32,
}


@dataclass(frozen=True)
class Line:
    """One benchmark: `ours` and `reference` are in the unit `per`, the ratio is ours to the reference's."""

    name: str
    per: str
    ours: float
    reference: float

    def __str__(self) -> str:
        ratio = self.ours / self.reference
        return f"{self.name:<42} {self.per:<10} {self.ours:>11,.0f} {self.reference:>11,.0f} {ratio:>8.2f}"


def shortest_s(work: Callable[[], object]) -> float:
    """The shortest of some tries [s]."""
    tries = []
    for _ in range(REPEATS):
        begin_s = time.perf_counter()
        work()
        tries.append(time.perf_counter() - begin_s)
    return min(tries)


def bytecode_lines(turn_count: int) -> Iterator[Line]:
    """Bytecodes of a turn on CPython: a count and no time, so fewer is better and every machine says the same."""
    plain = bytecodes.per_plain_row(turn_count)
    for strategy in sorted(STRATEGIES):
        for load_count in turns.LOAD_COUNTS:
            count = bytecodes.per_turn(strategy, load_count, turn_count)
            yield Line(f"{strategy}, {load_count} loads, cpython", "codes/turn", count, plain)


def turn_lines(rows: int) -> Iterator[Line]:
    """Every strategy with two and with five loads on the three interpreters."""
    frame = plain_rows.frame_of_turns(rows)
    two = turns.LOAD_POWER_W[:2]
    by_series = _series_rate(frame, two)
    by_tuples = rows / shortest_s(lambda: plain_rows.by_tuples(frame, two))
    yield Line("the plain loop with itertuples", "turns/s", by_tuples, by_series)
    for interpreter, run in INTERPRETERS.items():
        try:
            done = run("bench/turns.py", str(rows))
        except interpreters.MissingInterpreter as missing:
            print(f"left out, {interpreter}: {missing}", file=sys.stderr)
            continue
        if done.returncode:
            raise SystemExit(f"bench/turns.py failed on {interpreter}:\n{done.stdout}{done.stderr}")
        *measured, loop = [line.split() for line in done.stdout.splitlines()]
        for words in measured:
            yield Line(f"{words[0]}, {words[1]} loads, {interpreter}", "turns/s", _rate(words), by_series)
        slowest = min(measured, key=_rate)
        name = f"{slowest[0]}, {slowest[1]} loads, {interpreter}"
        yield Line(f"{name}, in counts", "ns", 1e9 / _rate(slowest), 1e9 / _rate(loop))


def _series_rate(frame: pd.DataFrame, load_power_w: tuple[int, int]) -> float:
    some = frame.head(max(len(frame) // 4, 1))
    return len(some) / shortest_s(lambda: plain_rows.by_series(some, load_power_w))


def _rate(words: list[str]) -> float:
    return int(words[2]) / max(int(words[3]), 1) * 1e6


def simulate_line(day: Recording) -> Line:
    """A day from its rows to everything that is told about it, beside the plain loop over the same rows."""
    frame = plain_rows.frame_of(day.at_s.tolist(), (day.base_power_w - day.pv_power_w).tolist())
    two = turns.LOAD_POWER_W[:2]
    ours_s = shortest_s(lambda: simulate(day, turns.controller_of("time_to_consume", 2)))
    plain_s = shortest_s(lambda: plain_rows.by_series(frame, two))
    return Line("simulate: time_to_consume, 2 loads", "rows/s", len(day) / ours_s, len(day) / plain_s)


def reader_line(day: Recording, directory: Path) -> Line:
    """A file of the thesis' columns, checked and in whole watts, beside pandas' own reader with parsed stamps."""
    path = directory / "day.csv"
    write_csv(day, path)
    ours_s = shortest_s(lambda: read_recording(path))
    plain_s = shortest_s(lambda: pd.read_csv(path, parse_dates=["timestamp"]))
    return Line("recording reader", "rows/s", len(day) / ours_s, len(day) / plain_s)


def server_line(requests: int) -> Line:
    """What the firmware asks a meter for, one request after another, beside a server with nothing behind it."""
    house = [sys.executable, "-m", "nethour_sim.house_server", "--seed", str(SEED)]
    plain = [sys.executable, str(Path(__file__).with_name("plain_server.py"))]
    return Line(
        "house server", "requests/s", *(requests / _requests_s(command, requests) for command in (house, plain))
    )


def _requests_s(command: list[str], requests: int) -> float:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = json.loads(server.stdout.readline())["port"]
            with ModbusTcpClient("127.0.0.1", port=port) as client:

                def ask() -> None:
                    for _ in range(requests):
                        assert not client.read_input_registers(0x34, count=24, device_id=1).isError()

                return shortest_s(ask)
        finally:
            server.terminate()


def lines(rows: int, requests: int, spacing_s: int) -> Iterator[Line]:
    """Every benchmark, as it is done."""
    day = generated_day(DAY, SEED, spacing_s)
    yield from bytecode_lines(min(rows, bytecodes.TURNS))
    yield from turn_lines(rows)
    yield simulate_line(day)
    with tempfile.TemporaryDirectory() as directory:
        yield reader_line(day, Path(directory))
    yield server_line(requests)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=5000, help="turns of each run of the controller")
    parser.add_argument("--requests", type=int, default=1000, help="to each server")
    parser.add_argument("--spacing-s", type=int, default=10, help="of the generated day's rows")
    options = parser.parse_args(arguments)
    print(f"{'name':<42} {'':<10} {'ours':>11} {'reference':>11} {'ratio':>8}")
    for line in lines(options.rows, options.requests, options.spacing_s):
        print(line, flush=True)


if __name__ == "__main__":
    main()
