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


def test_a_share_of_energy_by_time():
    #        energy, part, whole -> share
    for energy_ws, part_s, whole_s, share_ws in (
        (1000, 1, 4, 250),
        (1000, 3, 4, 750),
        (-1000, 3, 4, -750),
        (10, 1, 3, 3),
        (-10, 1, 3, -3),
        (7, 0, 5, 0),
        (7, 5, 5, 7),
        (2**30 - 1, 32766, 32767, (2**30 - 1) * 32766 // 32767),
        (1_000_000, 43200, 86400, 500_000),
    ):
        assert period.share(energy_ws, part_s, whole_s) == share_ws, (energy_ws, part_s, whole_s)


def test_a_share_of_many_hours_is_rounded_a_little():
    for whole_s in (32768, 86400, 700_000):
        for part_s in (1, 60, 3599, whole_s // 2, whole_s - 1):
            exact_ws = 300_000_000 * part_s / whole_s
            assert abs(period.share(300_000_000, part_s, whole_s) - exact_ws) <= 300_000_000 / 8000, (part_s, whole_s)
