"""The journal's bytes: what is written comes back, and no damaged byte goes unnoticed."""

from nethour import journal
from nethour.control.load import Load
from nethour.journal import BOOT, INPUT, TURN, Header, JournalError
from nethour.reading import Reading

AT_S = 205_156_800  # 2026-07-02 12:00 UTC
OFFSET = 7  # records lie anywhere in a buffer


def two_loads():
    heater, pump = Load("heater", 750), Load("pump", 1000)
    heater.is_on, heater.reason = True, 4
    pump.is_on, pump.reason = False, 6
    return [heater, pump]


def turn_bytes(reading, net_ws=-123_456, loads=None):
    loads = two_loads() if loads is None else loads
    buffer = bytearray(OFFSET + journal.record_size(len(loads)) + 3)
    journal.encode_turn(buffer, OFFSET, 41, AT_S, reading, net_ws, loads)
    return buffer


def seen(reading):
    """What a reading is after its way through the journal."""
    back = journal.decode_record(turn_bytes(reading), OFFSET, 2).reading
    return back and (back.at_s, back.grid_power_w, back.import_wh, back.export_wh)


def error_of(function, *args):
    try:
        function(*args)
    except JournalError as error:
        return str(error)
    raise AssertionError("no JournalError")


def test_a_turn_comes_back_with_all_that_was_seen_and_decided():
    record = journal.decode_record(turn_bytes(Reading(AT_S - 2, -1500, 12_345_678, 9)), OFFSET, 2)
    assert (record.seq, record.at_s, record.kind, record.net_ws) == (41, AT_S, TURN, -123_456)
    assert record.loads == [(True, 4), (False, 6)]
    assert (record.config_crc, record.boot_count) == (0, 0)
    assert seen(Reading(AT_S - 2, -1500, 12_345_678, 9)) == (AT_S - 2, -1500, 12_345_678, 9)


def test_no_reading_is_not_a_reading_of_0():
    assert seen(None) is None
    assert seen(Reading(AT_S, 0)) == (AT_S, 0, None, None)
    assert seen(Reading(AT_S, 0, 0, 0)) == (AT_S, 0, 0, 0)


def test_registers_are_kept_only_where_the_meter_has_both():
    assert seen(Reading(AT_S, 5, 100, None)) == (AT_S, 5, None, None)
    assert seen(Reading(AT_S, 5, None, 100)) == (AT_S, 5, None, None)


def test_the_range_of_every_number():
    for power_w in (-(2**31), 2**31 - 1):
        assert seen(Reading(AT_S, power_w))[1] == power_w
    assert seen(Reading(AT_S, 0, 2**32 - 1, 2**32 - 1))[2:] == (2**32 - 1, 2**32 - 1)
    for net_ws in (-(2**31), 2**31 - 1):
        assert journal.decode_record(turn_bytes(None, net_ws), OFFSET, 2).net_ws == net_ws
    assert seen(Reading(AT_S - 65535, 1))[0] == AT_S - 65535


def test_an_age_that_cannot_be_written_is_written_as_the_oldest():
    assert seen(Reading(AT_S - 65536, 1))[0] == AT_S - 65535
    assert seen(Reading(AT_S + 1, 1))[0] == AT_S - 65535


def test_any_number_of_loads():
    for count in (1, 2, 5, 16):
        loads = [Load(f"load {number}", 100) for number in range(count)]
        for number, load in enumerate(loads):
            load.is_on, load.reason = number % 2 == 0, number
        loads[-1].reason = 127
        record = journal.decode_record(turn_bytes(None, loads=loads), OFFSET, count)
        assert record.loads == [(load.is_on, load.reason) for load in loads]


def test_a_start_comes_back_with_its_configuration():
    for crc in (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF):
        buffer = bytearray(OFFSET + journal.record_size(2))
        journal.encode_boot(buffer, OFFSET, 7, AT_S, crc, 12, two_loads())
        record = journal.decode_record(buffer, OFFSET, 2)
        assert (record.seq, record.at_s, record.kind, record.config_crc, record.boot_count) == (7, AT_S, BOOT, crc, 12)
        assert (record.reading, record.net_ws, record.loads) == (None, 0, [(True, 4), (False, 6)])


def test_an_input_comes_back_as_it_was_given():
    for given in (
        (1, 0, 1, 205_160_400),
        (3, 1, -1_000_000, 0),
        (4, 255, 2**31 - 1, 2**32 - 1),
        (255, 65535, -(2**31), 0),
    ):
        buffer = bytearray(OFFSET + journal.record_size(2))
        journal.encode_input(buffer, OFFSET, 9, AT_S, given, two_loads())
        record = journal.decode_record(buffer, OFFSET, 2)
        assert (record.seq, record.at_s, record.kind) == (9, AT_S, INPUT)
        assert (record.input_kind, record.load_index, record.value, record.input_at_s) == given
        assert (record.reading, record.net_ws, record.loads) == (None, 0, [(True, 4), (False, 6)])


def test_the_bytes_of_an_input_are_these():
    data = bytearray(journal.record_size(2))
    journal.encode_input(data, 0, 7, AT_S, (2, 1, 553, 5), two_loads())
    assert data[:-2].hex() == "07000000c0713a0c03020100290200000000000005000000000000008406"


def test_the_bytes_of_a_record_are_these():
    data = bytes(turn_bytes(Reading(AT_S - 2, -1500, 12_345_678, 9)))
    assert data[:OFFSET] == bytes(OFFSET)
    assert data[OFFSET:-3].hex() == (
        "29000000"  # seq 41
        "c0713a0c"  # at_s
        "01"  # TURN
        "03"  # with reading and registers
        "0200"  # its age
        "24faffff"  # -1500 W
        "c01dfeff"  # -123456 Ws
        "4e61bc00"  # import 12345678 Wh
        "09000000"  # export 9 Wh
        "8406"  # heater on: running; pump off: held_min_off
        "b6e3"  # crc16
    )
    assert data[-3:] == bytes(3)


def test_the_bytes_of_a_turn_without_a_reading_are_these():
    data = bytes(turn_bytes(None, net_ws=0))[OFFSET:-3]
    assert data[:-2].hex() == "29000000c0713a0c0100" + 18 * "00" + "8406"


def test_the_bytes_of_a_start_are_these():
    data = bytearray(journal.record_size(2))
    journal.encode_boot(data, 0, 7, AT_S, 0x80000000, 12, two_loads())
    assert data[:-2].hex() == "07000000c0713a0c02000000000000800c000000" + 8 * "00" + "8406"


def test_a_record_does_not_write_outside_of_itself():
    data = turn_bytes(None)
    assert data[:OFFSET] == bytes(OFFSET)
    assert data[-3:] == bytes(3)


def test_damage_of_any_bit_of_a_record_is_noticed():
    good = turn_bytes(Reading(AT_S - 2, -1500, 12_345_678, 9))
    for place in range(OFFSET, OFFSET + journal.record_size(2)):
        for bit in range(8):
            damaged = bytearray(good)
            damaged[place] ^= 1 << bit
            sentence = error_of(journal.decode_record, damaged, OFFSET, 2)
            assert sentence == f"the record at byte {OFFSET} is damaged: its checksum does not fit"


def test_a_record_that_is_cut_off_is_told():
    whole = turn_bytes(None)[: OFFSET + journal.record_size(2)]
    assert journal.decode_record(whole, OFFSET, 2).seq == 41
    assert error_of(journal.decode_record, whole[:-1], OFFSET, 2) == f"the record at byte {OFFSET} is cut off"
    assert error_of(journal.decode_record, b"", 0, 2) == "the record at byte 0 is cut off"


def test_erased_flash_is_no_record():
    for erased in (0x00, 0xFF):
        blank = bytes([erased]) * journal.record_size(2)
        assert "byte 0 is" in error_of(journal.decode_record, blank, 0, 2)


def test_a_record_of_a_later_kind_is_told_with_what_to_do():
    data = turn_bytes(None)
    data[OFFSET + 8] = 9
    end = OFFSET + journal.record_size(2) - 2
    crc = journal.crc16(memoryview(data)[OFFSET:], end - OFFSET)
    data[end], data[end + 1] = crc & 0xFF, crc >> 8
    sentence = f"the record at byte {OFFSET} is of an unknown kind 9: update the host tools"
    assert error_of(journal.decode_record, data, OFFSET, 2) == sentence


def header():
    return Header(2, b"storeid!", 1000, AT_S, 0xDEADBEEF)


def test_a_header_comes_back():
    back = journal.decode_header(journal.encode_header(header()))
    assert (back.load_count, back.store_id, back.first_seq) == (2, b"storeid!", 1000)
    assert (back.at_s, back.config_crc) == (AT_S, 0xDEADBEEF)
    assert back.record_size == journal.record_size(2) == 32


def test_the_bytes_of_a_header_are_these():
    data = journal.encode_header(header())
    assert len(data) == journal.HEADER_SIZE
    assert data.hex() == "4e484a3101022000" + b"storeid!".hex() + "e8030000c0713a0cefbeadde0000cba3"


def test_damage_of_any_bit_of_a_header_is_noticed():
    good = journal.encode_header(header())
    for place in range(journal.HEADER_SIZE):
        for bit in range(8):
            damaged = bytearray(good)
            damaged[place] ^= 1 << bit
            sentence = error_of(journal.decode_header, bytes(damaged))
            if place < 4:
                assert sentence == "this is no Nethour journal: it does not begin with NHJ1"
            elif place == 4:
                assert "version" in sentence and "update the host tools" in sentence
            else:
                assert sentence == "the segment's header is damaged: its checksum does not fit"


def test_a_header_that_is_cut_off_is_told():
    sentence = "a segment header has 32 bytes, only 31 are there"
    assert error_of(journal.decode_header, journal.encode_header(header())[:-1]) == sentence


def test_a_header_whose_records_have_another_size_is_told():
    data = bytearray(journal.encode_header(header()))
    data[6] = 33
    crc = journal.crc16(data, 30)
    data[30], data[31] = crc & 0xFF, crc >> 8
    sentence = "the segment's records have 33 bytes, 32 belong to 2 loads"
    assert error_of(journal.decode_header, bytes(data)) == sentence


def test_the_checksum_is_crc_16_ccitt_from_ffff():
    assert journal.crc16(b"123456789", 9) == 0x29B1  # check value of CRC-16/CCITT-FALSE, catalogue of CRC algorithms
    assert journal.crc16(b"123456789", 0) == 0xFFFF
    assert journal.crc16(b"123456789xxx", 9) == 0x29B1
