"""A meter's registers become a Reading in whole watts and watt-hours, or an error: never a guess."""

import struct

from nethour.devices.errors import DeviceError, Refused
from nethour.devices.meters.decode import scaled_f32
from nethour.devices.meters.reader import Meter

AT_S = 205_156_800  # 2026-07-02 12:00 UTC

# As in profiles/eastron_sdm630.json; a board of the test bench without files has no profiles.
SDM630 = [
    {
        "function": 4,
        "address": 52,
        "count": 24,
        "values": [
            {"name": "grid_power_w", "address": 52, "type": "f32", "scale": 1, "sign": 1},
            {"name": "import_wh", "address": 72, "type": "f32", "scale": 1000, "sign": 1},
            {"name": "export_wh", "address": 74, "type": "f32", "scale": 1000, "sign": 1},
        ],
    }
]


class RecordedBus:
    """Answers one read of an SDM630 with what a recording holds; knows what it was asked for."""

    name = "house"

    def __init__(self, power="44 72 00 00", imported="47 F1 20 65", exported="42 F6 E9 79"):
        text = power + " 00 00 00 00" * 9 + " " + imported + " " + exported + " 00 00 00 00"
        self.data = bytes([int(word, 16) for word in text.split()])[:48]
        self.asked = []
        self.error = None

    async def read_registers(self, function, unit, address, count):
        self.asked.append((function, unit, address, count))
        if self.error is not None:
            raise self.error
        return self.data


def finish(coroutine):
    """The result of a coroutine that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("the coroutine waits for something")


def read(bus, **changes):
    return finish(Meter(changed(**changes), bus, 1, 50_000).read(AT_S))


def changed(sign=1):
    block = dict(SDM630[0])
    block["values"] = [dict(value) for value in block["values"]]
    block["values"][0]["sign"] = sign
    return [block]


def error_of(bus):
    try:
        read(bus)
    except DeviceError as error:
        return str(error)
    raise AssertionError("no DeviceError")


def float_hex(value):
    return " ".join([f"{byte:02X}" for byte in struct.pack(">f", value)])


def test_power_and_both_registers_come_in_one_request():
    bus = RecordedBus()
    reading = read(bus)
    assert bus.asked == [(4, 1, 52, 24)]
    assert reading.grid_power_w == 968
    assert reading.import_wh == 123_456_789
    assert reading.export_wh == 123_456


def test_a_reading_is_stamped_with_the_time_of_the_request():
    assert read(RecordedBus()).at_s == AT_S


def test_export_is_negative():
    assert read(RecordedBus(power=float_hex(-2345.0))).grid_power_w == -2345


def test_a_meter_mounted_the_other_way_round_is_turned_by_its_profile():
    assert read(RecordedBus(power=float_hex(-2345.0)), sign=-1).grid_power_w == 2345


def test_a_register_is_exact_to_the_watt_hour_where_a_float_of_a_board_is_not():
    # 123456.789 kWh is 0x47F12065, exactly 123456.7890625; times 1000 in 24 bits it would be 123456792.
    assert scaled_f32(bytes([0x47, 0xF1, 0x20, 0x65]), 0, 1000) == 123_456_789


def test_every_kind_of_float_is_decoded_as_struct_does():
    for value in (0.0, 1.0, -1.0, 0.4, 0.6, -0.4, -0.6, 1234.49, -1234.51, 16_777_216.0, 65_536.5, 1e-40, 3.0e7):
        packed = struct.pack(">f", value)
        exact = struct.unpack(">f", packed)[0]
        whole = int(exact + 0.5) if exact >= 0 else -int(-exact + 0.5)
        assert scaled_f32(b"\x00\x00" + packed, 2, 1) == whole, value


def test_what_is_not_a_number_is_no_reading():
    for name, power in (("quiet NaN", "7F C0 00 00"), ("infinity", "7F 80 00 00"), ("all ones", "FF FF FF FF")):
        assert "grid_power_w is not a number" in error_of(RecordedBus(power=power)), name
    assert "import_wh is not a number" in error_of(RecordedBus(imported="7F C0 00 00"))


def test_a_power_beyond_the_limit_is_no_reading():
    assert read(RecordedBus(power=float_hex(50_000.0))).grid_power_w == 50_000
    assert "50001 W is more than max_power_w" in error_of(RecordedBus(power=float_hex(50_001.0)))
    assert "-50001 W is more than max_power_w" in error_of(RecordedBus(power=float_hex(-50_001.0)))


def test_a_negative_register_is_no_reading():
    assert "import_wh" in error_of(RecordedBus(imported=float_hex(-1.0)))


def test_a_refusal_is_no_reading():
    bus = RecordedBus()
    bus.error = Refused(2)
    assert "exception 2" in error_of(bus)
