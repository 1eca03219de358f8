"""The house that the options --config and --load of a command describe."""

import json
from pathlib import Path
from typing import Any

from nethour_host.errors import HostError

USUAL_STRATEGY = "just_in_time"
DEFAULT_LOADS_W = (750, 1000)


def house_settings(config: Path | None, loads_w: list[int]) -> dict[str, Any]:
    """The settings of config.json, or those of a house with these loads and no wires."""
    if config is not None:
        if loads_w:
            raise HostError("--load and --config: give one of them, a configuration has its own loads")
        try:
            data = json.loads(config.read_text(encoding="utf-8"))
        except OSError as error:
            raise HostError(f"{config}: cannot be read ({error.strerror}); give the path of a config.json") from None
        except ValueError as error:
            raise HostError(
                f"{config}: is not valid JSON ({error}); look for a missing comma, quote or bracket"
            ) from None
        if not isinstance(data, dict):
            raise HostError(f"{config}: must be one JSON object, {{ ... }}; see the example in the documentation")
        return data
    return {
        "version": 1,
        "strategy": {"name": USUAL_STRATEGY},
        "buses": [{"name": "none", "kind": "modbus_tcp", "host": "127.0.0.1"}],
        "meter": {"profile": "none", "bus": "none"},
        "loads": [
            {
                "name": f"load{number}",
                "rated_power_w": power_w,
                "relay": {"kind": "modbus_coil", "bus": "none", "unit": 1, "coil": number},
            }
            for number, power_w in enumerate(loads_w or DEFAULT_LOADS_W, 1)
        ],
    }
