"""The firmware's Modbus TCP link, on real MicroPython, against real pymodbus and against a server that misbehaves.

After every fault the next request but one, at the latest, is answered rightly, and no wrong value is ever accepted.
"""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from bus_process import MICROPYTHON, READ_INPUT, TIMEOUT_MS, UNIT, Client
from served_house import loop_in_thread, run_in

pytestmark = pytest.mark.skipif(not MICROPYTHON.exists(), reason="MicroPython is not installed: make setup")


# --- against pymodbus ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def peer() -> Iterator[Client]:
    """A client of a pymodbus server: unit 7 has 200 input and holding registers, value = address, and 40 coils."""

    async def start() -> ModbusTcpServer:
        registers = [SimData(0, values=list(range(200)), datatype=DataType.REGISTERS)]
        coils = [SimData(0, values=[False] * 40, datatype=DataType.BITS)]
        device = SimDevice(UNIT, simdata=(coils, coils, registers, registers))
        server = ModbusTcpServer(device, address=("127.0.0.1", 0))
        await server.serve_forever(background=True)
        return server

    with loop_in_thread() as loop:
        server = run_in(loop, start())
        with Client(server.transport.sockets[0].getsockname()[1], first_transaction=0xFFFC) as client:
            yield client
        run_in(loop, server.shutdown())


def hex_registers(first: int, count: int) -> str:
    return b"".join(struct.pack(">H", value) for value in range(first, first + count)).hex()


def test_registers_are_read_up_to_the_longest_reply(peer: Client) -> None:
    assert peer.ask("read_registers", 4, UNIT, 52, 24) == {"value": hex_registers(52, 24)}
    assert peer.ask("read_registers", 3, UNIT, 0, 125) == {"value": hex_registers(0, 125)}


def test_coils_are_the_ones_that_were_meant(peer: Client) -> None:
    for coil in (0, 9, 12):
        assert peer.ask("write_coil", UNIT, coil, True) == {"value": None}
    expected = [coil in (0, 9, 12) for coil in range(19)]
    assert peer.ask("read_coils", UNIT, 0, 19) == {"value": expected}
    assert peer.ask("write_coils", UNIT, 8, [False, False, True, True, False]) == {"value": None}
    assert peer.ask("read_coils", UNIT, 8, 5) == {"value": [False, False, True, True, False]}
    assert peer.ask("read_coils", UNIT, 0, 8) == {"value": [True] + [False] * 7}


def test_registers_are_written(peer: Client) -> None:
    assert peer.ask("write_register", UNIT, 190, 0xBEEF) == {"value": None}
    assert peer.ask("write_registers", UNIT, 191, [1, 0xFFFF]) == {"value": None}
    assert peer.ask("read_registers", 3, UNIT, 190, 3) == {"value": "beef0001ffff"}


def test_a_refusal_names_bus_unit_and_exception(peer: Client) -> None:
    answer = peer.ask("read_registers", 4, UNIT, 199, 5)
    assert answer["error"] == "Refused"
    for part in ("bus test", "unit 7", "exception 2"):
        assert part in answer["text"]


def test_transaction_numbers_go_round(peer: Client) -> None:
    # The client began four requests before the last number.
    for address in range(10):
        assert peer.ask("read_registers", 4, UNIT, address, 1) == {"value": hex_registers(address, 1)}


# --- against a server that misbehaves --------------------------------------------------------------------------------

Script = list[Any]
"""What the server does instead of answering: bytes to send, seconds to wait, "close", "reset" or "hang"."""

Fault = Callable[[int, bytes], Script]
"""fault(transaction, right reply PDU) -> script."""


def value_of(address: int) -> bytes:
    """What the server holds in the two registers at `address`: for each address another."""
    return struct.pack(">HH", address ^ 0x5AA5, address * 3 + 1)


def right_pdu(address: int) -> bytes:
    return bytes([READ_INPUT, 4]) + value_of(address)


def frame(transaction: int, pdu: bytes, unit: int = UNIT, protocol: int = 0, length: int | None = None) -> bytes:
    stated = len(pdu) + 1 if length is None else length
    return struct.pack(">HHHB", transaction & 0xFFFF, protocol, stated, unit) + pdu


class FaultServer:
    """Answers requests for two input registers; once `fault` is set, the next one gets that instead."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.port = 0
        self._serving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            while True:
                head = await reader.readexactly(7)
                request = await reader.readexactly(struct.unpack(">H", head[4:6])[0] - 1)
                transaction, address = struct.unpack(">H", head[:2])[0], struct.unpack(">H", request[1:3])[0]
                fault, self.fault = self.fault, None
                reply = right_pdu(address)
                await self._act(fault(transaction, reply) if fault else [frame(transaction, reply)], writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(task)
            writer.close()

    @staticmethod
    async def _act(script: Script, writer: asyncio.StreamWriter) -> None:
        for action in script:
            if isinstance(action, bytes):
                writer.write(action)
                await writer.drain()
            elif action == "hang":
                await asyncio.Event().wait()
            elif action == "reset":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                raise ConnectionAbortedError
            elif action == "close":
                raise ConnectionAbortedError
            else:
                await asyncio.sleep(action)


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with loop_in_thread() as loop:
        made = FaultServer()
        run_in(loop, made.start())
        yield made
        run_in(loop, made.stop())


@pytest.fixture(scope="module")
def client(server: FaultServer) -> Iterator[Client]:
    with Client(server.port) as made:
        yield made


OLD = right_pdu(9999)
"""A reply that must never be taken for the present one."""

HARMLESS: dict[str, Fault] = {
    "split into single bytes": lambda number, pdu: [
        part for byte in frame(number, pdu) for part in (bytes([byte]), 0.002)
    ],
    "merged with an old reply": lambda number, pdu: [frame(number - 1, OLD) + frame(number, pdu)],
    "an old reply first, cut in the middle": lambda number, pdu: [
        frame(number - 2, OLD)[:9],
        0.02,
        frame(number - 2, OLD)[9:] + frame(number, pdu),
    ],
    "twice": lambda number, pdu: [frame(number, pdu) * 2],
    "a hundred old replies first": lambda number, pdu: [frame(number - 1, OLD) * 100, frame(number, pdu)],
}

FATAL: dict[str, tuple[str, Fault]] = {
    "silence": ("NoReply", lambda number, pdu: ["hang"]),
    "too late": ("NoReply", lambda number, pdu: [2 * TIMEOUT_MS / 1000, frame(number, pdu)]),
    "the next transaction's number": ("NoReply", lambda number, pdu: [frame(number + 1, OLD)]),
    "half a frame, then silence": ("NoReply", lambda number, pdu: [frame(number, pdu)[:-2], "hang"]),
    "closed without an answer": ("NoReply", lambda number, pdu: ["close"]),
    "closed in the middle of a frame": ("NoReply", lambda number, pdu: [frame(number, pdu)[:-2], "close"]),
    "reset without an answer": ("NoReply", lambda number, pdu: ["reset"]),
    "wrong unit": ("BadReply", lambda number, pdu: [frame(number, OLD, unit=UNIT + 1)]),
    "wrong function": ("BadReply", lambda number, pdu: [frame(number, b"\x03" + OLD[1:])]),
    "short byte count": ("BadReply", lambda number, pdu: [frame(number, bytes([READ_INPUT, 2]) + OLD[2:4])]),
    "byte count that does not fit": ("BadReply", lambda number, pdu: [frame(number, bytes([READ_INPUT, 2]) + OLD[2:])]),
    "too long": ("BadReply", lambda number, pdu: [frame(number, bytes([READ_INPUT, 6]) + OLD[2:] + b"\0\0")]),
    "function alone": ("BadReply", lambda number, pdu: [frame(number, OLD[:1])]),
    "wrong protocol": ("BadReply", lambda number, pdu: [frame(number, OLD, protocol=1)]),
    "absurd length": ("BadReply", lambda number, pdu: [frame(number, OLD, length=0xFFFF)]),
    "another protocol": ("BadReply", lambda number, pdu: [b"HTTP/1.1 400 Bad Request\r\n\r\n"]),
    "exception": ("Refused", lambda number, pdu: [frame(number, bytes([READ_INPUT | 0x80, 4]))]),
}


def is_right(answer: dict[str, Any], address: int) -> bool:
    assert "error" in answer or answer["value"] == value_of(address).hex(), "a wrong value was accepted"
    return "value" in answer


@pytest.mark.parametrize("name", HARMLESS)
def test_an_odd_but_right_answer_is_taken(name: str, server: FaultServer, client: Client) -> None:
    assert is_right(client.read(1), 1)
    server.fault = HARMLESS[name]
    for address in range(100, 104):
        assert is_right(client.read(address), address)


@pytest.mark.parametrize("name", FATAL)
def test_a_fault_costs_one_request_and_is_named(name: str, server: FaultServer, client: Client) -> None:
    error, fault = FATAL[name]
    assert is_right(client.read(1), 1)
    server.fault = fault
    answer = client.read(200)
    assert answer.get("error") == error, answer
    assert f"bus test (127.0.0.1:{server.port}), unit {UNIT}: " in answer["text"]
    for address in range(201, 204):
        assert is_right(client.read(address), address)


def test_a_server_that_comes_back_is_found_again() -> None:
    with loop_in_thread() as loop:
        server = FaultServer()
        run_in(loop, server.start())
        with Client(server.port) as client:
            assert is_right(client.read(1), 1)
            run_in(loop, server.stop())
            errors = [client.read(2) for _ in range(3)]
            assert [answer.get("error") for answer in errors] == ["NoReply"] * 3
            assert "check network and power" in errors[-1]["text"]
            run_in(loop, server.start())
            # Until the next attempt is due, requests fail at once: there may be thousands of them.
            assert any(is_right(client.read(3), 3) for _ in range(100_000))
        run_in(loop, server.stop())


def test_a_host_that_swallows_everything_costs_the_timeout() -> None:
    # A listener with a full backlog answers no SYN, as a switched-off device.
    with socket.socket() as hole, socket.socket() as first, socket.socket() as second:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(hole.getsockname())
        with Client(hole.getsockname()[1], timeout_ms=100) as client:
            answer = client.read(1)
            assert answer["error"] == "NoReply"
            assert "within 100 ms" in answer["text"]
