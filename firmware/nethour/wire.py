"""The pull protocol's bytes: request lines and reply frames, encode and decode side by side. Pure.

Request   b"!nh <command> <arguments> <crc32 of "command arguments", 8 hex digits>\\n", under 80 bytes, ASCII,
          without byte 3, so that Ctrl-C stays usable on the same console.
Reply     A5 5A | tag | status | u16 length | u32 crc32 | payload        little-endian; the crc32 covers tag,
          status and length and then the payload. The tag is the low byte of the request's crc32: it tells which
          one is answered.

Commands
  id                                   JSON: device, store_id, name, version, config_crc, boot_count, at_s
  ls <ring> <segment>                  listing of the ring's segments from this number on (flushed bytes only)
  rd <ring> <segment> <offset> <size>  chunk of a segment, size <= MAX_CHUNK
  cf <offset> <size>                   chunk of config.json
  ov <load> <on|off|auto> <until_at_s> the user's word on a load until then [s since 2020]; auto takes it back;
                                       acts from the next turn on, empty payload
  flush                                journal in RAM to flash; replies when done, empty payload
  stop                                 loads to their safe state, journal flushed, the app ends; replies first

The host finds frames by their first two bytes and checksum and skips all other text on the console.
"""

import binascii
import struct

OK = 0
FAILED = 1
"""Status of a reply; the payload of FAILED is one sentence."""

MAGIC = b"\xa5\x5a"
OVERHEAD = 10
MAX_PAYLOAD = 288
MAX_REQUEST = 80
PREFIX = "!nh "


def encode_request(command: str) -> bytes:
    """The line that asks for `command`, e.g. "rd turns 3 1024 256"."""
    return f"{PREFIX}{command} {binascii.crc32(command.encode()):08x}\n".encode()


def decode_request(line: bytes) -> tuple | None:
    """(tag, list of words) of a line without its end, or None when it is no request or damaged."""
    try:
        text = line.decode()
    except UnicodeError:
        return None
    if not text.startswith(PREFIX) or len(text) < len(PREFIX) + 10 or text[-9] != " ":
        return None
    command = text[len(PREFIX) : -9]
    crc = binascii.crc32(command.encode())
    if f"{crc:08x}" != text[-8:]:
        return None
    return crc & 0xFF, command.split()


def request_tag(command: str) -> int:
    """The tag that the reply to `command` carries."""
    return binascii.crc32(command.encode()) & 0xFF


def encode_reply(tag: int, status: int, payload: bytes) -> bytes:
    """One reply frame; the payload has at most MAX_PAYLOAD bytes."""
    head = struct.pack("<BBH", tag, status, len(payload))
    crc = binascii.crc32(payload, binascii.crc32(head))
    return MAGIC + head + struct.pack("<I", crc) + payload


def decode_reply(buffer: bytearray) -> tuple | None:
    """Take the first whole frame out of `buffer`: (tag, status, payload), or None while there is none.

    What cannot be part of a frame (prompts, printed text, damaged frames) is removed from `buffer`.
    """
    while True:
        start = buffer.find(MAGIC)
        if start < 0:
            keep = 1 if buffer[-1:] == MAGIC[:1] else 0
            buffer[: len(buffer) - keep] = b""
            return None
        buffer[:start] = b""
        if len(buffer) < OVERHEAD:
            return None
        tag, status, length, crc = struct.unpack_from("<BBHI", buffer, 2)
        if length <= MAX_PAYLOAD:
            if len(buffer) < OVERHEAD + length:
                return None
            payload = bytes(buffer[OVERHEAD : OVERHEAD + length])
            if binascii.crc32(payload, binascii.crc32(bytes(buffer[2:6]))) == crc:
                buffer[: OVERHEAD + length] = b""
                return tag, status, payload
        buffer[: len(MAGIC)] = b""


OVERRIDES = ("on", "off", "auto")
"""What the user may say of a load."""

TURNS = 0
CONFIG = 255
"""Sources of chunks: a ring of the journal, or config.json."""

RINGS = ("turns",)
"""Names of the rings in requests, by their number."""

MAX_CHUNK = 256
MAX_LISTED = 32
_CHUNK = "<BII"
_CHUNK_HEAD = 9


def encode_chunk(source: int, segment: int, offset: int, data: bytes) -> bytes:
    """Payload of a reply to `rd` and `cf`: what was asked for, and at most MAX_CHUNK bytes of it; fewer at the end."""
    return struct.pack(_CHUNK, source, segment, offset) + data


def decode_chunk(payload: bytes) -> tuple:
    """(source, segment, offset, data). Raises ValueError when the payload is no chunk."""
    if len(payload) < _CHUNK_HEAD:
        raise ValueError(f"a chunk has at least {_CHUNK_HEAD} bytes, not {len(payload)}")
    source, segment, offset = struct.unpack_from(_CHUNK, payload, 0)
    return source, segment, offset, payload[_CHUNK_HEAD:]


def encode_listing(segments: list) -> bytes:
    """Payload of a reply to `ls`: (segment, size) pairs in rising order, at most MAX_LISTED of them."""
    return b"".join([struct.pack("<II", segment, size) for segment, size in segments[:MAX_LISTED]])


def decode_listing(payload: bytes) -> list:
    """The (segment, size) pairs of a listing."""
    return [struct.unpack_from("<II", payload, at) for at in range(0, len(payload) - 7, 8)]
