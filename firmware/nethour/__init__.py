"""Nethour: steers the settlement period of a house with solar panels. Runs on MicroPython and CPython alike."""

__version__ = "0.1.0"
