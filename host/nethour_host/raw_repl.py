"""A board's raw REPL through mpremote's SerialTransport, with errors that a person can act on."""

import contextlib
import errno
import fcntl
import io
import struct
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TypeVar

import serial
from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport

from nethour_host.errors import BoardNotResponding, DeployFailed

_T = TypeVar("_T")

_READ_TIMEOUT_S = 10.0
_ENDING_WITHIN_S = 20.0
_PROMPT = b">>> "


class RawRepl:
    """The board, its program ended and its heap empty, ready to execute code. A context manager.

    is_ending_program: the program was asked to end and may be about to; it is waited for before Ctrl-C.
    Raises BoardNotResponding.
    """

    def __init__(self, port: str, *, is_ending_program: bool = False) -> None:
        self.port = port
        with self._errors("while its console was opened"):
            self.transport = SerialTransport(port, timeout=_READ_TIMEOUT_S)
        try:
            with self._errors("while its raw REPL was entered"):
                if is_ending_program:
                    self._wait_for_prompt()
                # A program that was interrupted lets its loads go; only then is the heap cleared.
                self.transport.enter_raw_repl(soft_reset=False)
                self.transport.enter_raw_repl(soft_reset=True)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "RawRepl":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the port go."""
        with contextlib.suppress(OSError):  # unplugged
            # A process that is being started may still hold a copy of the open port, and its lock with it.
            fcntl.flock(self.transport.serial.fd, fcntl.LOCK_UN)
            self.transport.close()

    def run(self, code: str) -> str:
        """Execute code on the board; what it printed."""
        return self.do(lambda: bytes(self.transport.exec(code)).decode())

    def do(self, action: Callable[[], _T]) -> _T:
        """An action of the transport. Raises BoardNotResponding, DeployFailed when the board raised."""
        with self._errors("while files were sent"):
            return action()

    def restart_board(self) -> None:
        """Hard reset: boot.py and main.py run."""
        with self._errors("while it was reset"):
            self.transport.exec_raw_no_follow("import machine\nmachine.reset()")

    def _wait_for_prompt(self) -> None:
        deadline_s = time.monotonic() + _ENDING_WITHIN_S
        while time.monotonic() < deadline_s:
            # An empty line is nothing to a running firmware; a prompt answers with another.
            self.transport.serial.write(b"\r")
            if self.transport.read_until(1, _PROMPT, timeout=0.3).endswith(_PROMPT):
                return

    @contextlib.contextmanager
    def _errors(self, doing: str) -> Iterator[None]:
        try:
            # mpremote prints what it did not expect.
            with contextlib.redirect_stdout(io.StringIO()):
                yield
        except TransportExecError as error:
            cause = (error.error_output.strip().splitlines() or ["no message"])[-1]
            raise DeployFailed(f"{self.port}: the board failed {doing}: {cause}") from None
        except OSError as error:
            if error.errno == errno.ENOSPC and not isinstance(error, serial.SerialException):
                raise DeployFailed(f"{self.port}: the board's flash is full; remove files from it") from None
            raise self._lost(doing) from None
        except (TransportError, struct.error):
            raise self._lost(doing) from None

    def _lost(self, doing: str) -> BoardNotResponding:
        return BoardNotResponding(
            f"{self.port}: the board was lost {doing}; check the cable, reset the board and try again"
        )
