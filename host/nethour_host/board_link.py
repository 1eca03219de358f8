"""A running board's serial console, spoken to by the pull protocol of nethour.wire while its firmware goes on."""

import contextlib
import fcntl
import json
import time
from collections.abc import Iterable, Iterator

import serial

from nethour import wire
from nethour_host.errors import BoardBusy, BoardNotFound, BoardNotResponding, BoardRefused

_OUTSTANDING = 4
_TIMEOUT_S = 1.0
_TRIES = 6


class BoardLink:
    """Opens `port` without resetting the board (DTR and RTS low). A context manager.

    Raises BoardNotFound, BoardBusy when the port cannot be opened, BoardNotResponding when the board stays silent.
    """

    def __init__(self, port: str, timeout_s: float = _TIMEOUT_S):
        self.port = port
        self._timeout_s = timeout_s
        self._received = bytearray()
        self._serial = serial.Serial(baudrate=115200, timeout=0.02, exclusive=True)
        self._serial.dtr = False
        self._serial.rts = False
        self._serial.port = port
        try:
            self._serial.open()
        except serial.SerialException as error:
            if "lock" in str(error):
                raise BoardBusy(f"{port}: another program holds it; close that program and try again") from None
            raise BoardNotFound(f"{port}: there is no board on that port; is it plugged in?") from None

    def __enter__(self) -> "BoardLink":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the port go."""
        if self._serial.is_open:
            # A child forked meanwhile would keep the lock alive.
            with contextlib.suppress(OSError):
                fcntl.flock(self._serial.fileno(), fcntl.LOCK_UN)
        self._serial.close()

    def identity(self) -> dict[str, object]:
        """What the board says it is: device, store_id, name, version, config_crc, boot_count, at_s."""
        answer = json.loads(self.ask("id"))
        assert isinstance(answer, dict)
        return answer

    def ask(self, command: str) -> bytes:
        """The payload of one reply. Raises BoardRefused, with the board's sentence, when it cannot."""
        return next(self.ask_all([command]))[1]

    def ask_all(self, commands: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(command, payload) for each, as replies come in; a few are outstanding at a time. Asks again on silence."""
        waiting = iter(commands)
        held: str | None = None
        outstanding: dict[int, _Asked] = {}
        is_over = False
        while True:
            while not is_over and len(outstanding) < _OUTSTANDING:
                command = held if held is not None else next(waiting, None)
                held = None
                if command is None:
                    is_over = True
                elif wire.request_tag(command) in outstanding:
                    held = command
                    break
                else:
                    outstanding[wire.request_tag(command)] = _Asked(command)
                    self._send(command)
            if is_over and not outstanding:
                return
            reply = self._receive()
            if reply is None:
                self._ask_again(outstanding)
                continue
            tag, status, payload = reply
            asked = outstanding.get(tag)
            if asked is None or not _is_answer(asked.command, payload, status):
                continue
            del outstanding[tag]
            if status != wire.OK:
                raise BoardRefused(f"{self.port}: the board refused {asked.command!r}: {payload.decode()}")
            yield asked.command, payload

    def _ask_again(self, outstanding: "dict[int, _Asked]") -> None:
        now = time.monotonic()
        for asked in outstanding.values():
            if now - asked.at < self._timeout_s:
                continue
            if asked.tries >= _TRIES:
                raise BoardNotResponding(
                    f"{self.port}: the board does not answer; is the firmware running? Reset the board, or deploy to it"
                )
            asked.tries += 1
            asked.at = now
            self._send(asked.command)

    def _send(self, command: str) -> None:
        try:
            self._serial.write(wire.encode_request(command))
        except (serial.SerialException, OSError):
            raise self._lost() from None

    def _receive(self) -> tuple[int, int, bytes] | None:
        reply = wire.decode_reply(self._received)
        if reply is None:
            try:
                self._received += self._serial.read(self._serial.in_waiting or 1)
            except (serial.SerialException, OSError):
                raise self._lost() from None
            reply = wire.decode_reply(self._received)
        return reply

    def _lost(self) -> BoardNotFound:
        return BoardNotFound(f"{self.port}: the board was unplugged; plug it in and try again, what was pulled is kept")


class _Asked:
    def __init__(self, command: str):
        self.command = command
        self.at = time.monotonic()
        self.tries = 1


def _is_answer(command: str, payload: bytes, status: int) -> bool:
    """Whether a payload belongs to the command: tags are short, but chunks repeat what was asked for."""
    words = command.split()
    if status != wire.OK or words[0] not in ("rd", "cf"):
        return True
    try:
        source, segment, offset, _ = wire.decode_chunk(payload)
    except ValueError:
        return False
    if words[0] == "cf":
        return (source, offset) == (wire.CONFIG, int(words[1]))
    return (source, segment, offset) == (wire.RINGS.index(words[1]), int(words[2]), int(words[3]))
