"""Meters, loads, buses, clock and storage. Everything they need is handed in; they run on MicroPython and CPython."""
