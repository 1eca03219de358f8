"""A meter and a relay board of pymodbus for the firmware, whose behaviour a test changes while it runs."""

import asyncio
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

METER_UNIT = 1
RELAY_UNIT = 2
POWER, IMPORT, EXPORT = 0x34, 0x48, 0x4A


@contextmanager
def loop_in_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop of its own, for the servers of a test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def run_in(loop: asyncio.AbstractEventLoop, coroutine: Any) -> Any:
    """The result of a coroutine that runs in that loop."""
    return asyncio.run_coroutine_threadsafe(coroutine, loop).result(10)


class ServedHouse:
    """An SDM630 as unit 1 and eight coils as unit 2.

    power_w       what the meter says, import positive [W]
    meter, relays "right", "exception" or "silent"
    coils         state of each coil, as last written
    """

    def __init__(self) -> None:
        self.power_w = 0.0
        self.meter = "right"
        self.relays = "right"
        self.coils = [False] * 8
        self.port = 0

    async def start(self) -> ModbusTcpServer:
        registers = SimData(0, count=0x80, values=0, datatype=DataType.REGISTERS)
        coils = SimData(0, count=8, values=False, datatype=DataType.BITS)
        none = SimData(0, datatype=DataType.REGISTERS)
        server = ModbusTcpServer(
            [
                SimDevice(METER_UNIT, simdata=registers, action=self._meter),
                SimDevice(RELAY_UNIT, simdata=([coils], [coils], [none], [none]), action=self._relays),
            ],
            address=("127.0.0.1", self.port),
        )
        await server.serve_forever(background=True)
        self.port = server.transport.sockets[0].getsockname()[1]
        return server

    async def _meter(
        self, function: int, start: int, address: int, count: int, registers: list[int], values: Any
    ) -> ExcCodes | None:
        for register, value in ((POWER, self.power_w), (IMPORT, 1234.5), (EXPORT, 99.0)):
            registers[register : register + 2] = struct.unpack(">HH", struct.pack(">f", value))
        return answer_as(self.meter)

    async def _relays(
        self, function: int, start: int, address: int, count: int, registers: list[int], values: Any
    ) -> ExcCodes | None:
        if values is not None and self.relays == "right":
            self.coils[address : address + len(values)] = [bool(value) for value in values]
        return answer_as(self.relays)


def answer_as(mood: str) -> ExcCodes | None:
    if mood == "silent":
        raise asyncio.CancelledError  # ends pymodbus' handling of this request without an answer
    return ExcCodes.DEVICE_FAILURE if mood == "exception" else None


@contextmanager
def served_house() -> Iterator[ServedHouse]:
    """A house that is reachable on loopback, at its `port`."""
    with loop_in_thread() as loop:
        house = ServedHouse()
        server = run_in(loop, house.start())
        try:
            yield house
        finally:
            run_in(loop, server.shutdown())
