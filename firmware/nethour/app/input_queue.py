"""What users and devices say between two turns; the control loop hands it to the controller at the next one."""

_SIZE = 16


class InputQueue:
    """Holds inputs in their order: (kind, load index, value, instant), as of nethour.control.inputs."""

    def __init__(self):
        self._waiting: list[tuple[int, int, int, int]] = []

    def put(self, kind: int, load_index: int, value: int, at_s: int) -> None:
        """Add one. Raises ValueError when too many wait."""
        if len(self._waiting) >= _SIZE:
            raise ValueError("too much at once: try again after the next turn")
        self._waiting.append((kind, load_index, value, at_s))

    def restore(self, kind: int, load_index: int, value: int, at_s: int) -> None:
        """Add one of the saved state, however many they are."""
        self._waiting.append((kind, load_index, value, at_s))

    def give(self, now_s: int, controller, journal) -> None:
        """Journal what waits and give it to the controller, before the turn of `now_s`."""
        while self._waiting:
            given = self._waiting.pop(0)
            journal.add_input(now_s, given, controller)
            controller.take(now_s, *given)
