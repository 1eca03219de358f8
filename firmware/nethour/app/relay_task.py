"""Sets the relays to what the controller wants, apart from the control loop."""

import asyncio
import gc

from nethour.devices.errors import DeviceError


class RelayTask:
    """Writes every load's state each time it is asked to; a relay may take for ever.

    loads   of the controller; their is_on is read at the moment of writing
    relays  one for each load, with an async set(is_on)
    """

    def __init__(self, loads: list, relays: list, log):
        self._loads = loads
        self._relays = relays
        self._log = log
        self._wanted = asyncio.Event()
        self._is_failed = [False] * len(relays)

    def ask(self) -> None:
        """Set the relays now, or again after the round under way."""
        self._wanted.set()

    async def run(self) -> None:
        """Set them for ever, first to the safe state: nobody knows how the last program left them."""
        await self.set_safe()
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            for index, load in enumerate(self._loads):
                await self._set(index, load.is_on)

    async def set_safe(self) -> None:
        """Set every relay to its load's safe state, once. Does not raise."""
        for index, load in enumerate(self._loads):
            try:
                await self._set(index, load.is_safe_on)
            except Exception as error:
                # A bug in one driver must not keep the other loads on.
                self._is_failed[index] = True
                self._log.tell(f"load {load.name}: its relay fails, a bug: {error!r}")

    def are_set(self) -> bool:
        """Whether every relay did what it was last told."""
        return True not in self._is_failed

    async def _set(self, index: int, is_on: bool) -> None:
        name = self._loads[index].name
        try:
            await self._relays[index].set(is_on)
            if self._is_failed[index]:
                self._is_failed[index] = False
                self._log.tell(f"load {name}: its relay works again")
        except DeviceError as error:
            # Only the collector closes the socket of a connection that did not come about.
            gc.collect()
            if not self._is_failed[index]:
                self._is_failed[index] = True
                self._log.tell(f"load {name}: its relay fails: {error}")
