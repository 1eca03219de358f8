"""Modbus PDUs, built and read by our own code: functions 1 to 6, 15 and 16 (application protocol 1.1b3, section 6)."""

import struct

from nethour.devices.errors import BadReply, Refused

READ_COILS = 1
READ_DISCRETE = 2
READ_HOLDING = 3
READ_INPUT = 4
WRITE_COIL = 5
WRITE_REGISTER = 6
WRITE_COILS = 15
WRITE_REGISTERS = 16

COIL_ON = 0xFF00
COIL_OFF = 0x0000
_IS_EXCEPTION = 0x80


def read_request(function: int, address: int, count: int) -> bytes:
    """Ask for `count` registers or coils from `address` on (functions 1 to 4)."""
    return struct.pack(">BHH", function, address, count)


def write_request(function: int, address: int, value: int) -> bytes:
    """Set one coil (COIL_ON, COIL_OFF, or a relay board's own value) or one register (functions 5 and 6)."""
    return struct.pack(">BHH", function, address, value)


def write_coils_request(address: int, states: list) -> bytes:
    """Set several coils; the first of `states` is the lowest bit of the first byte (function 15)."""
    packed = bytearray((len(states) + 7) // 8)
    for index, is_on in enumerate(states):
        if is_on:
            packed[index >> 3] |= 1 << (index & 7)
    return struct.pack(">BHHB", WRITE_COILS, address, len(states), len(packed)) + packed


def write_registers_request(address: int, values: list) -> bytes:
    """Set several registers (function 16)."""
    packed = b"".join([struct.pack(">H", value) for value in values])
    return struct.pack(">BHHB", WRITE_REGISTERS, address, len(values), len(packed)) + packed


def check_reply(request: bytes, reply: bytes) -> None:
    """Whether `reply` belongs to `request`: function, byte count, echo. Raises BadReply when it does not."""
    function = request[0]
    if not reply:
        raise BadReply("an empty answer")
    if reply[0] == function | _IS_EXCEPTION:
        if len(reply) != 2:
            raise BadReply(f"an exception of {len(reply)} bytes instead of 2")
    elif reply[0] != function:
        raise BadReply(f"an answer to function {reply[0]} instead of {function}")
    elif function <= READ_INPUT:
        count = request[3] << 8 | request[4]
        size = count * 2 if function >= READ_HOLDING else (count + 7) // 8
        if len(reply) != size + 2 or reply[1] != size:
            raise BadReply(f"{len(reply) - 2} bytes of data instead of {size}")
    elif reply != request[:5]:
        raise BadReply("an answer that does not repeat what was written")


def check_refused(reply: bytes) -> None:
    """Raises Refused when the reply is an exception."""
    if reply[0] & _IS_EXCEPTION:
        raise Refused(reply[1])


def registers(reply: bytes) -> bytes:
    """The registers of a read reply, two bytes each, high byte first. Raises Refused."""
    check_refused(reply)
    return reply[2:]


def bits(reply: bytes, count: int) -> list:
    """The first `count` coils of a read reply as bool, lowest bit of the first byte first. Raises Refused."""
    check_refused(reply)
    return [bool(reply[2 + (index >> 3)] >> (index & 7) & 1) for index in range(count)]
