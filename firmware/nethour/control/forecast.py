"""Net energy expected at the end of the settlement period."""


def current_power_ws(net_ws: int, grid_power_w: int, remaining_s: int) -> int:
    """If the power of this instant holds to the end [Ws, deficit positive]. Source: the thesis' *current power*."""
    return net_ws + grid_power_w * remaining_s
