"""What belongs to a load's reason: until when it holds. Derived from its state, so that no record needs to keep it."""

from nethour.control import reason


def until_at_s(load) -> int | None:
    """When what the load's reason says ends by the clock [s since 2020]; None for a reason that does not."""
    why = load.reason
    if why == reason.HELD_MIN_ON:
        return load.since_s + load.min_on_s
    if why in (reason.HELD_MIN_OFF, reason.IMPORT_LIMIT):
        # A start that the import limit has only prevented is held by nothing.
        end_at_s = load.since_s + load.min_off_s
        return end_at_s if why == reason.HELD_MIN_OFF or load.is_shed else None
    if why in (reason.SATISFIED, reason.OFF_BUT_DRAWING):
        return load.retry_at_s
    if why in (reason.FORCED_ON, reason.FORCED_OFF):
        return load.rules.override.until_at_s
    return None
