"""Energy exchanged with the grid in the current settlement period, exact in watt-seconds."""

from nethour.control import period
from nethour.control.register_anchor import RegisterAnchor

STATE_FORMAT = 1
STATE_COUNT = 16

_HELD = 0
_SHARED = 1
_UNKNOWN = 2


class Ledger:
    """Net balance of the current period: the readings' power, integrated, tied to the meter's energy registers.

    A power holds from its reading to the next. An interval that straddles the edge of a period is split at the edge.

    An interval longer than `stale_after_s` is a gap: no power is integrated over it. Registers on both sides of it tell
    its energy. Within one period that closes it; over an edge the energy is shared out by time, and the seconds of
    the share count as estimated. Without registers the seconds count as unknown.

    A clock set back within the period: integration goes on, so every second lived counts once, and those whose label
    comes twice count as estimated. Back over the last edge: the period before is taken up again, with all
    that was counted since. Farther back: a period begins of which nothing is known yet.

    settlement_s     length of a period, a divisor of a day [s]
    stale_after_s    longest interval over which a power is believed [s]
    register_step_wh resolution of the meter's registers, 0 to learn it [Wh]

    start_at_s       where the current period began [s since 2020], None before the first reading
    import_ws        bought in it so far [Ws, >= 0];  export_ws  fed in [Ws, >= 0]
    net_ws           the difference, deficit positive [Ws]
    unknown_s        seconds of it that nothing is known of;  estimated_s  seconds whose energy may belong elsewhere

    closed_count     periods that have ended so far; falls when a clock set back takes ended ones up again: what
                     was noted of them no longer holds
    closed_start_at_s, closed_import_ws, closed_export_ws, closed_net_ws, closed_unknown_s, closed_estimated_s
                     the one that was current before this one, up to its end; start None when there is none
    skipped_count    whole periods between that one and the current, alike in skipped_import_ws, skipped_export_ws,
                     skipped_unknown_s and skipped_estimated_s [of each]

    add() allocates nothing while energies stay below 2**30 Ws (298 kWh), and does not raise.
    Raises ValueError for a period that does not divide a day.
    """

    def __init__(self, settlement_s: int, stale_after_s: int, register_step_wh: int = 0):
        if settlement_s <= 0 or 86400 % settlement_s:
            raise ValueError(f"settlement_s must divide a day (86400 s), {settlement_s} does not")
        self.settlement_s = settlement_s
        self.stale_after_s = stale_after_s
        self.anchor = RegisterAnchor(register_step_wh)
        self.start_at_s: int | None = None
        self.import_ws = 0
        self.export_ws = 0
        self.net_ws = 0
        self.unknown_s = 0
        self.estimated_s = 0
        self.closed_count = 0
        self.closed_start_at_s: int | None = None
        self.closed_import_ws = 0
        self.closed_export_ws = 0
        self.closed_net_ws = 0
        self.closed_unknown_s = 0
        self.closed_estimated_s = 0
        self.skipped_count = 0
        self.skipped_import_ws = 0
        self.skipped_export_ws = 0
        self.skipped_unknown_s = 0
        self.skipped_estimated_s = 0
        self.last_at_s: int | None = None
        self.last_power_w = 0
        self._restored_at_s: int | None = None
        self._open_s = 0

    def add(self, at_s: int, grid_power_w: int, import_wh: int | None = None, export_wh: int | None = None) -> None:
        """Take a reading: import positive [W], with both registers [Wh] when the meter gave them."""
        last_at_s = self.last_at_s
        is_held = False
        if last_at_s is None:
            last_at_s = self._restored_at_s
        elif 0 <= at_s - last_at_s <= self.stale_after_s:
            is_held = True
            # Nearly every reading is one of these, so it is done here.
            if at_s - last_at_s + last_at_s % self.settlement_s < self.settlement_s:
                energy_ws = self.last_power_w * (at_s - last_at_s)
                self.anchor.add(energy_ws)
                self.net_ws += energy_ws
                if energy_ws > 0:
                    self.import_ws += energy_ws
                else:
                    self.export_ws -= energy_ws
            else:
                self._span(last_at_s, at_s, _HELD, 0)
        anchor = self.anchor
        is_seen = is_tied = False
        if import_wh is not None and export_wh is not None and anchor.is_used:
            is_seen = True
            is_tied = anchor.look(at_s, import_wh, export_wh)
        if last_at_s is None:
            self._begin(period.start_at_s(at_s, self.settlement_s))
            self.unknown_s = period.elapsed_s(at_s, self.settlement_s)
        elif is_held:
            if is_tied:
                self._tie()
        elif at_s < last_at_s:
            self._set_back(last_at_s, at_s, anchor.missing_ws if is_tied and anchor.is_believed else 0)
        elif is_tied and anchor.is_believed:
            self._span(last_at_s, at_s, _SHARED, anchor.missing_ws)
        else:
            self._span(last_at_s, at_s, _UNKNOWN, 0)
        if is_seen:
            self._open_s = 0
        self.last_at_s = at_s
        self.last_power_w = grid_power_w

    def net_at_ws(self, now_s: int) -> int:
        """Net balance of the period of `now_s` if the last power still holds [Ws, deficit positive].

        Energy over a span longer than `stale_after_s` since the last reading is not known and not guessed.
        """
        if self.last_at_s is None:
            return 0
        since_s = now_s - self.last_at_s
        edge_s = period.start_at_s(now_s, self.settlement_s)
        is_same_period = edge_s == self.start_at_s
        if since_s < 0 or since_s > self.stale_after_s:
            return self.net_ws if is_same_period else 0
        if is_same_period:
            return self.net_ws + self.last_power_w * since_s
        return self.last_power_w * (now_s - edge_s)

    def save(self) -> list:
        """The state as `STATE_COUNT` integers of at most 32 bits, [] when there is none. Keep them over a restart.

        0 format, 1 settlement_s, 2 at_s of the last reading, 3 import_ws, 4 export_ws, 5 unknown_s, 6 estimated_s,
        7 seconds of gaps in it that the next registers will close, 8 .. 15 the anchor's: at_s (-1: none), import_wh,
        export_wh, step_wh, since_ws, ahead_ws, lowest_ws, highest_ws.
        """
        at_s = self._restored_at_s if self.last_at_s is None else self.last_at_s
        if at_s is None:
            return []
        return [
            STATE_FORMAT,
            self.settlement_s,
            at_s,
            self.import_ws,
            self.export_ws,
            self.unknown_s,
            self.estimated_s,
            self._open_s,
        ] + self.anchor.save()

    def restore(self, state: list) -> bool:
        """Go on from what save() gave, before the first reading. The outage is a gap like any other, however short it
        was: the registers close it, else it is unknown. Returns False, and changes nothing, for a state that is not
        of this kind or of another length of period."""
        if self.last_at_s is not None or len(state) != STATE_COUNT or state[0] != STATE_FORMAT:
            return False
        if state[1] != self.settlement_s or min(state[2:8]) < 0:
            return False
        self._restored_at_s = state[2]
        self.start_at_s = period.start_at_s(state[2], self.settlement_s)
        self.import_ws = state[3]
        self.export_ws = state[4]
        self.net_ws = self.import_ws - self.export_ws
        self.unknown_s = state[5]
        self.estimated_s = state[6]
        self._open_s = state[7]
        self.anchor.restore(state[8:])
        return True

    def _span(self, from_s: int, at_s: int, how: int, energy_ws: int) -> None:
        """Account for the time from one reading to the next, over any number of edges."""
        settlement_s = self.settlement_s
        edge_s = period.start_at_s(at_s, settlement_s)
        length_s = at_s - from_s
        if edge_s == self.start_at_s:
            if how == _SHARED:
                self._close_gap(energy_ws)
            else:
                self.unknown_s += length_s
                self._open_s += length_s
            return
        if self._open_s and how == _SHARED:
            how = _UNKNOWN  # part of the energy is of another, earlier gap: nobody knows how much
        if self._open_s or how == _UNKNOWN:
            self._open_s = 0
            self.anchor.forget()
        before_s = period.remaining_s(from_s, settlement_s)
        after_s = at_s - edge_s
        skipped_count = (length_s - before_s) // settlement_s
        before_ws = skipped_ws = after_ws = 0
        if how == _HELD:
            before_ws = self.last_power_w * before_s
            after_ws = self.last_power_w * after_s
            if skipped_count:
                skipped_ws = self.last_power_w * settlement_s
            self.anchor.add(self.last_power_w * length_s)
        elif how == _SHARED:
            before_ws = period.share(energy_ws, before_s, length_s)
            if skipped_count:
                skipped_ws = period.share(energy_ws, settlement_s, length_s)
            after_ws = energy_ws - before_ws - skipped_ws * skipped_count
        self._count(before_ws)
        self._mark(how, before_s)
        self._close(skipped_count)
        self.skipped_import_ws = skipped_ws if skipped_ws > 0 else 0
        self.skipped_export_ws = -skipped_ws if skipped_ws < 0 else 0
        self.skipped_unknown_s = settlement_s if how == _UNKNOWN else 0
        self.skipped_estimated_s = settlement_s if how == _SHARED else 0
        self._begin(edge_s)
        self._count(after_ws)
        self._mark(how, after_s)

    def _set_back(self, last_at_s: int, at_s: int, energy_ws: int) -> None:
        self._count(energy_ws)
        edge_s = period.start_at_s(at_s, self.settlement_s)
        if edge_s == self.start_at_s or edge_s == self.closed_start_at_s:
            if edge_s != self.start_at_s:
                self._reopen(at_s - edge_s)
            self.estimated_s += last_at_s - at_s
            known_s = at_s - edge_s - self.unknown_s
            if self.estimated_s > known_s:
                self.estimated_s = max(0, known_s)
            return
        self.unknown_s += period.remaining_s(last_at_s, self.settlement_s)
        if self._open_s:
            self._open_s = 0
            self.anchor.forget()
        self._close(0)
        self._begin(edge_s)
        self.unknown_s = at_s - edge_s

    def _reopen(self, elapsed_s: int) -> None:
        count = self.skipped_count
        unknown_s = self.unknown_s + self.closed_unknown_s + count * self.skipped_unknown_s
        self.unknown_s = min(unknown_s, elapsed_s)  # seconds that the clock skipped were none
        self.estimated_s += self.closed_estimated_s + count * self.skipped_estimated_s
        self.start_at_s = self.closed_start_at_s
        self.import_ws += self.closed_import_ws + count * self.skipped_import_ws
        self.export_ws += self.closed_export_ws + count * self.skipped_export_ws
        self.net_ws = self.import_ws - self.export_ws
        self.closed_count -= 1 + count
        self.closed_start_at_s = None
        self.skipped_count = 0

    def _tie(self) -> None:
        anchor = self.anchor
        if not self._open_s:
            correction_ws = anchor.correction_ws()
            if correction_ws:
                self._count(correction_ws)
        elif anchor.is_believed:
            self._close_gap(anchor.missing_ws)

    def _close_gap(self, energy_ws: int) -> None:
        self._count(energy_ws)
        self.unknown_s -= self._open_s

    def _close(self, skipped_count: int) -> None:
        self.closed_count += 1 + skipped_count
        self.closed_start_at_s = self.start_at_s
        self.closed_import_ws = self.import_ws
        self.closed_export_ws = self.export_ws
        self.closed_net_ws = self.net_ws
        self.closed_unknown_s = self.unknown_s
        self.closed_estimated_s = self.estimated_s
        self.skipped_count = skipped_count

    def _begin(self, start_at_s: int) -> None:
        self.start_at_s = start_at_s
        self.import_ws = 0
        self.export_ws = 0
        self.net_ws = 0
        self.unknown_s = 0
        self.estimated_s = 0

    def _mark(self, how: int, duration_s: int) -> None:
        if how == _UNKNOWN:
            self.unknown_s += duration_s
        elif how == _SHARED:
            self.estimated_s += duration_s

    def _count(self, energy_ws: int) -> None:
        self.net_ws += energy_ws
        if energy_ws > 0:
            self.import_ws += energy_ws
        else:
            self.export_ws -= energy_ws
