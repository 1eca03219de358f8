"""A board's flash seen from the host, through its raw REPL."""

import json
from collections.abc import Callable

from nethour_host.errors import DeployFailed
from nethour_host.raw_repl import RawRepl

_CHUNK_BYTES = 2048
_NEW = ".new"
_PACKAGE = "/nethour"

# Small enough for any heap: a file is read through one buffer, and each answer is printed at once.
_TOOLS = """
import binascii, gc, hashlib, json, os
def _hash(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        while True:
            n = f.readinto(_buffer)
            if not n: break
            h.update(_view[:n])
    return binascii.hexlify(h.digest()).decode()
def _walk(path):
    for entry in os.ilistdir(path):
        name = path + "/" + entry[0]
        if entry[1] == 0x4000: _walk(name)
        print(json.dumps((name, entry[1] == 0x4000)))
def _exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False
_buffer = bytearray(512)
_view = memoryview(_buffer)
gc.collect()
"""


class BoardFiles:
    """Files on the board, asked for and changed a batch at a time.

    Every method raises BoardNotResponding, or DeployFailed when the board raised.
    """

    def __init__(self, repl: RawRepl) -> None:
        self._repl = repl
        repl.run(_TOOLS)

    def check_micropython(self, minimum: str) -> None:
        """Raise DeployFailed when the board's MicroPython is older than minimum, e.g. "1.23"."""
        answer = self._repl.run("import sys\nprint(json.dumps(list(sys.implementation.version[:2])))")
        version = tuple(json.loads(answer))
        if version < tuple(int(part) for part in minimum.split(".")):
            has = ".".join(str(part) for part in version)
            raise DeployFailed(f"the board has MicroPython {has} and needs {minimum} or later; flash a newer one")

    def hashes(self, paths: list[str]) -> dict[str, str]:
        """SHA-256 in hex of those that exist."""
        code = f"for path in {paths!r}:\n if _exists(path): print(json.dumps((path, _hash(path))))"
        return dict(json.loads(line) for line in self._repl.run(code).splitlines())

    def hashes_of_new(self, paths: list[str]) -> dict[str, str]:
        """SHA-256 in hex of what write_new() left, by the path it is meant for."""
        found = self.hashes([path + _NEW for path in paths])
        return {path: found.get(path + _NEW, "") for path in paths}

    def leftovers(self, wanted: dict[str, bytes]) -> list[str]:
        """Files and, after their files, directories that an earlier deploy left and that no longer belong there."""
        code = f"if _exists({_PACKAGE!r}): _walk({_PACKAGE!r})"
        found = [json.loads(line) for line in self._repl.run(code).splitlines()]
        keep = {*wanted, *(directory for path in wanted for directory in _parents(path))}
        outside = [path + _NEW for path in wanted if not path.startswith(_PACKAGE)]
        return [path for path, _ in found if path not in keep] + list(self.hashes(outside))

    def free_bytes(self) -> int:
        """Room on the flash."""
        return int(self._repl.run("s = os.statvfs('/')\nprint(s[0] * s[3])"))

    def make_directories(self, files: list[str]) -> None:
        """Make the directories in which these files are."""
        directories = sorted({directory for path in files for directory in _parents(path)})
        self._repl.run(f"for path in {directories!r}:\n if not _exists(path): os.mkdir(path)")

    def write_new(self, path: str, data: bytes, on_progress: Callable[[int, int], None] | None) -> None:
        """Write data beside path; on_progress is told bytes written and bytes in all."""
        if data:
            write = self._repl.transport.fs_writefile
            self._repl.do(lambda: write(path + _NEW, data, chunk_size=_CHUNK_BYTES, progress_callback=on_progress))
        else:
            self._repl.run(f"open({path + _NEW!r}, 'wb').close()")

    def put_in_place(self, changed: list[str], leftovers: list[str], main: str) -> None:
        """Give what write_new() left its names, at one go and without main in the meantime; remove leftovers."""
        aside = main + _NEW
        put_aside = (
            f"if _exists({main!r}): os.remove({main!r})" if main in changed else f"os.rename({main!r}, {aside!r})"
        )
        others = [path for path in changed if path != main]
        gone = [path for path in leftovers if path != aside and path.removesuffix(_NEW) not in changed]
        self._repl.run(
            f"{put_aside}\n"
            f"for path in {others!r}: os.rename(path + {_NEW!r}, path)\n"
            f"for path in {gone!r}: (os.rmdir if os.stat(path)[0] & 0x4000 else os.remove)(path)\n"
            f"os.rename({aside!r}, {main!r})"
        )


def _parents(path: str) -> list[str]:
    """The directories above a path, the outermost first, without the root."""
    parts = path.strip("/").split("/")[:-1]
    return ["/" + "/".join(parts[: count + 1]) for count in range(len(parts))]
