"""Runs on MicroPython: a bus of the firmware, driven line by line over stdin and stdout.

    micropython bus_client.py FIRMWARE HOST PORT TIMEOUT_MS [FIRST_TRANSACTION]

Each line is a JSON list, a method of nethour.devices.modbus.bus.Bus and its arguments; each answer is a JSON object,
{"value": ...} with bytes as hex, or {"error": kind, "text": ...}.
"""

import asyncio
import binascii
import json
import sys
import time

sys.path.insert(0, sys.argv[1])

from nethour.devices.clock import Clock
from nethour.devices.errors import DeviceError
from nethour.devices.modbus.bus import Bus
from nethour.devices.modbus.tcp import Tcp

clock = Clock(time.ticks_ms, time.ticks_diff, lambda: 0)
link = Tcp(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), clock)
if len(sys.argv) > 5:
    link._transaction = int(sys.argv[5])
bus = Bus("test", link)


async def answer(method, arguments):
    try:
        value = await getattr(bus, method)(*arguments)
    except DeviceError as error:
        return {"error": type(error).__name__, "text": str(error)}
    return {"value": binascii.hexlify(value).decode() if isinstance(value, bytes) else value}


async def main():
    line = sys.stdin.readline()
    while line:
        words = json.loads(line)
        print(json.dumps(await answer(words[0], words[1:])))
        line = sys.stdin.readline()


asyncio.run(main())
