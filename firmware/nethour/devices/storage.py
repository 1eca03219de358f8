"""Files on flash that survive a power cut: a ring of segments for the journal, and small files replaced as a whole."""

SEGMENT_SIZE = 8 * 4096 - 64
"""Bytes of a full segment: littlefs rounds up to its blocks and keeps pointers in them."""

_SUFFIX = ".nhj"
_DIGITS = 8


class SegmentRing:
    """Numbered files in `directory`, appended to at the newest; the oldest goes when `max_bytes` would be passed.

    files  the module os

    Numbers only grow. No method but read() raises: a full or failing flash costs records, never control.

    numbers  of the segments, rising;  last_size  bytes of the newest
    """

    def __init__(self, files, directory: str, max_bytes: int):
        self._files = files
        self._directory = directory
        self._max_count = max(2, max_bytes // SEGMENT_SIZE)
        self.numbers: list = []
        self.last_size = 0
        try:
            make_directories(files, directory)
            for name in files.listdir(directory):
                if name.endswith(_SUFFIX) and name[: -len(_SUFFIX)].isdigit():
                    self.numbers.append(int(name[: -len(_SUFFIX)]))
            self.numbers.sort()
            if self.numbers:
                self.last_size = self.size(self.numbers[-1])
        except OSError:
            pass

    def begin(self, head: bytes) -> bool:
        """Start a new segment with these bytes; the oldest go as far as needed. Returns whether it is there."""
        while len(self.numbers) >= self._max_count:
            self.drop_oldest()
        number = self.numbers[-1] + 1 if self.numbers else 1
        self.numbers.append(number)
        self.last_size = 0
        if self.append(head):
            return True
        self._remove(number)
        self.numbers.pop()
        self.last_size = self.size(self.numbers[-1]) if self.numbers else 0
        return False

    def append(self, data) -> bool:
        """Write to the end of the newest segment. Returns whether all is written; last_size tells what is."""
        try:
            with open(self._path(self.numbers[-1]), "ab") as file:
                file.write(data)
        except OSError:
            pass
        expected = self.last_size + len(data)
        self.last_size = self.size(self.numbers[-1])
        return self.last_size == expected

    def drop_oldest(self) -> None:
        """Delete the oldest segment, never the newest."""
        if len(self.numbers) > 1:
            self._remove(self.numbers.pop(0))

    def size(self, number: int) -> int:
        """Bytes of a segment, 0 when it cannot be read."""
        try:
            return self._files.stat(self._path(number))[6]
        except OSError:
            return 0

    def read(self, number: int, offset: int, size: int) -> bytes:
        """At most `size` bytes from `offset` on. Raises OSError when there is no such segment."""
        with open(self._path(number), "rb") as file:
            file.seek(offset)
            return file.read(size)

    def _path(self, number: int) -> str:
        digits = str(number)
        return self._directory + "/" + "0" * (_DIGITS - len(digits)) + digits + _SUFFIX

    def _remove(self, number: int) -> None:
        try:
            self._files.remove(self._path(number))
        except OSError:
            pass


def make_directories(files, path: str) -> None:
    """Create `path` and what is missing above it. Raises OSError."""
    made = ""
    for part in path.split("/"):
        made = made + part + "/" if part or not made else made
        if part:
            try:
                files.mkdir(made[:-1])
            except OSError:
                # It exists; if not, what is made next in it fails and says so.
                pass


def write_whole(files, path: str, data: bytes) -> bool:
    """Replace a small file so that a power cut leaves the old or the new one. Returns whether it is written."""
    try:
        with open(path + ".new", "wb") as file:
            file.write(data)
        files.rename(path + ".new", path)
        return True
    except OSError:
        return False


def read_whole(path: str) -> bytes:
    """A small file, b"" when there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def store_id(files, directory: str, random_bytes) -> bytes:
    """The eight bytes that name this store, made by random_bytes(8) when it is new."""
    path = directory + "/store_id"
    known = read_whole(path)
    if len(known) == 8:
        return known
    made = random_bytes(8)
    write_whole(files, path, made)
    return made


def count_boot(files, directory: str) -> int:
    """How often the firmware has started with this store, this time included."""
    path = directory + "/boot_count"
    text = read_whole(path)
    count = int(text) + 1 if text.isdigit() else 1
    write_whole(files, path, str(count).encode())
    return count
