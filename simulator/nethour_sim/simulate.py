"""A recording lived by the controller without a board: the same control files, one turn a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nethour.control.controller import Controller
from nethour.control.reason import NAMES as REASON_NAMES
from nethour.reading import Reading
from nethour_sim.house import House
from nethour_sim.recording import BoolArray, IntArray, Recording, TimeArray
from nethour_sim.tank import Tank

PROGRESS_ROWS = 20_000


@dataclass(frozen=True)
class Run:
    """What happened, one element a row of the recording; per load the first axis is the load.

    recording      what was lived: at_s, base_power_w, pv_power_w, is_known
    load_names     in order of priority
    load_power_w   what each load draws when on [W]
    settlement_s, stale_after_s   of the controller [s]
    grid_power_w   what the controller read before it decided, import positive [W]; means nothing in an unknown row
    net_ws         balance of the period as the controller had it, deficit positive [Ws]
    is_on          state after the decision, bool [loads, rows]; it acts from the row's stamp to the next row
    reason         why, code of nethour.control.reason, uint8 [loads, rows]
    """

    recording: Recording
    load_names: tuple[str, ...]
    load_power_w: tuple[int, ...]
    settlement_s: int
    stale_after_s: int
    grid_power_w: IntArray
    net_ws: TimeArray
    is_on: BoolArray
    reason: npt.NDArray[np.uint8]

    def reason_names(self) -> list[npt.NDArray[np.str_]]:
        """The identifier of every reason, one array [rows] a load."""
        names = np.array(REASON_NAMES)
        return [names[codes] for codes in self.reason]


def simulate(
    recording: Recording,
    controller: Controller,
    load_power_w: Sequence[int] | None = None,
    progress: Callable[[int], None] | None = None,
    tanks: Sequence[Tank | None] = (),
    register_step_wh: int | None = None,
) -> Run:
    """Let a fresh `controller` live the `recording`.

    load_power_w   what its loads really draw [W], by default their rated power
    progress       is called now and then with the number of rows done
    tanks          of each load its Tank, or None where it always draws its power
    register_step_wh   resolution of the meter's registers [Wh], None for a meter that has none
    """
    loads = controller.loads
    powers_w = tuple(load_power_w if load_power_w is not None else (load.rated_power_w for load in loads))
    stale_after_s = controller.ledger.stale_after_s
    house = House(recording, powers_w, stale_after_s, tanks, register_step_wh or 1)
    rows = len(recording)
    grid_power_w = [0] * rows
    net_ws = [0] * rows
    is_on = [bytearray(rows) for _ in loads]
    reasons = [bytearray(rows) for _ in loads]
    numbered = list(enumerate(loads))
    step = controller.step
    for row, at_s in enumerate(recording.at_s.tolist()):
        # a decision acts from its second on: a second row of the same second does not show it yet
        if at_s > house.at_s:
            for index, load in numbered:
                house.set_load(index, load.is_on)
        house.next_row()
        power_w = house.grid_power_w
        if power_w is None:
            step(at_s, None)
        else:
            grid_power_w[row] = power_w
            if register_step_wh is None:
                reading = Reading(at_s, power_w)
            else:
                reading = Reading(at_s, power_w, house.import_wh, house.export_wh)
            step(at_s, reading)
        net_ws[row] = controller.net_ws
        for index, load in numbered:
            is_on[index][row] = load.is_on
            reasons[index][row] = load.reason
        if progress is not None and row % PROGRESS_ROWS == 0:
            progress(row)
    return Run(
        recording=recording,
        load_names=tuple(load.name for load in loads),
        load_power_w=powers_w,
        settlement_s=controller.ledger.settlement_s,
        stale_after_s=stale_after_s,
        grid_power_w=np.array(grid_power_w, np.int32),
        net_ws=np.array(net_ws, np.int64),
        is_on=np.array([np.frombuffer(states, np.bool_) for states in is_on]),
        reason=np.array([np.frombuffer(codes, np.uint8) for codes in reasons]),
    )
