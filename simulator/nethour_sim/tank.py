"""A water heater's tank: its thermostat opens when it is hot and closes when it has cooled down."""

from dataclasses import dataclass


@dataclass
class Tank:
    """The heat that a load still takes. The same object keeps its state; give each house a new one.

    opens_at_wh    heat in the tank at which the thermostat opens [Wh above cold]
    closes_at_wh   heat at which it closes again [Wh, less than that]
    loss_w         what leaves the tank all the time: standing losses and hot water, evened out [W]
    heat_wh        what is in it at the beginning [Wh]

    is_closed      whether the load draws power when it is on
    """

    opens_at_wh: int
    closes_at_wh: int
    loss_w: int = 0
    heat_wh: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.closes_at_wh < self.opens_at_wh:
            raise ValueError(f"a tank closes below where it opens, not at {self.closes_at_wh} and {self.opens_at_wh}")
        self.is_closed = self.heat_wh < self.opens_at_wh
        self._heat_ws = self.heat_wh * 3600

    def live(self, duration_s: int, power_w: int) -> None:
        """Take `power_w` for so long; afterwards the thermostat is where the heat has brought it."""
        self._heat_ws = max(0, self._heat_ws + (power_w - self.loss_w) * duration_s)
        self.heat_wh = self._heat_ws // 3600
        if self._heat_ws >= self.opens_at_wh * 3600:
            self.is_closed = False
        elif self._heat_ws <= self.closes_at_wh * 3600:
            self.is_closed = True
