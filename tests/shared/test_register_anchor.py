"""The anchor: what coarse registers say about an energy that was integrated, and when they are right to say it."""

from nethour.control.register_anchor import COARSEST_WH, RegisterAnchor

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC
WH = 3600


def anchor_at(import_wh=50_000, export_wh=20_000, step_wh=10):
    anchor = RegisterAnchor(step_wh)
    assert not anchor.look(NOON_AT_S, import_wh, export_wh)
    return anchor


def corrected_wh(anchor, after_s, integrated_wh, import_wh, export_wh):
    anchor.add(integrated_wh * WH)
    assert anchor.look(NOON_AT_S + after_s, import_wh, export_wh)
    return anchor.correction_ws() / WH


def test_an_integral_within_the_band_of_two_steps_is_left_alone():
    #        integrated, import, export -> correction, with steps of 10 Wh
    table = (
        (0, 50_000, 20_000, 0),
        (20, 50_000, 20_000, 0),
        (-20, 50_000, 20_000, 0),
        (30, 50_010, 20_000, 0),
        (10, 50_030, 20_000, 0),
        (0, 50_020, 20_000, 0),
        (0, 50_500, 20_500, 0),
    )
    for integrated_wh, import_wh, export_wh, correction_wh in table:
        assert corrected_wh(anchor_at(), 60, integrated_wh, import_wh, export_wh) == correction_wh


def test_an_integral_outside_is_brought_to_the_edge_of_the_band_either_way():
    table = (
        (21, 50_000, 20_000, -1),
        (-21, 50_000, 20_000, 1),
        (0, 50_030, 20_000, 10),
        (0, 50_000, 20_030, -10),
        (100, 50_040, 20_000, -40),
        (-100, 50_000, 20_040, 40),
    )
    for integrated_wh, import_wh, export_wh, correction_wh in table:
        assert corrected_wh(anchor_at(), 60, integrated_wh, import_wh, export_wh) == correction_wh


def test_the_band_is_as_wide_as_all_looks_together_allow():
    anchor = anchor_at()
    assert corrected_wh(anchor, 60, 15, 50_000, 20_000) == 0
    assert corrected_wh(anchor, 120, -25, 50_000, 20_000) == 5  # 15 above the first look, so not 10 below it
    anchor = anchor_at()
    assert corrected_wh(anchor, 60, -15, 50_000, 20_000) == 0
    assert corrected_wh(anchor, 120, 25, 50_000, 20_000) == -5


def test_a_steady_error_is_taken_out_as_fast_as_it_grows_and_never_overdone():
    anchor = anchor_at()
    ahead_wh = 0
    for turn in range(1, 200):
        correction_wh = corrected_wh(anchor, 60 * turn, 11, 50_000 + 10 * turn, 20_000)
        ahead_wh += 1 + correction_wh
        assert correction_wh == (0 if turn <= 20 else -1)
        assert ahead_wh <= 20


def test_the_resolution_is_the_smallest_step_seen():
    anchor = RegisterAnchor()
    assert anchor.step_wh == COARSEST_WH
    import_wh = 50_000
    anchor.look(NOON_AT_S, import_wh, 0)
    for seen_wh, step_wh in ((0, 100), (100, 100), (30, 30), (40, 30), (10, 10), (0, 10), (500, 10), (1, 1)):
        import_wh += seen_wh
        anchor.look(NOON_AT_S, import_wh, 0)
        assert anchor.step_wh == step_wh, seen_wh
    exporting = RegisterAnchor()
    exporting.look(NOON_AT_S, 0, 0)
    exporting.look(NOON_AT_S, 0, 10)
    assert exporting.step_wh == 10


def test_a_given_resolution_is_not_learned_over():
    anchor = anchor_at(step_wh=10)
    anchor.look(NOON_AT_S + 5, 50_001, 20_000)
    assert anchor.step_wh == 10


def test_a_resolution_found_finer_narrows_the_band_to_that_around_the_first_look():
    anchor = anchor_at(step_wh=0)
    assert corrected_wh(anchor, 60, 150, 50_000, 20_000) == 0
    assert corrected_wh(anchor, 120, 10, 50_010, 20_000) == -130  # 20 Wh are left
    assert corrected_wh(anchor, 180, 0, 50_000 + 10, 20_000) == 0


def test_a_register_that_goes_back_or_jumps_begins_anew():
    for import_wh, export_wh in ((49_999, 20_000), (50_000, 19_999), (50_000 + 1000 + 70 * 60 + 1, 20_000), (0, 0)):
        anchor = anchor_at()
        anchor.add(5000 * WH)
        assert not anchor.look(NOON_AT_S + 60, import_wh, export_wh), (import_wh, export_wh)
        assert corrected_wh(anchor, 120, 5, import_wh, export_wh) == 0
    assert anchor_at().look(NOON_AT_S + 60, 50_000 + 1000 + 70 * 60, 20_000)


def test_after_a_day_no_more_than_a_small_integer_holds_is_believed():
    assert anchor_at().look(NOON_AT_S + 86400, 50_000 + 290_000, 20_000)
    assert not anchor_at().look(NOON_AT_S + 86400, 50_000 + 290_001, 20_000)


def test_registers_beyond_a_boards_small_integers_are_not_used():
    anchor = anchor_at()
    assert not anchor.look(NOON_AT_S + 5, 2**30 - 1, 20_000)
    assert not anchor.look(NOON_AT_S + 10, 2**30 - 1, 20_000)
    assert not anchor.look(NOON_AT_S + 15, 50_000, -1)
    assert not anchor.look(NOON_AT_S + 20, 50_000, 20_000)
    assert anchor.look(NOON_AT_S + 25, 50_000, 20_000)


def test_an_integral_without_any_look_does_not_grow_for_ever():
    anchor = anchor_at()
    for _ in range(200):
        anchor.add(2**22)
    assert not anchor.look(NOON_AT_S + 200, 50_000, 20_000)


def believed_after(factor_pct, energy_wh):
    """Whether registers are believed that count so much of the export that power shows."""
    anchor = anchor_at()
    export_wh = 20_000
    for turn in range(1, energy_wh // 100 + 1):
        export_wh += factor_pct
        corrected_wh(anchor, 180 * turn, -100, 50_000, export_wh)
    return anchor.is_believed


def test_registers_that_contradict_power_by_more_than_half_are_not_believed():
    assert believed_after(0, 900)  # too early to say
    assert not believed_after(0, 2000)
    assert not believed_after(40, 2000)
    assert believed_after(60, 2000)
    assert not believed_after(160, 3000)
    assert believed_after(140, 3000)


def test_registers_that_are_not_believed_correct_nothing_until_they_agree_again():
    anchor = anchor_at()
    for turn in range(1, 11):
        correction_wh = corrected_wh(anchor, 180 * turn, -100, 50_000, 20_000)
    assert not anchor.is_believed
    assert correction_wh == 0
    assert corrected_wh(anchor, 2000, -100, 50_000, 20_000) == 0
    for turn in range(1, 10):
        assert corrected_wh(anchor, 2000 + 180 * turn, -100, 50_000, 20_000 + 100 * turn) == 0
    assert anchor.is_believed
