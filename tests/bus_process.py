"""A bus of the firmware in a MicroPython process of its own, driven by a test."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FIRMWARE = HERE.parent / "firmware"
MICROPYTHON = Path(sys.executable).with_name("micropython")
TIMEOUT_MS = 600
UNIT = 7
READ_INPUT = 4


class Client:
    """A bus of the firmware in a MicroPython process."""

    def __init__(self, port: int, first_transaction: int = 0, timeout_ms: int = TIMEOUT_MS):
        arguments = [FIRMWARE, "127.0.0.1", port, timeout_ms, first_transaction]
        self.process = subprocess.Popen(
            [str(MICROPYTHON), "-X", "heapsize=192k", str(HERE / "faults/bus_client.py"), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, *words: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def read(self, address: int) -> dict[str, Any]:
        """Two input registers from `address` on."""
        return self.ask("read_registers", READ_INPUT, UNIT, address, 2)
