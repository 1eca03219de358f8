"""Asks the meter, apart from the control loop, so that a silent meter cannot hold a turn up."""

import asyncio
import gc

from nethour.devices.errors import DeviceError


class MeterTask:
    """Polls `meter` once each time it is asked to. One poll at a time; a poll may take for ever.

    answered  asyncio.Event, set when the poll that was asked for has ended, well or not
    """

    def __init__(self, meter, clock, log):
        self._meter = meter
        self._clock = clock
        self._log = log
        self._wanted = asyncio.Event()
        self._reading = None
        self._is_lost = False
        self.answered = asyncio.Event()

    def ask(self) -> None:
        """Start a poll, or another one after that under way."""
        self.answered.clear()
        self._wanted.set()

    def take(self):
        """The Reading that has come since it was last taken, or None."""
        reading = self._reading
        self._reading = None
        return reading

    async def run(self) -> None:
        """Poll for ever."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                self._reading = await self._meter.read(self._clock.now_s())
                if self._is_lost:
                    self._is_lost = False
                    self._log.tell("the meter answers again")
            except DeviceError as error:
                # Only the collector closes the socket of a connection that did not come about.
                gc.collect()
                if not self._is_lost:
                    self._is_lost = True
                    self._log.tell(f"the meter is lost: {error}")
            self.answered.set()
