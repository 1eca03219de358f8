"""Settlement-period arithmetic. Instants are seconds since 2020-01-01 UTC, which is an edge of every period length."""


def start_at_s(now_s: int, settlement_s: int) -> int:
    """The edge at which the period of `now_s` began. [s since 2020]"""
    return now_s - now_s % settlement_s


def elapsed_s(now_s: int, settlement_s: int) -> int:
    """Seconds since the current period began (0 .. settlement_s - 1)."""
    return now_s % settlement_s


def remaining_s(now_s: int, settlement_s: int) -> int:
    """Seconds until the current period ends (1 .. settlement_s)."""
    return settlement_s - now_s % settlement_s


def share(energy_ws: int, part_s: int, whole_s: int) -> int:
    """What falls to `part_s` of `whole_s`, if `energy_ws` flowed evenly. [Ws, rounded towards 0]

    No product leaves a board's 31-bit integers; lengths beyond nine hours are rounded for that, by 1 in 16000 at most.
    """
    while whole_s > 0x7FFF:
        whole_s >>= 1
        part_s >>= 1
    if energy_ws < 0:
        return -share(-energy_ws, part_s, whole_s)
    return energy_ws // whole_s * part_s + energy_ws % whole_s * part_s // whole_s
