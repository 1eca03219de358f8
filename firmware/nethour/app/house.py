"""The tasks of a configured house, wired to one another."""

import asyncio

from nethour import journal
from nethour.app.build import build_devices
from nethour.app.control_loop import ControlLoop
from nethour.app.input_queue import InputQueue
from nethour.app.journal_ring import JournalRing
from nethour.app.journal_task import JournalTask
from nethour.app.meter_task import MeterTask
from nethour.app.relay_task import RelayTask
from nethour.app.saved_state import SavedState
from nethour.config import build_controller
from nethour.control import inputs
from nethour.devices.aio import wait_for_ms
from nethour.devices.storage import SegmentRing

_MAX_BUFFER_BYTES = 8192
_LET_GO_MS = 10000


class House:
    """Controller, devices and journal of one configuration.

    files    the module os
    turn_s   length of a turn [s]
    journal  JournalTask, for the console's service

    Raises ConfigError when the board cannot offer what `config` asks for.
    """

    def __init__(self, config, clock, log, files, directory: str, store_id: bytes, boot_count: int):
        self._clock = clock
        self.turn_s = config.turn_s
        self._boot_count = boot_count
        self._devices = build_devices(config, clock)
        self._controller = build_controller(config)
        loads = self._controller.loads
        buffer_count = min(
            2 * config.journal["flush_s"] // config.turn_s + 8,
            _MAX_BUFFER_BYTES // journal.record_size(len(loads)),
        )
        segments = SegmentRing(files, directory + "/turns", config.journal["turns_kib"] * 1024)
        ring = JournalRing(segments, len(loads), store_id, config.crc, buffer_count)
        self.journal = JournalTask(ring, config.journal["flush_s"], log, self.save_state)
        self._meter = MeterTask(self._devices.meter, clock, log)
        self._relays = RelayTask(loads, self._devices.relays, log)
        self._inputs = InputQueue()
        self._state = SavedState(files, directory + "/state.json", config.crc)

    def tasks(self, feed) -> list:
        """(name, coroutine) of what has to run, each for ever. The clock must be set by now.

        feed  of the watchdog; the control loop alone calls it
        """
        self.journal.begin(self._clock.now_s(), self._boot_count, self._controller.loads)
        for given in self._state.load():
            self._inputs.restore(*given)
        loop = ControlLoop(
            self._controller, self._clock, self.turn_s, self._meter, self._relays, self.journal, self._inputs, feed
        )
        return [
            ("control loop", loop.run()),
            ("meter", self._meter.run()),
            ("relays", self._relays.run()),
            ("journal", self.journal.run()),
        ]

    def override(self, name: str, is_on: bool, until_at_s: int) -> None:
        """Take the user's word on a load, from the next turn on. Raises ValueError for a load that is not there."""
        for index, load in enumerate(self._controller.loads):
            if load.name == name:
                self._inputs.put(inputs.OVERRIDE, index, 1 if is_on else 0, until_at_s)
                return
        names = ", ".join([load.name for load in self._controller.loads])
        raise ValueError(f"there is no load {name}: give one of {names}")

    def save_state(self) -> None:
        """Keep what a restart must not forget."""
        self._state.save(self._clock.now_s(), self._controller)

    def disconnect(self) -> None:
        """Drop all connections, also of requests that were cut off and will never end."""
        for bus in self._devices.buses:
            bus.close()

    async def let_go(self) -> bool:
        """Set every load to its safe state, in bounded time. Returns whether all are in it."""
        try:
            await wait_for_ms(self._relays.set_safe(), _LET_GO_MS)
        except asyncio.TimeoutError:
            return False
        return self._relays.are_set()
