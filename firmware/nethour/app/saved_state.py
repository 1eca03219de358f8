"""What outlives a restart: overrides and the counts of the day, in one small file that is replaced as a whole."""

import json

from nethour.control import inputs
from nethour.devices.storage import read_whole, write_whole


class SavedState:
    """Keeps the controller's state on flash, as the inputs that bring it back.

    files       the module os
    path        of the file
    config_crc  of the configuration in force; the state of another one is not taken
    """

    def __init__(self, files, path: str, config_crc: int):
        self._files = files
        self._path = path
        self._config_crc = config_crc
        self._written = b""

    def save(self, now_s: int, controller) -> None:
        """Write it, when it is not what is there."""
        data = json.dumps({"config_crc": self._config_crc, "inputs": inputs.state(controller, now_s)}).encode()
        if data != self._written and write_whole(self._files, self._path, data):
            self._written = data

    def load(self) -> list:
        """The inputs of the last save, none where there is nothing that can be used."""
        try:
            saved = json.loads(read_whole(self._path))
            if saved["config_crc"] != self._config_crc:
                return []
            return [(int(kind), int(index), int(value), int(at_s)) for kind, index, value, at_s in saved["inputs"]]
        except (ValueError, KeyError, TypeError):
            return []
