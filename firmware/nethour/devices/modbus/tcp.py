"""The Modbus TCP link: carries one PDU there and one back over a connection that it keeps up by itself."""

import asyncio
import struct

from nethour.devices.aio import close_stream, wait_for_ms
from nethour.devices.errors import BadReply, NoReply
from nethour.devices.modbus.codec import check_reply

_HEAD = 7
_MAX_LENGTH = 254
_MAX_BACK_OFF_S = 8


class Tcp:
    """One connection to `host` (an IPv4 address), one request at a time.

    A timeout, a bad frame or a closed connection closes it; the next request opens it again. While connecting fails,
    attempts are spaced by up to 8 s of `clock`, and requests in between fail at once.

    timeout_ms  for connecting and for each answer [ms of the wall]

    Raises ValueError for a host name: looking it up would stop the control loop.
    """

    def __init__(self, host: str, port: int, timeout_ms: int, clock):
        if not is_ipv4(host):
            raise ValueError(f"{host} is no IPv4 address: give one such as 192.168.1.20")
        self.where = f"{host}:{port}"
        self._host = host
        self._port = port
        self._timeout_ms = timeout_ms
        self._clock = clock
        self._lock = asyncio.Lock()
        self._received = b""
        self._attach(None, None)
        self._transaction = 0
        self._has_answered = False
        self._back_off_s = 0
        self._retry_at_s = 0

    async def request(self, unit: int, pdu: bytes) -> bytes:
        """The PDU that answers `pdu`; it may be an exception. Raises NoReply, BadReply."""
        async with self._lock:
            if self._writer is None:
                await self._connect()
            self._transaction = (self._transaction + 1) & 0xFFFF
            is_done = False
            try:
                reply: bytes = await wait_for_ms(self._exchange(unit, pdu), self._timeout_ms)
                is_done = True
                return reply
            except asyncio.TimeoutError:
                raise NoReply(f"no answer within {self._timeout_ms} ms: is it powered, is the unit right?") from None
            except (OSError, EOFError) as error:
                raise NoReply(f"the connection broke ({error}): check network and power") from None
            finally:
                if not is_done:
                    self._drop()
                    if not self._has_answered:
                        self._delay_next()

    def close(self) -> None:
        """Let the connection go, also in the middle of a request that will never be continued."""
        self._drop()
        self._lock = asyncio.Lock()
        self._back_off_s = 0
        self._retry_at_s = 0

    async def _connect(self) -> None:
        now_s = self._clock.now_s()
        if now_s < self._retry_at_s:
            raise NoReply(f"no connection, next attempt in {self._retry_at_s - now_s} s: check network and power")
        try:
            streams: tuple = await wait_for_ms(asyncio.open_connection(self._host, self._port), self._timeout_ms)
            self._attach(streams[0], streams[1])
            # MicroPython's open_connection succeeds on a refused connection too: only an answer proves it.
            self._has_answered = False
            return
        except asyncio.TimeoutError:
            why = f"within {self._timeout_ms} ms"
        except OSError as error:
            why = f"({error})"
        self._delay_next()
        raise NoReply(f"no connection {why}: check address, port, network and power")

    def _delay_next(self) -> None:
        self._retry_at_s = self._clock.now_s() + self._back_off_s
        self._back_off_s = min(self._back_off_s * 2 + 1, _MAX_BACK_OFF_S)

    async def _exchange(self, unit: int, pdu: bytes) -> bytes:
        self._writer.write(struct.pack(">HHHB", self._transaction, 0, len(pdu) + 1, unit) + pdu)
        await self._writer.drain()
        while True:
            frame = await self._frame()
            # An answer that came too late carries an old number: it is skipped.
            if frame[0] << 8 | frame[1] == self._transaction:
                break
        if frame[6] != unit:
            raise BadReply(f"an answer of unit {frame[6]} instead of {unit}: check the gateway")
        reply = frame[_HEAD:]
        check_reply(pdu, reply)
        self._has_answered = True
        self._back_off_s = 0
        return reply

    async def _frame(self) -> bytes:
        received = self._received
        while True:
            if len(received) >= _HEAD:
                length = received[4] << 8 | received[5]
                if received[2] or received[3] or not 2 <= length <= _MAX_LENGTH:
                    raise BadReply("something that is not Modbus TCP: check address and port")
                size = 6 + length
                if len(received) >= size:
                    self._received = received[size:]
                    return received[:size]
            data = await self._reader.read(6 + _MAX_LENGTH)
            if not data:
                raise EOFError("closed by the device")
            received = received + data if received else data

    def _drop(self) -> None:
        if self._writer is not None:
            close_stream(self._writer)
        self._attach(None, None)

    def _attach(self, reader, writer) -> None:
        self._reader = reader
        self._writer = writer
        self._received = b""


def is_ipv4(text: str) -> bool:
    """Whether `text` is an address such as 192.168.1.20."""
    parts = text.split(".")
    return len(parts) == 4 and all(part.isdigit() and len(part) <= 3 and int(part) <= 255 for part in parts)
