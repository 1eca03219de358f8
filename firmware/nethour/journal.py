"""The journal's bytes: segment header and records, encode() and decode() side by side. Pure.

A segment is a 32-byte header and then records of one fixed size, so that byte offset and sequence number tell each
other.
All numbers are little-endian.

Header (32 bytes)                          Record (28 bytes + loads + crc16)
 0  4s  magic "NHJ1"                        0  u32  seq, grows by one with every record of a store
 4  u8  version of this format              4  u32  at_s, seconds since 2020-01-01 UTC
 5  u8  number of loads                     8  u8   kind: TURN, BOOT or INPUT
 6  u16 record size                         9  u8   flags                        (INPUT: kind of input)
 8  8s  store id, random, made once        10  u16  reading age at the turn [s]  (INPUT: place of the load)
16  u32 first seq                          12  i32  grid_power_w   (BOOT: crc32 of config.json; INPUT: value)
20  u32 at_s of its creation               16  i32  net_ws decided on            (BOOT: number of this boot)
24  u32 crc32 of config.json in force      20  u32  import_wh                    (INPUT: instant or day)
28  u16 reserved, 0                        24  u32  export_wh
30  u16 crc16 of the 30 bytes before       28  u8 per load: bit 7 is_on, bits 6..0 reason
                                           28 + loads  u16  crc16 of all before

A TURN record holds all that the controller saw and decided; a BOOT record says that a new controller with this
configuration took over; an INPUT record holds what it was given besides readings, before the turn that follows, see
nethour.control.inputs. What a kind does not use is 0. crc16 is CRC-16/CCITT (binascii.crc_hqx, start 0xFFFF).
"""

import struct

from nethour.reading import Reading

MAGIC = b"NHJ1"
VERSION = 1
HEADER_SIZE = 32
TURN = 1
BOOT = 2
INPUT = 3

HAS_READING = 0x01
HAS_REGISTERS = 0x02

_HEADER = "<4sBBH8sIIIH"
_RECORD = "<IIBBHiiII"
_FIXED_SIZE = 28
_MAX_AGE_S = 0xFFFF


class JournalError(ValueError):
    """Bytes that are no journal of ours; says why."""


class Header:
    """Header of a segment; see the module for its layout. config_crc is the configuration in force at its creation."""

    def __init__(self, load_count: int, store_id: bytes, first_seq: int, at_s: int, config_crc: int):
        self.load_count = load_count
        self.store_id = store_id
        self.first_seq = first_seq
        self.at_s = at_s
        self.config_crc = config_crc

    @property
    def record_size(self) -> int:
        """Bytes of each record that follows."""
        return record_size(self.load_count)


class Record:
    """One record, decoded.

    seq, at_s; kind TURN, BOOT or INPUT.
    TURN: reading (Reading or None), net_ws, loads: list of (is_on, reason code).
    BOOT: config_crc, boot_count; reading is None, loads the state they start in.
    INPUT: input_kind, load_index, value, input_at_s, as nethour.control.inputs.take() has them; loads as they were.
    """

    def __init__(self, seq: int, at_s: int, kind: int, loads: list):
        self.seq = seq
        self.at_s = at_s
        self.kind = kind
        self.loads = loads
        self.reading: Reading | None = None
        self.net_ws = 0
        self.config_crc = 0
        self.boot_count = 0
        self.input_kind = 0
        self.load_index = 0
        self.value = 0
        self.input_at_s = 0


def record_size(load_count: int) -> int:
    """Bytes of a record for so many loads."""
    return _FIXED_SIZE + load_count + 2


def crc16(data, length: int) -> int:
    """CRC-16/CCITT of the first `length` bytes, start 0xFFFF, polynomial 0x1021; by nibbles, 16 entries of table."""
    crc = 0xFFFF
    for index in range(length):
        byte = data[index]
        crc = ((crc << 4) & 0xFFFF) ^ _CRC16[(crc >> 12) ^ (byte >> 4)]
        crc = ((crc << 4) & 0xFFFF) ^ _CRC16[(crc >> 12) ^ (byte & 15)]
    return crc


_CRC16 = (
    0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
    0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF,
)  # fmt: skip


def encode_header(header: Header) -> bytes:
    """The 32 bytes of a segment's header."""
    data = bytearray(HEADER_SIZE)
    struct.pack_into(
        _HEADER, data, 0, MAGIC, VERSION, header.load_count, header.record_size, header.store_id,
        header.first_seq, header.at_s, header.config_crc, 0,
    )  # fmt: skip
    struct.pack_into("<H", data, HEADER_SIZE - 2, crc16(data, HEADER_SIZE - 2))
    return bytes(data)


def decode_header(data: bytes) -> Header:
    """Read a segment's header. Raises JournalError when it is foreign, damaged or of another version."""
    if len(data) < HEADER_SIZE:
        raise JournalError(f"a segment header has {HEADER_SIZE} bytes, only {len(data)} are there")
    magic, version, load_count, size, store_id, first_seq, at_s, config_crc, _ = struct.unpack_from(_HEADER, data, 0)
    if magic != MAGIC:
        raise JournalError("this is no Nethour journal: it does not begin with NHJ1")
    if version != VERSION:
        raise JournalError(
            f"the journal's format is version {version}, this Nethour reads {VERSION}: update the host tools"
        )
    if crc16(data, HEADER_SIZE - 2) != struct.unpack_from("<H", data, HEADER_SIZE - 2)[0]:
        raise JournalError("the segment's header is damaged: its checksum does not fit")
    if size != record_size(load_count):
        raise JournalError(
            f"the segment's records have {size} bytes, {record_size(load_count)} belong to {load_count} loads"
        )
    return Header(load_count, store_id, first_seq, at_s, config_crc)


def encode_turn(buffer, offset: int, seq: int, now_s: int, reading, net_ws: int, loads: list) -> None:
    """Write the record of one turn into `buffer` at `offset`: what the controller saw and what it decided."""
    flags = 0
    age_s = 0
    grid_power_w = import_wh = export_wh = 0
    if reading is not None:
        flags = HAS_READING
        age_s = now_s - reading.at_s
        if not 0 <= age_s <= _MAX_AGE_S:
            age_s = _MAX_AGE_S
        grid_power_w = reading.grid_power_w
        if reading.import_wh is not None and reading.export_wh is not None:
            flags |= HAS_REGISTERS
            import_wh = reading.import_wh
            export_wh = reading.export_wh
    struct.pack_into(
        _RECORD, buffer, offset, seq, now_s, TURN, flags, age_s, grid_power_w, net_ws, import_wh, export_wh
    )
    _finish(buffer, offset, loads)


def encode_boot(buffer, offset: int, seq: int, now_s: int, config_crc: int, boot_count: int, loads: list) -> None:
    """Write the record of a start: a new controller with the configuration of this crc32."""
    signed_crc = config_crc - (1 << 32) if config_crc >= 1 << 31 else config_crc
    struct.pack_into(_RECORD, buffer, offset, seq, now_s, BOOT, 0, 0, signed_crc, boot_count, 0, 0)
    _finish(buffer, offset, loads)


def encode_input(buffer, offset: int, seq: int, now_s: int, given: tuple, loads: list) -> None:
    """Write the record of an input for the turn that follows: (input_kind, load_index, value, input_at_s)."""
    input_kind, load_index, value, input_at_s = given
    struct.pack_into(_RECORD, buffer, offset, seq, now_s, INPUT, input_kind, load_index, value, 0, input_at_s, 0)
    _finish(buffer, offset, loads)


def _finish(buffer, offset: int, loads: list) -> None:
    at = offset + _FIXED_SIZE
    for load in loads:
        buffer[at] = load.reason | (0x80 if load.is_on else 0)
        at += 1
    struct.pack_into("<H", buffer, at, crc16(memoryview(buffer)[offset:], at - offset))


def decode_record(data, offset: int, load_count: int) -> Record:
    """Read the record at `offset`. Raises JournalError when it is cut off or its checksum does not fit."""
    end = offset + _FIXED_SIZE + load_count
    if end + 2 > len(data):
        raise JournalError(f"the record at byte {offset} is cut off")
    if crc16(memoryview(data)[offset:], end - offset) != struct.unpack_from("<H", data, end)[0]:
        raise JournalError(f"the record at byte {offset} is damaged: its checksum does not fit")
    seq, at_s, kind, flags, age_s, power_w, net_ws, import_wh, export_wh = struct.unpack_from(_RECORD, data, offset)
    loads = [(byte >= 0x80, byte & 0x7F) for byte in bytes(memoryview(data)[end - load_count : end])]
    record = Record(seq, at_s, kind, loads)
    if kind == BOOT:
        record.config_crc = power_w & 0xFFFFFFFF
        record.boot_count = net_ws
    elif kind == INPUT:
        record.input_kind = flags
        record.load_index = age_s
        record.value = power_w
        record.input_at_s = import_wh
    elif kind == TURN:
        record.net_ws = net_ws
        if flags & HAS_READING:
            has_registers = bool(flags & HAS_REGISTERS)
            record.reading = Reading(
                at_s - age_s, power_w, import_wh if has_registers else None, export_wh if has_registers else None
            )
    else:
        raise JournalError(f"the record at byte {offset} is of an unknown kind {kind}: update the host tools")
    return record
