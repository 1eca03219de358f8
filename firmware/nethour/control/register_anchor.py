"""Ties an energy integrated from power to the meter's import and export registers, however coarse they are."""

COARSEST_WH = 100
"""Resolution that is assumed until the registers have shown a finer one. [Wh]"""

_TOP_WH = 0x3FFFFFFF  # beyond it an integer of a board needs the heap
_MOST_WH = 290_000  # more than this between two looks would not fit a small integer in watt-seconds
_MOST_WH_A_SECOND = 70  # 250 kW, more than any house can draw
_ALLOWANCE_WH = 1000
_FORGET_WS = 1 << 29
_JUDGED_EVERY_WS = 1000 * 3600


class RegisterAnchor:
    """How far the integrated energy is ahead of the registers, and what must be corrected.

    Only the difference of the registers counts, import - export. So it does not matter whether the meter nets its
    phases: one that counts import and export of each phase by itself adds the same to both registers.

    A register shows full steps of R Wh. What it hides, at two looks, differs by less than R, for the difference of the
    two by less than 2 R. An integral that is right can thus be ahead by anything within a band 2 R wide, and is
    left alone there; one that leaves the band is brought back to its edge, which is never farther than the integral had
    gone wrong. So from the first look on the integral is within 2 R of the registers, within 4 R of the truth, however
    long it goes on and however wrong the power is.

    step_wh       R: the resolution if it is known, else 0 and the smallest step seen so far counts
                  (`COARSEST_WH` at most): never less than the true one, however seldom one looks
    is_used       False: the registers are not to be looked at
    is_believed   False while registers and power contradict each other by more than half of all energy: a
                  wrong profile, or a counter that does not count
    missing_ws    what the registers have counted and the integral lacks, since the look before [Ws]
    """

    def __init__(self, step_wh: int = 0):
        self._is_step_known = step_wh > 0
        self.step_wh = step_wh if step_wh > 0 else COARSEST_WH
        self.is_used = True
        self.is_believed = True
        self.missing_ws = 0
        self.at_s: int | None = None
        self.import_wh = 0
        self.export_wh = 0
        self._since_ws = 0
        self._ahead_ws = 0
        self._lowest_ws = 0
        self._highest_ws = 0
        self._judged_ws = 0
        self._disputed_ws = 0

    def add(self, energy_ws: int) -> None:
        """Energy that was integrated [Ws, import positive]."""
        self._since_ws += energy_ws
        if not -_FORGET_WS < self._since_ws < _FORGET_WS:
            self.forget()

    def forget(self) -> None:
        """Begin anew with the next look: what happens until then is not for the registers to say."""
        self.at_s = None
        self._since_ws = 0

    def look(self, at_s: int, import_wh: int, export_wh: int) -> bool:
        """Take the registers [Wh]. Whether they go on from the last look, so that `missing_ws` means something; a
        register that went back or jumped has been reset or replaced: begins anew."""
        if not (0 <= import_wh < _TOP_WH and 0 <= export_wh < _TOP_WH):
            self.forget()
            return False
        last_at_s = self.at_s
        import_step_wh = import_wh - self.import_wh
        export_step_wh = export_wh - self.export_wh
        since_ws = self._since_ws
        self.at_s = at_s
        self.import_wh = import_wh
        self.export_wh = export_wh
        self._since_ws = 0
        if last_at_s is None or not _may_be(import_step_wh, export_step_wh, at_s - last_at_s):
            self._ahead_ws = self._lowest_ws = self._highest_ws = 0
            return False
        if not self._is_step_known:
            if 0 < import_step_wh < self.step_wh:
                self.step_wh = import_step_wh
            if 0 < export_step_wh < self.step_wh:
                self.step_wh = export_step_wh
        self._judged_ws += since_ws if since_ws > 0 else -since_ws
        self.missing_ws = (import_step_wh - export_step_wh) * 3600 - since_ws
        return True

    def correction_ws(self) -> int:
        """What must be added to the integral after a look that went on [Ws]; 0 while the registers are not believed."""
        band_ws = 2 * 3600 * self.step_wh
        if self._highest_ws - self._lowest_ws > band_ws:  # recorded while the step was thought to be coarser
            self._lowest_ws = self._highest_ws = 0
        ahead_ws = self._ahead_ws - self.missing_ws
        correction_ws = 0
        if ahead_ws > self._lowest_ws + band_ws:
            correction_ws = self._lowest_ws + band_ws - ahead_ws
        elif ahead_ws < self._highest_ws - band_ws:
            correction_ws = self._highest_ws - band_ws - ahead_ws
        ahead_ws += correction_ws
        self._ahead_ws = ahead_ws
        if ahead_ws < self._lowest_ws:
            self._lowest_ws = ahead_ws
        elif ahead_ws > self._highest_ws:
            self._highest_ws = ahead_ws
        self._disputed_ws += correction_ws
        if self._judged_ws >= _JUDGED_EVERY_WS:
            disputed_ws = self._disputed_ws if self._disputed_ws > 0 else -self._disputed_ws
            self.is_believed = 2 * disputed_ws <= self._judged_ws
            self._judged_ws = self._disputed_ws = 0
        return correction_ws if self.is_believed else 0

    def save(self) -> list:
        """Its state as 8 integers; the resolution is learned anew when it was not given."""
        at_s = self.at_s
        return [
            -1 if at_s is None else at_s,
            self.import_wh,
            self.export_wh,
            self.step_wh,
            self._since_ws,
            self._ahead_ws,
            self._lowest_ws,
            self._highest_ws,
        ]

    def restore(self, state: list) -> None:
        """Go on from what save() gave."""
        at_s, self.import_wh, self.export_wh, step_wh, since_ws, ahead_ws, lowest_ws, highest_ws = state
        self.at_s = None if at_s < 0 else at_s
        if not self._is_step_known and 0 < step_wh < self.step_wh:
            self.step_wh = step_wh
        self._since_ws = since_ws
        self._ahead_ws = ahead_ws
        self._lowest_ws = lowest_ws
        self._highest_ws = highest_ws


def _may_be(import_step_wh: int, export_step_wh: int, elapsed_s: int) -> bool:
    """Whether both can have been counted in that time. After a clock set back nobody knows how long it was."""
    most_wh = _MOST_WH
    if elapsed_s <= 4000:
        most_wh = _ALLOWANCE_WH
        if elapsed_s > 0:
            most_wh += _MOST_WH_A_SECOND * elapsed_s
    return 0 <= import_step_wh <= most_wh and 0 <= export_step_wh <= most_wh
