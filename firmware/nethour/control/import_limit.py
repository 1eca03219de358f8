"""The import limit: no load of ours makes the house import more than its connection stands, whatever it is due."""


def shed(loads: list, grid_power_w: int, max_import_w: int) -> None:
    """Take loads out of the plan, the last in order of priority first, until no more than the limit is imported.

    grid_power_w  power at the grid before the plan is carried out, import positive [W]
    max_import_w  the limit, e.g. the contracted power [W]

    Starts that would exceed it do not happen; loads that are on are switched off. One that draws nothing is left alone.
    """
    expected_w = grid_power_w
    for load in loads:
        if load.will_be_on:
            if not load.is_on:
                expected_w += load.power_w
        elif load.is_on and load.retry_at_s is None:
            expected_w -= load.power_w
    index = len(loads)
    while expected_w > max_import_w and index:
        index -= 1
        load = loads[index]
        if load.will_be_on and not (load.is_on and load.retry_at_s is not None):
            expected_w -= load.power_w
            load.shed()
