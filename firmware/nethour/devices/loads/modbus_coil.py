"""A relay that is a coil of a Modbus relay board."""

from nethour.devices.errors import DeviceError, ModbusError

_TRIES = 3


class ModbusCoil:
    """Coil number `coil` of `unit` on `bus`; closed (on) while the load is to run.

    The board keeps a coil's state when nobody writes any more: a load that must not stay on needs a relay with a timer.
    """

    def __init__(self, bus, unit: int, coil: int):
        self.name = f"relay (bus {bus.name}, unit {unit}, coil {coil})"
        self._bus = bus
        self._unit = unit
        self._coil = coil

    async def set(self, is_on: bool) -> None:
        """Read the coil; unless it is as wanted, write it and read it back, up to three times.

        Raises DeviceError when it is not as wanted then.
        """
        # Reading first costs a bus one request a turn instead of two, and proves the same.
        for attempt in range(_TRIES):
            try:
                if await self._is(is_on):
                    return
                await self._bus.write_coil(self._unit, self._coil, is_on)
                if await self._is(is_on):
                    return
            except ModbusError:
                if attempt == _TRIES - 1:
                    raise
        raise DeviceError(f"{self.name}: it reads back {'off' if is_on else 'on'} after writing: check the relay board")

    async def _is(self, is_on: bool) -> bool:
        return (await self._bus.read_coils(self._unit, self._coil, 1))[0] == is_on
