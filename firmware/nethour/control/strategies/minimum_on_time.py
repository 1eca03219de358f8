"""*Minimum on time*, inherited from the thesis, with its three modes and for any number of loads."""

from nethour.control import reason

MODES = ("fastest", "order", "second_if_first")


class MinimumOnTime:
    """Starts the loads that the period's surplus so far feeds for a time limit, for just that time.

    The loads are tried one after another; each joins those taken before it if the surplus feeds all of them together
    for the limit. What is taken runs until now + limit, also when it runs already; a load whose time has run out stops.

    time_limit_s   how long the surplus must last, and how long a load then runs [s, > 0]
    mode           which load is tried first: `order`, in order of priority, past those that do not fit;
                   `second_if_first`, in order of priority, none past one that does not fit;
                   `fastest`, the one that uses the surplus up soonest, that is the largest, past those that do not fit
    load_count     number of loads; one beyond it stays off

    Source: the thesis' rules for two loads: both if the surplus feeds both, else one of them by the mode.

    Raises ValueError for a limit, a mode or a number that cannot be.
    """

    def __init__(self, time_limit_s: int = 600, mode: str = "order", load_count: int = 2):
        if time_limit_s <= 0:
            raise ValueError(f"time_limit_s must be more than 0, not {time_limit_s}")
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode}")
        if load_count <= 0:
            raise ValueError(f"load_count must be more than 0, not {load_count}")
        self._time_limit_s = time_limit_s
        self._tries_largest_first = mode == "fastest"
        self._ends_at_the_first_that_does_not_fit = mode == "second_if_first"
        self._order = list(range(load_count))
        self._until_at_s = [0] * load_count

    def decide(self, now_s: int, remaining_s: int, net_ws: int, grid_power_w: int, loads: list) -> None:
        """Want every load on or off. [s since 2020, s, Ws deficit positive, W import positive]"""
        if self._tries_largest_first:
            self._sort(loads)
        self._take(now_s, -net_ws, loads)
        count = len(self._until_at_s)
        for index in range(len(loads)):
            load = loads[index]
            left_s = self._until_at_s[index] - now_s if index < count else 0
            # More than the limit can only be left after the clock was set back.
            if not 0 < left_s <= self._time_limit_s:
                load.want(False, reason.NO_SURPLUS)
            else:
                load.want(True, reason.RUNNING if load.is_on else reason.SURPLUS)

    def _take(self, now_s: int, surplus_ws: int, loads: list) -> None:
        taken_w = 0
        for index in self._order:
            if index < len(loads) and loads[index].is_free:
                together_w = taken_w + loads[index].power_w
                if surplus_ws // together_w >= self._time_limit_s:
                    taken_w = together_w
                    self._until_at_s[index] = now_s + self._time_limit_s
                elif self._ends_at_the_first_that_does_not_fit:
                    return

    def _sort(self, loads: list) -> None:
        """Bring the larger load to the front, of equals the one of higher priority. Almost sorted already: cheap."""
        order = self._order
        for end in range(1, min(len(order), len(loads))):
            index = order[end]
            place = end
            while place and self._is_before(index, order[place - 1], loads):
                order[place] = order[place - 1]
                place -= 1
            order[place] = index

    def _is_before(self, index: int, other: int, loads: list) -> bool:
        power_w = loads[index].power_w
        other_w = loads[other].power_w
        return power_w > other_w or (power_w == other_w and index < other)
