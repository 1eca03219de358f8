"""One day out of a longer recording, for the demo to live."""

import numpy as np

from nethour_sim.recording import Recording, RecordingError

DAY_S = 86400
_MAX_GAP_S = 60


def best_day(recording: Recording) -> Recording:
    """The UTC day with the most recorded time; of equals the one with the most generation. Raises RecordingError."""
    spacing_s = np.diff(recording.at_s, append=recording.at_s[-1])
    counted_s = np.where(recording.is_known & (spacing_s <= _MAX_GAP_S), spacing_s, 0)
    day = recording.at_s // DAY_S
    days, index = np.unique(day, return_inverse=True)
    # an hour more or less of recorded time decides nothing
    recorded_h = np.round(np.bincount(index, weights=counted_s) / 3600)
    generated_wh = np.bincount(index, weights=counted_s * recording.pv_power_w / 3600)
    if recorded_h.max() < 1:
        raise RecordingError(f"{recording.name}: no day of it has an hour of data; give a longer recording")
    best = days[np.lexsort((generated_wh, recorded_h))[-1]]
    return recording.rows(day == best)
