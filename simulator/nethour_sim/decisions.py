"""The decisions of a run as CSV: what was read, the balance, and each load with its reason, one line a row."""

from collections.abc import Iterator

import numpy as np

from nethour_sim.instants import datetime64_from_at_s
from nethour_sim.simulate import Run


def decision_lines(run: Run) -> Iterator[str]:
    """Lines with their end: at (UTC), grid_power_w (empty where unknown), net_wh (deficit positive), and for the loads
    in their order load1_is_on (1 or 0), load1_reason, load2_is_on ..."""
    columns = [f"load{number}_{what}" for number in range(1, len(run.load_names) + 1) for what in ("is_on", "reason")]
    yield ",".join(["at", "grid_power_w", "net_wh", *columns]) + "\n"
    at = np.datetime_as_string(datetime64_from_at_s(run.recording.at_s))
    loads = []
    for states, reasons in zip(run.is_on, run.reason_names(), strict=True):
        loads += [states.astype(np.int8).tolist(), reasons.tolist()]
    known = run.recording.is_known.tolist()
    rows = zip(at.tolist(), known, run.grid_power_w.tolist(), run.net_ws.tolist(), *loads, strict=True)
    for stamp, is_known, power_w, net_ws, *states in rows:
        cells = ",".join(map(str, states))
        yield f"{stamp}Z,{power_w if is_known else ''},{net_ws / 3600:.3f},{cells}\n"
