"""What the console's requests get: identity, journal, configuration; and the commands flush, stop and override."""

import binascii
import json

from nethour import __version__, wire


class Service:
    """Answers the commands of nethour.wire. It works as far as it can when there is no journal (broken configuration).

    identity     dict of what never changes while it runs: device, store_id, name, boot_count
    clock        of the board
    config_text  bytes of config.json, b"" when there is none
    journal      JournalTask, or None
    stop         called on the command stop; it must return at once
    override     called on the command ov with the load's name, on or not, and until when; None without a house
    """

    def __init__(self, identity: dict, clock, config_text: bytes, journal, stop, override=None):
        self._identity = identity
        self._clock = clock
        self._config_text = config_text
        self._journal = journal
        self._stop = stop
        self._override = override

    def answer(self, words: list) -> bytes:
        """The payload for one request. Raises ValueError, OSError with a sentence for the host."""
        command = words[0] if words else ""
        if command == "id":
            return self._id()
        if command == "cf":
            offset, size = _numbers(words[1:], 2)
            if not self._config_text:
                raise ValueError("there is no config.json on the board: deploy one")
            return wire.encode_chunk(wire.CONFIG, 0, offset, self._config_text[offset : offset + size])
        if command == "stop":
            self._stop()
            return b""
        if command == "ov":
            return self._take_override(words[1:])
        if command not in ("ls", "rd", "flush"):
            raise ValueError(f"{command[:16]} is not a command of this firmware: update the host tools or the firmware")
        if self._journal is None:
            raise ValueError("there is no journal: its config.json cannot be used, see what the console prints")
        if command == "flush":
            self._journal.flush()
            return b""
        if words[1:2] != ["turns"]:
            raise ValueError(f"no such ring: give one of {', '.join(wire.RINGS)}")
        segments = self._journal.ring.segments
        if command == "ls":
            first = _numbers(words[2:], 1)[0]
            numbers = [number for number in segments.numbers if number >= first][: wire.MAX_LISTED]
            return wire.encode_listing([(number, segments.size(number)) for number in numbers])
        segment, offset, size = _numbers(words[2:], 3)
        if segment not in segments.numbers:
            raise ValueError(f"there is no segment {segment} any more: ask ls again")
        return wire.encode_chunk(wire.TURNS, segment, offset, segments.read(segment, offset, size))

    def _take_override(self, words: list) -> bytes:
        if self._override is None:
            raise ValueError("there are no loads: its config.json cannot be used, see what the console prints")
        if len(words) != 3 or words[1] not in wire.OVERRIDES or not words[2].isdigit() or int(words[2]) >= 1 << 32:
            raise ValueError("ov needs a load, one of on, off and auto, and until when, in seconds since 2020")
        until_at_s = 0 if words[1] == "auto" else int(words[2])
        self._override(words[0], words[1] == "on", until_at_s)
        return b""

    def _id(self) -> bytes:
        identity = {"version": __version__, "at_s": self._clock.now_s(), "config_crc": None}
        if self._config_text:
            identity["config_crc"] = binascii.crc32(self._config_text)
        identity.update(self._identity)
        return json.dumps(identity).encode()


def _numbers(words: list, count: int) -> list:
    """`count` whole numbers, the last, a size, at most MAX_CHUNK. Raises ValueError."""
    if len(words) != count or not all(word.isdigit() for word in words):
        raise ValueError(f"the command needs {count} whole numbers, not {' '.join(words)[:32]!r}")
    numbers = [int(word) for word in words]
    if count > 1:
        numbers[-1] = min(numbers[-1], wire.MAX_CHUNK)
    return numbers
