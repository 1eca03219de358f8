"""A Modbus TCP server of pymodbus with the registers of a meter and nothing behind them; prints its port as JSON."""

import asyncio
import json
from typing import cast

from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice


async def serve() -> None:
    device = SimDevice(1, simdata=SimData(0, count=0x80, values=0, datatype=DataType.REGISTERS))
    server = ModbusTcpServer(device, address=("127.0.0.1", 0))
    await server.serve_forever(background=True)
    listener = cast(asyncio.Server, server.transport)
    print(json.dumps({"port": listener.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
