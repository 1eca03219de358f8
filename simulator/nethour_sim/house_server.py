"""The simulated house on a wire: an Eastron SDM630 (unit 1) and a relay board (unit 2) over Modbus TCP on loopback.

`python -m nethour_sim.house_server --recording day.csv --clock FILE` prints one line of JSON with its port when it is
ready, and ends when its standard input does, so that it never outlives the program that started it.

Unit 1, input registers, float32 big-endian: phase voltages 0x0000.. [V], power of phase 1 0x000C and in total 0x0034,
import positive [W], frequency 0x0046 [Hz], import 0x0048 and export 0x004A [kWh]. Source: Eastron, SDM630 Modbus
protocol.
Unit 2, coils 0 to 7: the relay of load 1, 2 ..., as on a Waveshare Modbus RTU Relay.

What the house does not know, the meter does not answer.
"""

import argparse
import asyncio
import json
import logging
import mmap
import os
import signal
import stat
import struct
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from nethour_sim.generated import generated_day
from nethour_sim.house import FOREVER_S, House
from nethour_sim.recording import Recording, RecordingError, read_recording

METER_UNIT = 1
RELAY_UNIT = 2
COIL_COUNT = 8

READ_COILS = 1
READ_INPUT_REGISTERS = 4
WRITE_COILS = (5, 15)

METER_REGISTER_COUNT = 0x80
VOLTAGES = (0x0000, 0x0002, 0x0004)
PHASE_POWER = 0x000C
TOTAL_POWER = 0x0034
FREQUENCY = 0x0046
IMPORT_ENERGY = 0x0048
EXPORT_ENERGY = 0x004A

Span = tuple[int, int]
"""From and to, the end excluded [s since 2020]."""


class HouseBus:
    """The two Modbus units of a house.

    now_s             reads the clock the house lives by [s since 2020]
    silent            when the meter answers nothing, None for never
    exception         when it answers exception 4 (device failure), None for never
    register_step_wh  resolution of the meter's registers [Wh], None for all that a float holds
    """

    def __init__(
        self,
        house: House,
        now_s: Callable[[], int],
        silent: Span | None = None,
        exception: Span | None = None,
        register_step_wh: int | None = None,
    ):
        self._house = house
        self._now_s = now_s
        self._silent = silent
        self._exception = exception
        self._register_step_wh = register_step_wh
        self._meter = [0] * METER_REGISTER_COUNT
        for address in VOLTAGES:
            self._set_float(address, 230.0)
        self._set_float(FREQUENCY, 50.0)

    def devices(self) -> list[SimDevice]:
        """The units as pymodbus serves them."""
        registers = SimData(0, count=METER_REGISTER_COUNT, values=0, datatype=DataType.REGISTERS)
        coils = SimData(0, count=COIL_COUNT, values=False, datatype=DataType.BITS)
        unused = SimData(0, count=1, values=False, datatype=DataType.BITS)
        none = SimData(0, datatype=DataType.REGISTERS)
        return [
            SimDevice(METER_UNIT, simdata=registers, action=self._read_meter),
            SimDevice(RELAY_UNIT, simdata=([coils], [unused], [none], [none]), action=self._use_relays),
        ]

    async def _read_meter(
        self, function: int, start: int, address: int, count: int, registers: list[int], values: object
    ) -> ExcCodes | None:
        if function != READ_INPUT_REGISTERS:
            return ExcCodes.ILLEGAL_FUNCTION
        at_s = self._now_s()
        self._house.advance(at_s)
        power_w = self._house.grid_power_w
        if power_w is None or _is_within(at_s, self._silent):
            raise asyncio.CancelledError  # ends pymodbus' handling of this request without an answer
        if _is_within(at_s, self._exception):
            return ExcCodes.DEVICE_FAILURE
        self._set_float(PHASE_POWER, power_w)
        self._set_float(TOTAL_POWER, power_w)
        self._set_float(IMPORT_ENERGY, self._energy_kwh(self._house.import_ws))
        self._set_float(EXPORT_ENERGY, self._energy_kwh(self._house.export_ws))
        registers[: len(self._meter)] = self._meter
        return None

    async def _use_relays(
        self,
        function: int,
        start: int,
        address: int,
        count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        if function in WRITE_COILS and values is not None:
            if address + len(values) > COIL_COUNT:
                return ExcCodes.ILLEGAL_ADDRESS
            self._house.advance(self._now_s())
            for coil, is_closed in enumerate(values, address):
                if coil < self._house.load_count:
                    self._house.set_load(coil, bool(is_closed))
            return None
        return None if function in (READ_COILS, *WRITE_COILS) else ExcCodes.ILLEGAL_FUNCTION

    def _energy_kwh(self, energy_ws: int) -> float:
        if self._register_step_wh is None:
            return energy_ws / 3.6e6
        return energy_ws // 3600 // self._register_step_wh * self._register_step_wh / 1000

    def _set_float(self, address: int, value: float) -> None:
        self._meter[address : address + 2] = struct.unpack(">HH", struct.pack(">f", value))


def _is_within(at_s: int, span: Span | None) -> bool:
    return span is not None and span[0] <= at_s < span[1]


def clock_file_reader(path: Path) -> Callable[[], int]:
    """Reads the time that a virtual board publishes: int64 milliseconds since 2020, little-endian, at offset 0. [s]

    Raises OSError or ValueError for a file that cannot be mapped.
    """
    with path.open("rb") as file:
        published = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if len(published) < 8:
        raise ValueError("it is shorter than 8 bytes")
    read = struct.Struct("<q").unpack_from
    return lambda: int(read(published)[0]) // 1000


def wall_clock_from(start_at_s: int) -> Callable[[], int]:
    """A clock that is at `start_at_s` now and goes as fast as the wall's. [s]"""
    offset_s = start_at_s - time.monotonic()
    return lambda: int(offset_s + time.monotonic())


async def serve(bus: HouseBus, port: int, about: dict[str, object]) -> None:
    """Serve on 127.0.0.1 until standard input ends, SIGINT or SIGTERM; prints `about` and the port when ready."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    _watch_stdin(loop, stop)
    server = ModbusTcpServer(bus.devices(), address=("127.0.0.1", port))
    await server.serve_forever(background=True)
    listener = cast(asyncio.Server, server.transport)
    print(json.dumps({"port": listener.sockets[0].getsockname()[1], **about}), flush=True)
    await stop.wait()
    server.close()


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Stop when the other end of standard input is closed. A terminal or a file there says nothing about a parent."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        loop.add_reader(0, lambda: None if os.read(0, 4096) else stop.set())


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    logging.getLogger("pymodbus").addHandler(logging.NullHandler())  # a client's mistakes are answered, not told here
    try:
        recording = _recording(options)
    except RecordingError as error:
        return _failed(str(error))
    house = House(recording, options.load or [750, 1000], options.stale_after_s)
    try:
        now_s = clock_file_reader(options.clock) if options.clock else wall_clock_from(house.at_s)
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else error
        return _failed(f"clock {options.clock}: {told}; give the file that a virtual board keeps its time in")
    silent = _span(options.silent_from, options.silent_to)
    exception = _span(options.exception_from, options.exception_to)
    about = {"name": recording.name, "start_at_s": house.at_s, "end_at_s": int(recording.at_s[-1])}
    try:
        asyncio.run(serve(HouseBus(house, now_s, silent, exception, options.register_step_wh), options.port, about))
    except (RuntimeError, OverflowError):
        return _failed(f"port {options.port}: nothing can listen there on 127.0.0.1; give another one, or 0 for any")
    return 0


def _failed(text: str) -> int:
    print(f"nethour_sim.house_server: {text}", file=sys.stderr)
    return 1


def _recording(options: argparse.Namespace) -> Recording:
    if options.recording:
        return read_recording(options.recording, options.base_power_w)
    return generated_day(options.date, options.seed)


def _span(from_s: int | None, to_s: int | None) -> Span | None:
    return None if from_s is None else (from_s, FOREVER_S if to_s is None else to_s)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nethour_sim.house_server", description=(__doc__ or "").split("\n")[0]
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--recording", type=Path, metavar="CSV", help="the day the house lives")
    what.add_argument("--seed", type=int, help="live an invented day")
    parser.add_argument("--date", type=date.fromisoformat, default=date(2022, 4, 27), help="of the invented day")
    parser.add_argument("--base-power-w", type=int, default=0, help="base load where the recording has none")
    parser.add_argument("--load", type=int, action="append", metavar="W", help="what a load draws (750 and 1000)")
    parser.add_argument("--stale-after-s", type=int, default=60, help="a longer pause in the recording is unknown")
    parser.add_argument(
        "--register-step-wh", type=int, choices=(1, 10, 100), help="resolution of the meter's energy registers"
    )
    parser.add_argument("--clock", type=Path, help="time of a virtual board; else from the first row on, by the wall")
    parser.add_argument("--port", type=int, default=0, help="TCP port, 0 for any")
    for fault in ("silent", "exception"):
        for edge in ("from", "to"):
            parser.add_argument(
                f"--{fault}-{edge}", type=int, metavar="AT_S", help=f"meter: {fault} {edge} this second"
            )
    return parser


if __name__ == "__main__":
    sys.exit(main())
