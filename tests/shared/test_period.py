"""Settlement-period arithmetic: every length of period has an edge at 2020-01-01 00:00 UTC."""

from nethour.control import period

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC

#        now, length -> start, elapsed, remaining
TABLE = (
    (NOON_AT_S, 3600, NOON_AT_S, 0, 3600),
    (NOON_AT_S + 1, 3600, NOON_AT_S, 1, 3599),
    (NOON_AT_S + 3599, 3600, NOON_AT_S, 3599, 1),
    (NOON_AT_S + 3600, 3600, NOON_AT_S + 3600, 0, 3600),
    (NOON_AT_S - 1, 3600, NOON_AT_S - 3600, 3599, 1),
    (NOON_AT_S + 899, 900, NOON_AT_S, 899, 1),
    (NOON_AT_S + 900, 900, NOON_AT_S + 900, 0, 900),
    (NOON_AT_S + 10, 86400, NOON_AT_S - 43200, 43210, 43190),
    (0, 3600, 0, 0, 3600),
)


def test_start_elapsed_and_remaining_of_a_period():
    for now_s, settlement_s, start_at_s, elapsed_s, remaining_s in TABLE:
        assert period.start_at_s(now_s, settlement_s) == start_at_s, now_s
        assert period.elapsed_s(now_s, settlement_s) == elapsed_s, now_s
        assert period.remaining_s(now_s, settlement_s) == remaining_s, now_s
