"""The virtual board behaves as a board does, for the real mpremote and for a plain serial port."""

import os
import select
import time
from pathlib import Path

import pytest
import serial
from mpremote.transport import TransportExecError
from mpremote.transport_serial import SerialTransport

from nethour_host.virtual_board import VirtualBoard
from virtual_boards import ASYNCIO, BUSY, REPL, WITHIN_S, install_board_module, is_alive, mpremote, restart, until


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


class TestFlash:
    def test_renames_over_what_is_there(self, board: VirtualBoard) -> None:
        (board.flash / "old").write_text("old")
        (board.flash / "new").write_text("new")
        mpremote(board, "resume", "exec", "import os; os.mkdir('/d'); os.rename('/new', '/d/x'); os.chdir('/d')")
        mpremote(board, "resume", "exec", "os.rename('x', '/old'); os.rename('/old', 'y')")
        assert (board.flash / "d" / "y").read_text() == "new"

    def test_has_no_way_out(self, board: VirtualBoard) -> None:
        mpremote(board, "resume", "exec", "for i in range(9): open('../' * i + 'file%d' % i, 'w').close()")
        assert len(list(board.flash.iterdir())) == 9
        assert not (board.directory / "file1").exists()


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
