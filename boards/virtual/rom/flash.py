"""A directory of the host as the board's file system.

MicroPython's VfsPosix does most of it. Around it: no path leads out of the directory, and rename() works;
VfsPosix gives both of its names the same buffer when both are absolute.
"""

import vfs


class Flash:
    """To be mounted. The process must stay in `directory`: a name without a leading slash is relative to it."""

    def __init__(self, directory):
        self._posix = vfs.VfsPosix(directory)
        self._here = "/"

    def mount(self, readonly, mkfs):
        self._posix.mount(readonly, mkfs)

    def umount(self):
        self._posix.umount()

    def open(self, path, mode):
        return self._posix.open(self._absolute(path), mode)

    def chdir(self, path):
        path = self._absolute(path)
        self._posix.ilistdir(path)
        self._here = path

    def getcwd(self):
        return self._here

    def ilistdir(self, path):
        return self._posix.ilistdir(self._absolute(path))

    def mkdir(self, path):
        self._posix.mkdir(self._absolute(path))

    def rmdir(self, path):
        self._posix.rmdir(self._absolute(path))

    def remove(self, path):
        self._posix.remove(self._absolute(path))

    def rename(self, old, new):
        self._posix.rename(self._absolute(old)[1:], self._absolute(new))

    def stat(self, path):
        return self._posix.stat(self._absolute(path))

    def statvfs(self, path):
        return self._posix.statvfs(self._absolute(path))

    def _absolute(self, path):
        if not path.startswith("/"):
            path = self._here + "/" + path
        parts = []
        for part in path.split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part and part != ".":
                parts.append(part)
        return "/" + "/".join(parts)
