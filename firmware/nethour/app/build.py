"""Devices from a configuration: buses, meter and relays."""

from nethour.config import ConfigError
from nethour.devices.loads.modbus_coil import ModbusCoil
from nethour.devices.meters.reader import Meter, load_profile
from nethour.devices.modbus.bus import Bus
from nethour.devices.modbus.tcp import Tcp


class Devices:
    """buses: list of Bus; meter: with an async read(now_s); relays: one for each load, with an async set(is_on)."""

    def __init__(self, buses: list, meter, relays: list):
        self.buses = buses
        self.meter = meter
        self.relays = relays


def build_devices(config, clock) -> Devices:
    """What `config` describes, not yet connected. Raises ConfigError when the board cannot offer it."""
    buses = {}
    for number, settings in enumerate(config.buses):
        try:
            link = Tcp(settings["host"], settings["port"], settings["timeout_ms"], clock)
        except ValueError as error:
            raise ConfigError([f"buses[{number}].host: {error}"]) from None
        buses[settings["name"]] = Bus(settings["name"], link)
    meter = config.meter
    try:
        blocks = load_profile(meter["profile"])
    except ValueError as error:
        raise ConfigError([f"meter.profile: {error}"]) from None
    relays = []
    for load in config.loads:
        relay = load["relay"]
        relays.append(ModbusCoil(buses[relay["bus"]], relay["unit"], relay["coil"]))
    return Devices(
        list(buses.values()), Meter(blocks, buses[meter["bus"]], meter["unit"], meter["max_power_w"]), relays
    )
