"""The user's own word on a load; it ends by itself."""


class Override:
    """On or off until an instant.

    is_on       what the user wants
    until_at_s  when it ends [s since 2020]
    """

    def __init__(self):
        self.is_on = False
        self.until_at_s = 0

    def put(self, is_on: bool, until_at_s: int) -> None:
        """Take the user's word; with an end that is over it is taken back."""
        self.is_on = is_on
        self.until_at_s = until_at_s

    def holds(self, now_s: int) -> bool:
        """Whether it still counts."""
        return now_s < self.until_at_s
