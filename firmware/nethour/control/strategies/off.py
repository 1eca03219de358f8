"""*Off*: no load ever runs. The house without us, to compare with; and a way to stop steering."""

from nethour.control import reason


class Off:
    """Keeps every load off."""

    def decide(self, now_s: int, remaining_s: int, net_ws: int, grid_power_w: int, loads: list) -> None:
        """Want every load off; the arguments do not matter."""
        for load in loads:
            load.want(False, reason.OFF_IDLE)
