"""One Modbus bus: coroutines for drivers, each raising ModbusError with the bus and unit in its text."""

from nethour.devices.errors import ModbusError
from nethour.devices.modbus import codec


class Bus:
    """Reads and writes over `link`. name: of the bus, for messages."""

    def __init__(self, name: str, link):
        self.name = name
        self.link = link

    async def read_registers(self, function: int, unit: int, address: int, count: int) -> bytes:
        """`count` registers from `address` on, two bytes each, high byte first; function 3 or 4."""
        return codec.registers(await self._request(unit, codec.read_request(function, address, count)))

    async def read_coils(self, unit: int, address: int, count: int) -> list:
        """`count` coils from `address` on, as bool."""
        return codec.bits(await self._request(unit, codec.read_request(codec.READ_COILS, address, count)), count)

    async def write_coil(self, unit: int, address: int, is_on: bool) -> None:
        """Set one coil."""
        value = codec.COIL_ON if is_on else codec.COIL_OFF
        await self._request(unit, codec.write_request(codec.WRITE_COIL, address, value))

    async def write_coils(self, unit: int, address: int, states: list) -> None:
        """Set the coils from `address` on."""
        await self._request(unit, codec.write_coils_request(address, states))

    async def write_register(self, unit: int, address: int, value: int) -> None:
        """Set one holding register."""
        await self._request(unit, codec.write_request(codec.WRITE_REGISTER, address, value))

    async def write_registers(self, unit: int, address: int, values: list) -> None:
        """Set the holding registers from `address` on."""
        await self._request(unit, codec.write_registers_request(address, values))

    def close(self) -> None:
        """Let the connection go; the next request opens it again."""
        self.link.close()

    async def _request(self, unit: int, pdu: bytes) -> bytes:
        try:
            reply = await self.link.request(unit, pdu)
            codec.check_refused(reply)
            return reply
        except ModbusError as error:
            error.where = f"bus {self.name} ({self.link.where}), unit {unit}"
            raise
