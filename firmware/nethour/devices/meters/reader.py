"""A meter at the grid connection: asked by its profile, answered as a Reading."""

import json

from nethour.devices.errors import DeviceError
from nethour.devices.meters.decode import scaled_f32
from nethour.reading import Reading

_MAX_WH = 0xFFFFFFFF


def load_profile(name: str) -> list:
    """The register blocks of a meter profile, profiles/<name>.json. Raises ValueError when there is no such profile."""
    directory = __file__.rsplit("/", 1)[0] + "/profiles/"
    try:
        with open(f"{directory}{name}.json") as file:
            return json.load(file)["blocks"]
    except OSError:
        raise ValueError(f"meter profile {name} is not on the board: check its name, or deploy again") from None


class Meter:
    """The meter that answers as `unit` on `bus`.

    blocks       of its profile, see load_profile(): list of {function, address, count, values}
    max_power_w  more than this, either way, cannot be true [W]
    """

    def __init__(self, blocks: list, bus, unit: int, max_power_w: int):
        self.name = f"meter (bus {bus.name}, unit {unit})"
        self._blocks = blocks
        self._bus = bus
        self._unit = unit
        self._max_power_w = max_power_w

    async def read(self, now_s: int) -> Reading:
        """Ask it; the Reading is stamped `now_s`. Raises DeviceError when it does not answer or cannot be believed."""
        reading = Reading(now_s, 0)
        for block in self._blocks:
            data = await self._bus.read_registers(block["function"], self._unit, block["address"], block["count"])
            for value in block["values"]:
                self._take(reading, value, data, (value["address"] - block["address"]) * 2)
        return reading

    def _take(self, reading: Reading, value: dict, data: bytes, offset: int) -> None:
        number = scaled_f32(data, offset, value["scale"] * value["sign"])
        name = value["name"]
        if number is None:
            raise DeviceError(f"{self.name}: {name} is not a number: is it the profile of this meter?")
        if name == "grid_power_w":
            if not -self._max_power_w <= number <= self._max_power_w:
                raise DeviceError(
                    f"{self.name}: {number} W is more than max_power_w, {self._max_power_w} W: "
                    "is it the profile of this meter?"
                )
            reading.grid_power_w = number
        elif not 0 <= number <= _MAX_WH:
            raise DeviceError(f"{self.name}: {name} of {number} Wh cannot be: is it the profile of this meter?")
        elif name == "import_wh":
            reading.import_wh = number
        else:
            reading.export_wh = number
