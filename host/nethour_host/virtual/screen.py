"""What MicroPython prints, on its way to the host."""

_REPL_FOLLOWS = b"\x1enethour-repl\x1e"  # boards/virtual/rom/virtual_boot.py prints it
_RAW_BANNER = b"raw REPL; CTRL-B to exit\r\n"
_FRIENDLY_BANNER = b'Type "help()" for more information.\r\n'
_PROMPT = b">>> "


class Screen:
    """Passes the output on, and knows from it which REPL the host talks to."""

    def __init__(self) -> None:
        self.is_raw = False
        self._held = b""
        self._tail = b""
        self._looks_for = b""
        self.swallows_banner = False

    def begin_boot(self, *, swallows_banner: bool) -> None:
        """Each boot says once that the REPL follows; swallows_banner: the raw REPL was in use."""
        self._held = b""
        self._looks_for = _REPL_FOLLOWS
        self.swallows_banner = swallows_banner

    def is_at_repl(self) -> bool:
        """Whether boot.py and main.py are over."""
        return self._looks_for != _REPL_FOLLOWS

    def pass_on(self, data: bytes) -> tuple[bytes, bool]:
        """What of data is for the host, and whether the friendly prompt was swallowed just now."""
        is_swallowed = False
        data = self._held + data
        self._held = b""
        if self._looks_for == _REPL_FOLLOWS:
            before, marker, after = data.partition(_REPL_FOLLOWS)
            if not marker:
                before, self._held = _split_partial(data, _REPL_FOLLOWS)
                after = b""
            else:
                self._looks_for = _PROMPT if self.swallows_banner else b""
        else:
            before, after = b"", data
        if self._looks_for == _PROMPT:
            _, prompt, rest = after.partition(_PROMPT)
            if prompt:
                self._looks_for = b""
                is_swallowed = True
            else:
                self._held = after[-len(_PROMPT) :]
            after = rest
        passed = before + after
        self._note_banner(passed)
        return passed, is_swallowed

    def _note_banner(self, passed: bytes) -> None:
        seen = self._tail + passed
        raw, friendly = seen.rfind(_RAW_BANNER), seen.rfind(_FRIENDLY_BANNER)
        if raw != friendly:
            self.is_raw = raw > friendly
        self._tail = seen[-len(_FRIENDLY_BANNER) :]


def _split_partial(data: bytes, marker: bytes) -> tuple[bytes, bytes]:
    """Data, split before an end that may be the beginning of marker."""
    for length in range(min(len(marker) - 1, len(data)), 0, -1):
        if data.endswith(marker[:length]):
            return data[:-length], data[-length:]
    return data, b""
