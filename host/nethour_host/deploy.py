"""Puts firmware and configuration onto a board, with mpremote as a library.

Whenever it is cut off, the board holds either the old firmware or the new one whole, or no main.py:
everything goes up under other names and is checked by its hash, then all names change at once on the
board, main.py's last. The journal is not touched.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from nethour import config as nethour_config
from nethour_host import resources
from nethour_host.board_files import BoardFiles
from nethour_host.board_link import BoardLink
from nethour_host.errors import BoardNotResponding, ConfigRefused, DeployFailed
from nethour_host.raw_repl import RawRepl

_STOP_TIMEOUT_S = 0.25
_SPARE_BYTES = 16 * 1024
_MAIN = "/main.py"

Progress = Callable[[str, int, int], None]
"""Told the file under way, bytes sent, bytes to send in all."""


@dataclass(frozen=True)
class DeployResult:
    """What a deploy did to the board."""

    files_written: int
    files_unchanged: int
    files_removed: int
    bytes_written: int
    was_stopped: bool


def deploy(
    port: str,
    board: resources.Board,
    config_text: str,
    secrets_text: str | None = None,
    *,
    on_progress: Progress | None = None,
) -> DeployResult:
    """Bring the board's firmware and configuration up to date and restart it.

    A running firmware is asked to stop first: its loads go to their safe state. Files that are already
    there are not written again. secrets_text: of secrets.json; None leaves the board's own.
    Raises ConfigRefused before the board is touched; BoardNotFound, BoardBusy, BoardNotResponding, DeployFailed.
    """
    files = _files(board, config_text, secrets_text)
    was_stopped = _stop_firmware(port)
    with RawRepl(port, is_ending_program=was_stopped) as repl:
        there = BoardFiles(repl)
        there.check_micropython(board.minimum_micropython)
        changed = _changed(there, files)
        leftovers = there.leftovers(files)
        if changed or leftovers:
            _upload(there, changed, on_progress)
            there.put_in_place(list(changed), leftovers, _MAIN)
        repl.restart_board()
    size = sum(len(data) for data in changed.values())
    return DeployResult(len(changed), len(files) - len(changed), len(leftovers), size, was_stopped)


def _files(board: resources.Board, config_text: str, secrets_text: str | None) -> dict[str, bytes]:
    """Everything that must be on the board: path -> content; main.py last."""
    try:
        nethour_config.parse(config_text)
    except nethour_config.ConfigError as error:
        raise ConfigRefused(f"config.json cannot be used, nothing was sent: {error}") from None
    files = {path: file.read_bytes() for path, file in resources.firmware_files().items()}
    files["/board.py"] = board.module.read_bytes()
    files["/config.json"] = config_text.encode()
    if secrets_text is not None:
        files["/secrets.json"] = _checked_secrets(secrets_text).encode()
    files[_MAIN] = resources.main_file().read_bytes()
    return files


def _checked_secrets(text: str) -> str:
    try:
        if isinstance(json.loads(text), dict):
            return text
        raise ConfigRefused('secrets.json is not a JSON object; write {"name": "value", ...}')
    except ValueError as error:
        raise ConfigRefused(f"secrets.json is not JSON ({error}); nothing was sent") from None


def _stop_firmware(port: str) -> bool:
    """Ask a running firmware to end; False when none answers."""
    with BoardLink(port, timeout_s=_STOP_TIMEOUT_S) as link:
        try:
            link.ask("stop")
        except BoardNotResponding:
            return False
    return True


def _changed(there: BoardFiles, files: dict[str, bytes]) -> dict[str, bytes]:
    hashes = there.hashes(list(files))
    return {path: data for path, data in files.items() if hashes.get(path) != hashlib.sha256(data).hexdigest()}


def _upload(there: BoardFiles, changed: dict[str, bytes], on_progress: Progress | None) -> None:
    total = sum(len(data) for data in changed.values())
    free = there.free_bytes()
    if free < total + _SPARE_BYTES:
        raise DeployFailed(
            f"the board's flash has {free // 1024} KiB free and {(total + _SPARE_BYTES) // 1024} KiB are needed; "
            "remove files from it or let its journal be smaller"
        )
    there.make_directories(list(changed))
    sent = 0
    for path, data in changed.items():
        report = None if on_progress is None else _reporter(on_progress, path, sent, total)
        there.write_new(path, data, report)
        sent += len(data)
    for path, digest in there.hashes_of_new(list(changed)).items():
        if digest != hashlib.sha256(changed[path]).hexdigest():
            raise DeployFailed(f"{path} did not arrive on the board as it was sent; try again, or another cable")


def _reporter(on_progress: Progress, path: str, sent: int, total: int) -> Callable[[int, int], None]:
    return lambda written, _size: on_progress(path, sent + written, total)
