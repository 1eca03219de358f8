"""*Hysteresis* on the balance of the period, inherited from the thesis, with a pair of thresholds for each load."""

from nethour.control import reason


class Hysteresis:
    """Starts a load when the period's surplus so far has reached its upper threshold, stops it at the lower one.

    on_at_wh     a load that is off starts at this surplus or more, one number a load [Wh, negative: deficit]
    off_at_wh    a load that is on stops at this surplus or less, one number a load [Wh]

    Loads do not know of each other: priority is what their thresholds make of it, and any number may switch in one
    turn. A load beyond the lists stays off.

    Source: the thesis' rules for two loads.

    Raises ValueError for lists that are empty or not equally long, and where off_at_wh is not less than on_at_wh.
    """

    def __init__(self, on_at_wh: list, off_at_wh: list):
        if not on_at_wh or len(on_at_wh) != len(off_at_wh):
            raise ValueError(
                f"on_at_wh and off_at_wh need one number a load each, not {len(on_at_wh)} and {len(off_at_wh)}"
            )
        for on_wh, off_wh in zip(on_at_wh, off_at_wh):
            if off_wh >= on_wh:
                raise ValueError(f"off_at_wh must be less than on_at_wh, {off_wh} is not less than {on_wh}")
        self._on_at_ws = [on_wh * 3600 for on_wh in on_at_wh]
        self._off_at_ws = [off_wh * 3600 for off_wh in off_at_wh]

    def decide(self, now_s: int, remaining_s: int, net_ws: int, grid_power_w: int, loads: list) -> None:
        """Want every load on or off. [s since 2020, s, Ws deficit positive, W import positive]"""
        surplus_ws = -net_ws
        count = len(self._on_at_ws)
        for index in range(len(loads)):
            load = loads[index]
            if index >= count:
                load.want(False, reason.OFF_IDLE)
            elif load.is_on:
                if surplus_ws <= self._off_at_ws[index]:
                    load.want(False, reason.NO_SURPLUS)
                else:
                    load.want(True, reason.RUNNING)
            elif surplus_ws >= self._on_at_ws[index]:
                load.want(True, reason.SURPLUS)
            else:
                load.want(False, reason.NO_SURPLUS)
