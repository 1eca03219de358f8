"""What devices raise: DeviceError alone, its text naming the device, the cause and what to look at."""


class DeviceError(Exception):
    """A device did not do what it was asked for."""


class ModbusError(DeviceError):
    """A Modbus request without a usable answer. where: bus and unit, set by the bus for the text."""

    where = "modbus"

    def __str__(self) -> str:
        return f"{self.where}: {self.args[0]}"


class NoReply(ModbusError):
    """Nothing came in time, or there is no connection."""


class BadReply(ModbusError):
    """Something came that is no answer to the request."""


class Refused(ModbusError):
    """The device answered with an exception. code: its number."""

    def __init__(self, code: int):
        super().__init__(f"it refuses, exception {code} ({_MEANINGS.get(code, 'unknown')})")
        self.code = code


# Modbus application protocol 1.1b3, section 7.
_MEANINGS = {
    1: "function not known to it: check the profile of the device",
    2: "no such register or coil: check the profile, the coil's number and the unit",
    3: "value not allowed: check the profile of the device",
    4: "the device failed: look at its display",
    5: "accepted, still working",
    6: "busy: is another master asking it?",
    8: "its memory is damaged",
    10: "gateway has no path: check the gateway's settings",
    11: "gateway got no answer: check wiring, unit and baud rate behind it",
}
