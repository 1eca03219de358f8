"""Modbus PDUs, by the examples of the Modbus application protocol 1.1b3, section 6."""

from nethour.devices.errors import BadReply, Refused
from nethour.devices.modbus import codec


def octets(text):
    return bytes([int(word, 16) for word in text.split()])


def is_bad(request, reply):
    try:
        codec.check_reply(request, reply)
    except BadReply:
        return True
    return False


READ_COILS = octets("01 00 13 00 13")
READ_HOLDING = octets("03 00 6B 00 03")
WRITE_COIL = octets("05 00 AC FF 00")


def test_requests_are_those_of_the_specification():
    assert codec.read_request(codec.READ_COILS, 19, 19) == READ_COILS
    assert codec.read_request(codec.READ_DISCRETE, 196, 22) == octets("02 00 C4 00 16")
    assert codec.read_request(codec.READ_HOLDING, 107, 3) == READ_HOLDING
    assert codec.read_request(codec.READ_INPUT, 8, 1) == octets("04 00 08 00 01")
    assert codec.write_request(codec.WRITE_COIL, 172, codec.COIL_ON) == WRITE_COIL
    assert codec.write_request(codec.WRITE_REGISTER, 1, 3) == octets("06 00 01 00 03")
    assert codec.write_registers_request(1, [10, 0x0102]) == octets("10 00 01 00 02 04 00 0A 01 02")


def test_coils_are_written_lowest_bit_first():
    states = [True, False, True, True, False, False, True, True, True, False]
    assert codec.write_coils_request(19, states) == octets("0F 00 13 00 0A 02 CD 01")


def test_coils_are_read_lowest_bit_first():
    reply = octets("01 03 CD 6B 05")
    codec.check_reply(READ_COILS, reply)
    first_byte = [True, False, True, True, False, False, True, True]
    second_byte = [True, True, False, True, False, True, True, False]
    assert codec.bits(reply, 19) == first_byte + second_byte + [True, False, True]


def test_registers_come_high_byte_first():
    reply = octets("03 06 02 2B 00 00 00 64")
    codec.check_reply(READ_HOLDING, reply)
    assert codec.registers(reply) == octets("02 2B 00 00 00 64")


def test_a_write_is_acknowledged_by_its_echo():
    codec.check_reply(WRITE_COIL, octets("05 00 AC FF 00"))
    codec.check_reply(octets("0F 00 13 00 0A 02 CD 01"), octets("0F 00 13 00 0A"))
    assert is_bad(WRITE_COIL, octets("05 00 AC 00 00"))
    assert is_bad(WRITE_COIL, octets("05 00 AD FF 00"))
    assert is_bad(octets("10 00 01 00 02 04 00 0A 01 02"), octets("10 00 01 00 01"))


def test_what_does_not_answer_the_request_is_a_bad_reply():
    assert is_bad(READ_HOLDING, b"")
    assert is_bad(READ_HOLDING, octets("04 06 02 2B 00 00 00 64"))
    assert is_bad(READ_HOLDING, octets("03 04 02 2B 00 00"))
    assert is_bad(READ_HOLDING, octets("03 06 02 2B 00 00"))
    assert is_bad(READ_HOLDING, octets("03 04 02 2B 00 00 00 64"))
    assert is_bad(READ_HOLDING, octets("83"))
    assert is_bad(READ_HOLDING, octets("84 02"))


def test_an_exception_is_told_with_its_number():
    reply = octets("83 02")
    codec.check_reply(READ_HOLDING, reply)
    for read in (codec.registers, lambda answer: codec.bits(answer, 3)):
        try:
            read(reply)
        except Refused as error:
            assert error.code == 2
            assert "exception 2" in str(error)
        else:
            raise AssertionError("an exception was taken for data")
