"""What a meter says: the one word that devices, app, simulator and replay share."""


class Reading:
    """One answer of the meter at the grid connection.

    at_s          when it was asked [s since 2020-01-01 UTC]
    grid_power_w  power at that moment, import positive [W, int]
    import_wh     energy register: bought so far [Wh, int], None where the meter has none
    export_wh     energy register: fed in so far [Wh, int], None where the meter has none

    A meter that is lost or implausible yields no Reading at all, never one of 0 W.
    """

    def __init__(self, at_s: int, grid_power_w: int, import_wh: int | None = None, export_wh: int | None = None):
        self.at_s = at_s
        self.grid_power_w = grid_power_w
        self.import_wh = import_wh
        self.export_wh = export_wh

    def __repr__(self) -> str:
        return f"Reading({self.at_s}, {self.grid_power_w}, {self.import_wh}, {self.export_wh})"
