"""Looks for the steps of the loads in the grid meter's readings."""

from nethour.control.draw import Draw

PATIENCE_S = 60


class PowerWatch:
    """Compares the grid power before and after each switching of a load, and tells the load's Draw.

    A step counts when the readings on both sides of it are steady and no other load switched meanwhile. No step at a
    start, or a sudden drop of just the load's power while it runs, means that it draws nothing: its thermostat
    has opened. No step when a load stops that was seen to draw, and none in its attempts for the better part of a day
    after it, means that it draws although it is off: its contact is welded, or somebody has switched it by hand.

    loads    of the controller
    retry_s  how long a load rests that draws nothing [s]

    draws    Draw of each load
    """

    def __init__(self, loads: list, retry_s: int = 1800):
        self.draws = [Draw(load, retry_s) for load in loads]
        self._retry_s = retry_s
        self._least_w = min([load.rated_power_w for load in loads]) // 2
        self._last_at_s: int | None = None
        self._last_w = 0
        self._change_w = 0
        self._dropped: Draw | None = None
        self._switched: Draw | None = None
        self._switched_at_s = -1
        self._before_w = 0
        self._after_count = 0

    def see(self, at_s: int, grid_power_w: int) -> None:
        """Take a reading [s since 2020, W import positive] before the turn that it is for."""
        last_at_s = self._last_at_s
        if at_s == last_at_s:
            return
        if last_at_s is None or not 0 < at_s - last_at_s <= PATIENCE_S:
            self._switched = self._dropped = None
            # Not steady, whatever the load; eight times that is still a board's small int.
            self._change_w = 1 << 26
        else:
            change_w = grid_power_w - self._last_w
            if self._switched is not None:
                self._compare(self._switched, at_s, grid_power_w, change_w)
            elif self._dropped is not None:
                if _is_steady(change_w, self._dropped):
                    self._dropped.rest(at_s)
                self._dropped = None
            elif not -self._least_w < change_w < self._least_w:
                self._look_around(change_w)
            self._change_w = change_w
        self._last_at_s = at_s
        self._last_w = grid_power_w

    def switched(self, now_s: int, load) -> None:
        """A load has been switched at `now_s`."""
        draw = self.draws[0]
        for draw in self.draws:
            if draw.load is load:
                break
        if load.is_on:
            draw.begin()
        last_at_s = self._last_at_s
        is_alone = (
            self._switched is None
            and now_s != self._switched_at_s
            and last_at_s is not None
            and 0 <= now_s - last_at_s <= PATIENCE_S
        )
        self._switched = draw if is_alone and _is_steady(self._change_w, draw) and not draw.has_meter else None
        self._dropped = None
        self._switched_at_s = now_s
        self._before_w = self._last_w
        self._after_count = 0

    def rests(self, now_s: int, load) -> bool:
        """Whether a load that was found to draw nothing is still to be left alone; afterwards it is forgotten."""
        left_s = load.retry_at_s - now_s
        # More than the whole rest is left only after the clock was set back.
        if 0 < left_s <= self._retry_s:
            return True
        load.retry_at_s = None
        return False

    def _compare(self, draw: Draw, at_s: int, grid_power_w: int, change_w: int) -> None:
        if at_s <= self._switched_at_s:
            # Asked before it could be seen.
            return
        self._after_count += 1
        is_over = self._after_count > 3 or at_s - self._switched_at_s > PATIENCE_S
        if self._after_count > 1 and _is_steady(change_w, draw):
            is_over = True
            step_w = grid_power_w - self._before_w
            draw.conclude(at_s, step_w if draw.load.is_on else -step_w)
        if is_over:
            self._switched = None

    def _look_around(self, change_w: int) -> None:
        closest_w = 1 << 26
        for draw in self.draws:
            load = draw.load
            if load.is_on and load.retry_at_s is None and not draw.has_meter:
                power_w = load.power_w
                if 3 * power_w <= 4 * change_w <= 5 * power_w:
                    draw.is_masked = True
                elif 7 * power_w <= -8 * change_w <= 9 * power_w and _is_steady(self._change_w, draw):
                    if draw.is_masked:
                        draw.is_masked = False
                    elif abs(power_w + change_w) < closest_w:
                        closest_w = abs(power_w + change_w)
                        self._dropped = draw


def _is_steady(change_w: int, draw: Draw) -> bool:
    """Whether a change of power is too small to be mistaken for the load's."""
    return -draw.load.rated_power_w <= 8 * change_w <= draw.load.rated_power_w
