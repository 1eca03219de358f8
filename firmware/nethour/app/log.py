"""What the firmware has to say to people: a few lines in RAM that the console prints when it has time."""


class Log:
    """Keeps the newest `size` lines; tell() never waits."""

    def __init__(self, size: int = 24):
        self._lines: list = [None] * size
        self._first = 0
        self._count = 0

    def tell(self, line: str) -> None:
        """Keep a line; when full, the oldest goes."""
        size = len(self._lines)
        self._lines[(self._first + self._count) % size] = line
        if self._count < size:
            self._count += 1
        else:
            self._first = (self._first + 1) % size

    def take(self):
        """The oldest line, or None."""
        if not self._count:
            return None
        line = self._lines[self._first]
        self._lines[self._first] = None
        self._first = (self._first + 1) % len(self._lines)
        self._count -= 1
        return line
