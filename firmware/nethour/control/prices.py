"""The price table on the board: what energy costs in each hour or quarter of an hour of two days."""


class PriceTable:
    """Prices of slots of equal length; a slot whose price was never given has none.

    step_s   length of a slot, a divisor of a day [s]

    version  grows with every price that comes in

    Prices are whole numbers of any one unit: they are only compared.
    Raises ValueError for a step that does not divide a day.
    """

    def __init__(self, step_s: int = 3600):
        if step_s <= 0 or 86400 % step_s:
            raise ValueError(f"step_s must divide a day (86400 s), {step_s} does not")
        self.step_s = step_s
        self.version = 0
        self._prices: list[int | None] = [None] * (2 * 86400 // step_s)
        self._first = 0

    def put(self, at_s: int, price: int) -> None:
        """Keep the price of the slot that `at_s` [s since 2020] is in; what is two days older goes."""
        slot = at_s // self.step_s
        count = len(self._prices)
        if not self._first <= slot < self._first + 2 * count:
            for index in range(count):
                self._prices[index] = None
            self._first = slot
        while slot >= self._first + count:
            self._prices[self._first % count] = None
            self._first += 1
        self._prices[slot % count] = price
        self.version += 1

    def price(self, slot: int) -> int | None:
        """The price of a slot, by its number `at_s // step_s`; None where it is not known."""
        if not self._first <= slot < self._first + len(self._prices):
            return None
        return self._prices[slot % len(self._prices)]
