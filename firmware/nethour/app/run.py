"""Starts the firmware on a board and ends it: whatever happens, the loads are left in their safe state."""

import asyncio
import binascii
import gc
import os
import sys

from nethour import __version__
from nethour.app.console import Console
from nethour.app.house import House
from nethour.app.log import Log
from nethour.app.service import Service
from nethour.config import ConfigError, parse
from nethour.devices.clock import Clock
from nethour.devices.storage import count_boot, make_directories, read_whole, store_id

_WATCHDOG_TURNS = 3
# After a stop there is time to deploy or to look around; then the watchdog starts the firmware again.
_WATCHDOG_AFTER_STOP_MS = 600_000
_RETRY_CLOCK_MS = 1000


class Firmware:
    """The firmware on one board.

    board          what boards/<name>/board.py offers
    stdin, stdout  of sys
    """

    def __init__(self, board, stdin, stdout):
        self._board = board
        self._clock = Clock(board.ticks_ms, board.ticks_diff, board.rtc_at_s, board.CLOCK_SPEED)
        self._log = Log()
        self._stopped = asyncio.Event()
        self._tasks: list = []
        self._failure = None
        directory = board.STORAGE.rstrip("/") + "/journal"
        make_directories(os, directory)
        store = store_id(os, directory, os.urandom)
        boot_count = count_boot(os, directory)
        self._log.tell(f"Nethour {__version__} on {board.NAME}, start {boot_count}")
        text = read_whole(board.STORAGE.rstrip("/") + "/config.json")
        self._house = self._build(text, directory, store, boot_count)
        identity = {
            "device": binascii.hexlify(board.unique_id()).decode(),
            "store_id": binascii.hexlify(store).decode(),
            "name": board.NAME,
            "boot_count": boot_count,
        }
        house = self._house
        journal = house.journal if house else None
        override = house.override if house else None
        service = Service(identity, self._clock, text, journal, self._stopped.set, override)
        self._console = Console(stdin, stdout, service.answer, self._log)

    def run(self) -> None:
        """Run until the console's stop or Ctrl-C, or until a bug shows: then the board is reset."""
        gc.collect()
        gc.threshold(gc.mem_free() // 4)
        try:
            asyncio.run(self._main())
            why = "stopped" if self._failure is None else "failed"
        except KeyboardInterrupt:
            why = "interrupted"
        except Exception as error:
            self._failed("the firmware", error)
            why = "failed"
        # A host that wants the console sends Ctrl-C more than once.
        for _ in range(3):
            try:
                self._end(why)
                break
            except KeyboardInterrupt:
                pass
        if self._failure is not None:
            sys.print_exception(self._failure)
            self._board.reset()

    def _build(self, text: bytes, directory: str, store: bytes, boot_count: int):
        """The house of config.json, or None after telling what is wrong with it: then no relay is touched."""
        try:
            if not text:
                raise ConfigError(["it is missing: deploy one"])
            return House(parse(text.decode()), self._clock, self._log, os, directory, store, boot_count)
        except ConfigError as error:
            for sentence in error.errors:
                self._log.tell(f"config.json: {sentence}")
        except UnicodeError:
            self._log.tell("config.json: it is no text in UTF-8: save it as such")
        self._log.tell("nothing is controlled: deploy a config.json without errors")
        return None

    async def _main(self) -> None:
        if self._house is not None:
            self._start("start", self._control())
        self._start("console", self._console.run())
        await self._stopped.wait()

    async def _control(self) -> None:
        if not self._clock.try_set():
            self._log.tell("the clock is not set: nothing is controlled until it is")
            while not self._clock.try_set():
                await self._clock.sleep_ms(_RETRY_CLOCK_MS)
        turn_ms = self._house.turn_s * 1000 // self._board.CLOCK_SPEED
        feed = self._board.watchdog(max(10_000, turn_ms * _WATCHDOG_TURNS))
        for name, coroutine in self._house.tasks(feed):
            self._start(name, coroutine)

    def _start(self, name: str, coroutine) -> None:
        self._tasks.append(asyncio.create_task(self._guard(name, coroutine)))

    async def _guard(self, name: str, coroutine) -> None:
        try:
            await coroutine
        except Exception as error:
            self._failed(name, error)
            self._stopped.set()

    def _failed(self, name: str, error: Exception) -> None:
        if self._failure is None:
            self._failure = error
            self._log.tell(f"a bug in {name}: {error!r}; please report it")

    def _end(self, why: str) -> None:
        if self._house is not None:
            self._house.disconnect()
            asyncio.new_event_loop()
            if asyncio.run(self._house.let_go()):
                self._log.tell(f"{why}: all loads are in their safe state")
            else:
                self._log.tell(f"{why}: NOT all loads are in their safe state: look at them")
            self._house.journal.flush()
            if self._clock.is_set:
                self._board.watchdog(_WATCHDOG_AFTER_STOP_MS)
        self._console.print_all()
