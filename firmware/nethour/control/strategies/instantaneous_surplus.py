"""*Instantaneous surplus*: what solar routers do that know no settlement period. Here to be compared with."""

from nethour.control import reason


class InstantaneousSurplus:
    """Starts a load when the power fed in has been enough for it long enough, stops one when power has been bought.

    Each load that is off has a delay of its own, which runs while the export is at least its power and the
    margin. The first in order of priority whose delay is over starts, one a turn; a small load may so start past a
    large one. While more than the tolerated import is bought, the delay for stopping runs; when it is over,
    the last load that is on stops. After every switching, and after a silence, all delays begin anew.

    on_delay_s          how long the export must last [s]
    off_delay_s         how long the import must last [s]
    margin_w            export beyond the rated power that a start needs [W]
    tolerated_import_w  import up to which loads run on [W]
    load_count          number of loads; one beyond it stays off
    stale_after_s       a longer pause between two turns is a silence [s]

    Source: enable and disable delays as in evcc, for loads that are only on or off; 60 s and 180 s are its defaults.

    Raises ValueError for a negative setting or no loads.
    """

    def __init__(
        self,
        on_delay_s: int = 60,
        off_delay_s: int = 180,
        margin_w: int = 0,
        tolerated_import_w: int = 0,
        load_count: int = 2,
        stale_after_s: int = 60,
    ):
        if min(on_delay_s, off_delay_s, margin_w, tolerated_import_w) < 0:
            raise ValueError("delays, margin and tolerated import cannot be negative")
        if load_count <= 0:
            raise ValueError(f"load_count must be more than 0, not {load_count}")
        self._on_delay_s = on_delay_s
        self._off_delay_s = off_delay_s
        self._margin_w = margin_w
        self._tolerated_import_w = tolerated_import_w
        self._stale_after_s = stale_after_s
        self._export_since_s: list[int | None] = [None] * load_count
        self._import_since_s: int | None = None
        self._last_at_s: int | None = None
        self._switching_count = 0

    def decide(self, now_s: int, remaining_s: int, net_ws: int, grid_power_w: int, loads: list) -> None:
        """Want every load on or off. [s since 2020, s, Ws deficit positive, W import positive]"""
        self._begin(now_s, loads)
        count = len(self._export_since_s)
        last_on = None
        may_start = True
        for index in range(len(loads)):
            load = loads[index]
            if not load.is_free:
                if index < count:
                    self._export_since_s[index] = None
            elif load.is_on:
                last_on = load
                load.want(True, reason.RUNNING)
            elif index < count and self._has_lasted(index, now_s, -grid_power_w - load.power_w) and may_start:
                may_start = False
                load.want(True, reason.SURPLUS)
            else:
                load.want(False, reason.NO_SURPLUS)
        if grid_power_w <= self._tolerated_import_w:
            self._import_since_s = None
            return
        if self._import_since_s is None:
            self._import_since_s = now_s
        if last_on is not None and now_s - self._import_since_s >= self._off_delay_s:
            last_on.want(False, reason.NO_SURPLUS)

    def _begin(self, now_s: int, loads: list) -> None:
        switching_count = 0
        for load in loads:
            switching_count += load.switching_count
        last_at_s = self._last_at_s
        is_silence = last_at_s is None or not 0 <= now_s - last_at_s <= self._stale_after_s
        if is_silence or switching_count != self._switching_count:
            for index in range(len(self._export_since_s)):
                self._export_since_s[index] = None
            self._import_since_s = None
        self._switching_count = switching_count
        self._last_at_s = now_s

    def _has_lasted(self, index: int, now_s: int, spare_w: int) -> bool:
        """Whether the export has been enough for this load, `spare_w` more than it draws now, for the delay."""
        if spare_w < self._margin_w:
            self._export_since_s[index] = None
            return False
        since_s = self._export_since_s[index]
        if since_s is None:
            self._export_since_s[index] = since_s = now_s
        return now_s - since_s >= self._on_delay_s
