"""The simulated house as a process of its own, serving its meter and relays over Modbus TCP on loopback."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from nethour_host.errors import HostError


class HouseProcess:
    """Serves `recording` (CSV) at the time that the file `clock` tells. A context manager; `port` is its TCP port.

    The process ends with its standard input, so it never outlives this one. Raises HostError when it cannot start.
    """

    def __init__(self, recording: Path, clock: Path, load_power_w: list[int]):
        command = [
            sys.executable,
            "-m",
            "nethour_sim.house_server",
            "--recording",
            str(recording),
            "--clock",
            str(clock),
        ]
        for power_w in load_power_w:
            command += ["--load", str(power_w)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise HostError("the simulated house did not start; its own message stands above")
        self.port = int(json.loads(line)["port"])

    def __enter__(self) -> "HouseProcess":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process and wait for it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
