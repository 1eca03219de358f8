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
