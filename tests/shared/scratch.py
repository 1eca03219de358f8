"""A directory of its own for a test, on every interpreter."""

import os


class Scratch:
    """Makes /tmp/nethour-<number>, removes it with all that is in it. A context manager; gives the path."""

    def __enter__(self) -> str:
        number = 0
        while True:
            self.path = f"/tmp/nethour-{number}"
            try:
                os.mkdir(self.path)
                return self.path
            except OSError:  # another test has it
                number += 1

    def __exit__(self, kind, error, trace) -> None:
        remove_all(self.path)


def remove_all(path: str) -> None:
    """Remove a directory and everything below it."""
    for name in os.listdir(path):
        below = path + "/" + name
        if os.stat(below)[0] & 0x4000:
            remove_all(below)
        else:
            os.remove(below)
    os.rmdir(path)
