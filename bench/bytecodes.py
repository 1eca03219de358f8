"""How many bytecodes a turn takes on CPython: a count, so the same on every machine, and close to what a board runs."""

import os
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

import nethour
import plain_rows
import turns

CONTROL = os.path.join(os.path.dirname(nethour.__file__), "control")
TURNS = 720


class Counter:
    """Counts the bytecodes that run in functions chosen by their code while it is used as a context manager."""

    def __init__(self, is_counted: Callable[[CodeType], bool]):
        self.count = 0
        self._is_counted = is_counted
        self._before: Any = None

    def __enter__(self) -> "Counter":
        self._before = sys.gettrace()
        sys.settrace(self._enter_frame)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _enter_frame(self, frame: FrameType, event: str, argument: object) -> Any:
        if not self._is_counted(frame.f_code):
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return self._see

    def _see(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "opcode":
            self.count += 1
        return self._see


def per_turn(strategy: str, load_count: int, turn_count: int = TURNS) -> float:
    """Mean of the bytecodes of a turn, everything within step()."""
    controller = turns.controller_of(strategy, load_count)
    with Counter(lambda code: code.co_filename.startswith(CONTROL)) as counter:
        turns.live(controller, turns.hour_w(), turn_count)
    return counter.count / turn_count


def per_plain_row(row_count: int = TURNS) -> float:
    """Mean of the bytecodes of a row of the plain loop, without what pandas does in C and Python to hand it over."""
    frame = plain_rows.frame_of_turns(row_count)
    with Counter(lambda code: code.co_filename == plain_rows.__file__) as counter:
        plain_rows.by_tuples(frame, turns.LOAD_POWER_W[:2])
    return counter.count / row_count
