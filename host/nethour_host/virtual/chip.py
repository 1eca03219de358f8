"""The virtual board's chip: one MicroPython process on a pseudo-terminal of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from nethour_host.virtual import terminal
from nethour_host.virtual.clock import VirtualClock
from nethour_host.virtual.micropython import micropython

_LAUNCHER = Path(__file__).with_name("launcher.py")


class Chip:
    """Starts, watches and kills MicroPython. The process dies with the thread that called boot()."""

    def __init__(self, flash: Path, rom: Path, clock: VirtualClock, unique_id: bytes, heap_kib: int) -> None:
        self._flash = flash
        self._rom = rom
        self._clock = clock
        self._unique_id = unique_id
        self._heap_kib = heap_kib
        self._micropython = micropython()
        self._process: subprocess.Popen[bytes] | None = None
        self.master, self._terminal = terminal.open_pair()
        # Kept open, so that the terminal outlives each process and shows what is unread.
        self._slave = os.open(self._terminal, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.exit_fd = -1

    def boot(self, what: str, *, is_hard: bool) -> None:
        """Start MicroPython: boot.py, then main.py (what = "main") or nothing (what = "repl")."""
        self.kill()
        terminal.set_plain(self._slave, interrupts=True)
        if is_hard:
            self.take_unread()
        start_at_s = self._clock.prepare_boot(is_hard)
        environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        environment |= {
            "NETHOUR_VIRTUAL_CLOCK_FD": str(self._clock.fd),
            "NETHOUR_VIRTUAL_START_AT_S": str(start_at_s),
            "NETHOUR_VIRTUAL_SPEED": str(self._clock.speed),
            "NETHOUR_VIRTUAL_STALL_MS": str(self._clock.stall_ms),
            "NETHOUR_VIRTUAL_UNIQUE_ID": self._unique_id.hex(),
        }
        launcher = [sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid()), self._terminal]
        start = [str(self._rom / "start.py"), str(self._flash), str(self._rom), what]
        self._process = subprocess.Popen(
            [*launcher, self._micropython, "-X", f"heapsize={self._heap_kib}k", *start],
            env=environment,
            cwd=self._flash,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(self._clock.fd,),
        )
        self.exit_fd = os.pidfd_open(self._process.pid)

    @property
    def pid(self) -> int:
        """Of the process that is, or last was, the chip; 0 before the first boot."""
        return self._process.pid if self._process else 0

    def exit_status(self) -> int | None:
        """As subprocess has it: negative for a signal, None while it runs."""
        return self._process.poll() if self._process else 0

    def kill(self) -> None:
        """End the process and what it started, as a cut of power would."""
        if self._process is None:
            return
        for kill in (os.killpg, os.kill):  # the group exists once the launcher has got that far
            try:
                kill(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        if self.exit_fd >= 0:
            os.close(self.exit_fd)
            self.exit_fd = -1

    def close(self) -> None:
        """Kill the process and give the terminal back."""
        self.kill()
        os.close(self._slave)
        os.close(self.master)

    def interrupt(self) -> None:
        """What Ctrl-C does on a chip whose program does not read."""
        if self.exit_status() is None:
            os.kill(self.pid, signal.SIGINT)

    def runs_program(self) -> bool:
        """Whether Ctrl-C becomes a signal; else MicroPython's REPL sees each byte itself."""
        return terminal.interrupts(self._slave)

    def unread_count(self) -> int:
        """Bytes sent to the chip that it has not read."""
        return terminal.unread_count(self._slave)

    def take_unread(self) -> bytes:
        """Take back what the chip has not read."""
        return terminal.read_some(self._slave)

    def activity(self) -> tuple[bool, int, int]:
        """Whether it sleeps, how often it has gone to sleep, and its CPU time in clock ticks."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return True, 0, 0
        sleep_count = int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
        return stat[0] == "S", sleep_count, int(stat[11]) + int(stat[12])
