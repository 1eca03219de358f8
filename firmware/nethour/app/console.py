"""The pull service on the board's console: request lines in, reply frames out, and the log's lines in between."""

import asyncio
import select

from nethour import wire

_PAUSE_MS = 10
_BURST = 160


class Console:
    """Reads `stdin` byte by byte without ever waiting in it, and writes to `stdout` only what it can take.

    stdin, stdout  as of sys; replies go through stdout.buffer
    answer         answer(words) -> payload; raises ValueError or OSError, its text is the host's sentence
    log            whose lines are printed
    """

    def __init__(self, stdin, stdout, answer, log):
        self._stdin = stdin.buffer
        self._stdout = stdout.buffer
        self._answer = answer
        self._log = log
        self._byte = bytearray(1)
        self._line = bytearray(wire.MAX_REQUEST)
        self._length = 0
        self._readable = select.poll()
        self._readable.register(stdin, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(stdout, select.POLLOUT)

    async def run(self) -> None:
        """Serve for ever, also when nobody is connected."""
        while True:
            # A burst is bounded so that a babbling host cannot keep the other tasks waiting.
            for _ in range(_BURST):
                if not self._readable.poll(0) or not self._stdin.readinto(self._byte):
                    break
                if self._take(self._byte[0]):
                    await asyncio.sleep_ms(0)
            else:
                await asyncio.sleep_ms(0)
                continue
            self._print_one()
            await asyncio.sleep_ms(_PAUSE_MS)

    def print_all(self) -> None:
        """Print what the log still holds; for the end, when waiting does no harm."""
        line = self._log.take()
        while line is not None:
            self._print(line)
            line = self._log.take()

    def _print_one(self) -> None:
        if self._writable.poll(0):
            line = self._log.take()
            if line is not None:
                self._print(line)

    def _print(self, line: str) -> None:
        try:
            self._stdout.write(line.encode() + b"\r\n")
        except OSError:
            # Nobody is listening.
            pass

    def _take(self, byte: int) -> bool:
        """One byte of a line; at its end the request is answered. Returns whether one was."""
        if byte != 10 and byte != 13:
            if self._length < wire.MAX_REQUEST:
                self._line[self._length] = byte
            self._length += 1
            return False
        length = self._length
        self._length = 0
        if not 0 < length <= wire.MAX_REQUEST:
            return False
        request = self._request(bytes(self._line[:length]))
        if request is None:
            return False
        tag, words = request
        try:
            status, payload = wire.OK, self._answer(words)
        except (ValueError, OSError) as error:
            status, payload = wire.FAILED, str(error).encode()[: wire.MAX_PAYLOAD]
        try:
            self._stdout.write(wire.encode_reply(tag, status, payload))
        except OSError:
            # Unplugged meanwhile; the host asks again.
            pass
        return True

    @staticmethod
    def _request(line: bytes):
        # Noise or half a line may stand before a request.
        start = line.rfind(wire.PREFIX.encode())
        return wire.decode_request(line[start:]) if start >= 0 else None
