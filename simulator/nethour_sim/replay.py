"""Runs a pulled journal through the same controller again and compares every decision."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nethour.config import build_controller, parse
from nethour.control.reason import NAMES
from nethour.journal import BOOT, INPUT, TURN, Record


@dataclass(frozen=True)
class Difference:
    """A turn whose replayed decision is not the one in the journal."""

    record: Record
    net_ws: int
    loads: list[tuple[bool, int]]

    def __str__(self) -> str:
        return (
            f"record {self.record.seq}: journal {_shown(self.record.net_ws, self.record.loads)}, "
            f"replay {_shown(self.net_ws, self.loads)}"
        )


@dataclass
class Replay:
    """Outcome of a replay.

    turn_count        turns compared
    differing_count   of them, turns with another balance, state or reason
    first             the first of those
    skipped_count     turns without what a replay needs: before the journal's first start, after missing records, or
                      under a configuration that was never pulled
    boot_count        starts of the controller seen
    """

    turn_count: int = 0
    differing_count: int = 0
    first: Difference | None = None
    skipped_count: int = 0
    boot_count: int = 0

    @property
    def is_identical(self) -> bool:
        """Whether there was something to compare and every decision was the same."""
        return self.turn_count > 0 and self.differing_count == 0


def replay(records: Iterable[Record], config_text: Callable[[int], str | None]) -> Replay:
    """Replay records in their order; config_text(crc) is the configuration that a BOOT record names, None if unknown.

    Each start in the journal begins with a new controller, as on the board; inputs are given to it where they stand.
    """
    outcome = Replay()
    controller = None
    next_seq = None
    for record in records:
        if record.kind == BOOT:
            outcome.boot_count += 1
            text = config_text(record.config_crc)
            controller = None if text is None else build_controller(parse(text))
        elif controller is None or record.seq != next_seq:
            controller = None
            outcome.skipped_count += record.kind == TURN
        elif record.kind == INPUT:
            controller.take(record.at_s, record.input_kind, record.load_index, record.value, record.input_at_s)
        else:
            controller.step(record.at_s, record.reading)
            loads = [(load.is_on, load.reason) for load in controller.loads]
            outcome.turn_count += 1
            if controller.net_ws != record.net_ws or loads != record.loads:
                outcome.differing_count += 1
                if outcome.first is None:
                    outcome.first = Difference(record, controller.net_ws, loads)
        next_seq = record.seq + 1
    return outcome


def _shown(net_ws: int, loads: list[tuple[bool, int]]) -> str:
    states = [f"{'on' if is_on else 'off'} ({NAMES[code]})" for is_on, code in loads]
    return f"{net_ws / 3600:.1f} Wh, " + ", ".join(states)
