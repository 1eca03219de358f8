"""A pulled journal as a Run, so that what a board did is scored, tabled and drawn like what was simulated."""

from collections.abc import Sequence

import numpy as np

from nethour.config import Config
from nethour.journal import TURN, Record
from nethour_sim.recording import Recording
from nethour_sim.simulate import Run


def run_from_journal(
    records: Sequence[Record], config: Config, house: Recording, load_power_w: Sequence[int] | None = None
) -> Run:
    """What the board did, one row a turn, in the house that it did it in.

    records        in their order; only turns count
    house          what base load and generation really were; each turn takes the row that holds at its time
    load_power_w   what the loads really drew [W], by default their rated power
    """
    turns = [record for record in records if record.kind == TURN]
    at_s = np.array([record.at_s for record in turns], np.int64)
    row = np.clip(np.searchsorted(house.at_s, at_s, side="right") - 1, 0, None)
    is_known = house.is_known[row] & (at_s >= house.at_s[0]) & (at_s - house.at_s[row] <= config.stale_after_s)
    lived = Recording(house.name, at_s, house.base_power_w[row], house.pv_power_w[row], is_known)
    rated_w = [load["rated_power_w"] for load in config.loads]
    powers_w = tuple(rated_w if load_power_w is None else load_power_w)
    # one row a turn and load, also where there is no turn at all
    loads = np.array([record.loads for record in turns], np.int64).reshape(len(turns), len(powers_w), 2)
    return Run(
        recording=lived,
        load_names=tuple(load["name"] for load in config.loads),
        load_power_w=powers_w,
        settlement_s=config.settlement_s,
        stale_after_s=config.stale_after_s,
        grid_power_w=_last_read_w(turns),
        net_ws=np.array([record.net_ws for record in turns], np.int64),
        is_on=loads[:, :, 0].T.astype(np.bool_),
        reason=loads[:, :, 1].T.astype(np.uint8),
    )


def _last_read_w(turns: Sequence[Record]) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """The newest grid power that each turn knew [W, import positive]."""
    power_w = 0
    read_w = []
    for record in turns:
        if record.reading is not None:
            power_w = record.reading.grid_power_w
        read_w.append(power_w)
    return np.array(read_w, np.int32)
