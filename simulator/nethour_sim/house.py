"""The simulated house: a recording, our loads on top of it, and the meter at the grid connection."""

from collections.abc import Sequence

from nethour_sim.recording import Recording
from nethour_sim.tank import Tank

FOREVER_S = 1 << 62


class House:
    """A house that lives a recording. Give it the time with advance() or next_row(), switch its
    loads, read its meter. Before the first row nothing is known.

    recording       what base load and generation are; a row holds until the next one
    load_power_w    what each load draws when it is on [W]; a real one rarely draws exactly its rated power
    stale_after_s   a longer pause between two rows is a gap, in which nothing is known after its first second [s]
    tanks           of each load its Tank, or None where it always draws its power; none at all by default
    register_step_wh   resolution of the meter's registers [Wh]

    at_s            where the house is in time [s since 2020]
    is_known        whether the recording says anything about this moment
    base_power_w, pv_power_w   of this moment [W]; mean nothing while is_known is False
    import_ws, export_ws       what the meter has counted [Ws, >= 0]; it stands still while nothing is known
    """

    def __init__(
        self,
        recording: Recording,
        load_power_w: Sequence[int],
        stale_after_s: int = 60,
        tanks: Sequence[Tank | None] = (),
        register_step_wh: int = 1,
    ):
        self._at_s: list[int] = recording.at_s.tolist()
        self._base_w: list[int] = recording.base_power_w.tolist()
        self._pv_w: list[int] = recording.pv_power_w.tolist()
        self._is_row_known: list[bool] = recording.is_known.tolist()
        self._load_w = list(load_power_w)
        self._is_on = [False] * len(self._load_w)
        self._loads_on_w = 0
        self._tanks = [(index, tank) for index, tank in enumerate(tanks) if tank is not None]
        self._is_closed = [True] * len(self._load_w)
        for index, tank in self._tanks:
            self._is_closed[index] = tank.is_closed
        self._stale_after_s = stale_after_s
        self._register_step_wh = register_step_wh
        self._row = -1
        self._next_at_s = self._at_s[0]
        self._is_counting = False
        self.at_s = self._at_s[0]
        self.is_known = False
        self.base_power_w = 0
        self.pv_power_w = 0
        self.import_ws = 0
        self.export_ws = 0

    @property
    def load_count(self) -> int:
        """How many loads there are."""
        return len(self._load_w)

    @property
    def grid_power_w(self) -> int | None:
        """What the meter says: import positive [W], None while it says nothing."""
        if not self.is_known:
            return None
        return self.base_power_w - self.pv_power_w + self._loads_on_w

    @property
    def import_wh(self) -> int:
        """The meter's register of bought energy, in full steps [Wh]."""
        return self.import_ws // 3600 // self._register_step_wh * self._register_step_wh

    @property
    def export_wh(self) -> int:
        """The meter's register of energy fed in, in full steps [Wh]."""
        return self.export_ws // 3600 // self._register_step_wh * self._register_step_wh

    def advance(self, at_s: int) -> None:
        """Live until `at_s` [s since 2020]. Time never goes back: an earlier moment changes nothing."""
        while at_s >= self._next_at_s:
            self.next_row()
        if at_s > self.at_s:
            self._count_until(at_s)
            if not self._is_counting or at_s - self._at_s[self._row] > self._stale_after_s:
                self.is_known = False

    def next_row(self) -> None:
        """Live until the stamp of the next row, also where several rows share a second. The first call takes row 0."""
        at_s = self._next_at_s
        self._count_until(at_s)
        self._row = row = self._row + 1
        self._next_at_s = self._at_s[row + 1] if row + 1 < len(self._at_s) else FOREVER_S
        self.is_known = self._is_row_known[row]
        self.base_power_w = self._base_w[row]
        self.pv_power_w = self._pv_w[row]
        is_last = self._next_at_s == FOREVER_S
        self._is_counting = self.is_known and (is_last or self._next_at_s - at_s <= self._stale_after_s)

    def is_load_on(self, index: int) -> bool:
        """The state of a load, by its place in `load_power_w`."""
        return self._is_on[index]

    def set_load(self, index: int, is_on: bool) -> None:
        """Switch a load, from this moment on."""
        if self._is_on[index] != is_on:
            self._is_on[index] = is_on
            if self._is_closed[index]:
                self._loads_on_w += self._load_w[index] if is_on else -self._load_w[index]

    def load_power_w(self, index: int) -> int:
        """What a load draws at this moment [W]."""
        return self._load_w[index] if self._is_on[index] and self._is_closed[index] else 0

    def _count_until(self, at_s: int) -> None:
        if self._is_counting:
            duration_s = at_s - self.at_s
            if self._next_at_s == FOREVER_S:  # the last row is believed for so long, then nothing is known
                duration_s = max(0, min(at_s, self._at_s[self._row] + self._stale_after_s) - self.at_s)
            energy_ws = (self.base_power_w - self.pv_power_w + self._loads_on_w) * duration_s
            if energy_ws > 0:
                self.import_ws += energy_ws
            else:
                self.export_ws -= energy_ws
        for index, tank in self._tanks:
            tank.live(at_s - self.at_s, self.load_power_w(index))
            if tank.is_closed != self._is_closed[index]:
                before_w = self.load_power_w(index)
                self._is_closed[index] = tank.is_closed
                self._loads_on_w += self.load_power_w(index) - before_w
        self.at_s = at_s
