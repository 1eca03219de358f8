"""The simulated house: rows that hold, gaps that are unknown, and a meter whose registers count exactly."""

import numpy as np
import pytest

from nethour_sim.house import House
from nethour_sim.recording import Recording
from nethour_sim.tank import Tank

NOON_S = 3600 * 12


def recording(*rows: tuple[int, int | None, int]) -> Recording:
    """Rows of (seconds after noon, base load or None for an unknown row, generation)."""
    return Recording(
        name="test",
        at_s=np.array([NOON_S + after_s for after_s, _, _ in rows]),
        base_power_w=np.array([base_w or 0 for _, base_w, _ in rows], np.int32),
        pv_power_w=np.array([pv_w for _, _, pv_w in rows], np.int32),
        is_known=np.array([base_w is not None for _, base_w, _ in rows]),
    )


def power_at(house: House, after_s: int) -> int | None:
    house.advance(NOON_S + after_s)
    return house.grid_power_w


def test_a_row_holds_until_the_next_and_import_is_positive() -> None:
    house = House(recording((0, 300, 0), (10, 300, 2000), (20, 500, 0)), [])
    assert [power_at(house, after_s) for after_s in (0, 9, 10, 19, 20)] == [300, 300, -1700, -1700, 500]


def test_before_the_first_row_nothing_is_known() -> None:
    house = House(recording((10, 300, 0), (20, 300, 0)), [])
    assert power_at(house, 9) is None
    assert power_at(house, 10) == 300


def test_a_load_adds_what_it_draws_from_the_moment_it_is_switched() -> None:
    house = House(recording((0, 200, 1000), (10, 200, 1000), (20, 200, 1000)), [747, 983])
    house.advance(NOON_S)
    house.set_load(1, True)
    assert house.grid_power_w == 200 - 1000 + 983
    assert [house.is_load_on(0), house.is_load_on(1)] == [False, True]
    house.advance(NOON_S + 4)
    house.set_load(1, False)
    house.set_load(1, False)
    assert power_at(house, 10) == -800
    assert (house.import_ws, house.export_ws) == (183 * 4, 800 * 6)


def test_the_registers_count_import_and_export_apart() -> None:
    house = House(recording((0, 3600, 0), (30, 0, 7200), (60, 0, 0)), [])
    house.advance(NOON_S + 60)
    assert (house.import_wh, house.export_wh) == (30, 60)


@pytest.mark.parametrize(("step_wh", "registers_wh"), [(1, (37, 61)), (10, (30, 60)), (100, (0, 0))])
def test_registers_show_full_steps_of_their_resolution(step_wh: int, registers_wh: tuple[int, int]) -> None:
    house = House(recording((0, 4500, 0), (30, 0, 7380), (60, 0, 0)), [], register_step_wh=step_wh)
    house.advance(NOON_S + 60)
    assert (house.import_wh, house.export_wh) == registers_wh


def test_a_gap_is_unknown_after_its_first_second_and_the_registers_stand_still() -> None:
    house = House(recording((0, 100, 0), (61, 200, 0), (70, 200, 0)), [], stale_after_s=60)
    assert power_at(house, 0) == 100
    assert [power_at(house, after_s) for after_s in (1, 30, 60)] == [None, None, None]
    assert power_at(house, 61) == 200
    assert house.import_ws == 0
    assert power_at(house, 70) == 200
    assert house.import_ws == 200 * 9


def test_a_pause_of_just_the_limit_is_no_gap() -> None:
    house = House(recording((0, 100, 0), (60, 200, 0)), [], stale_after_s=60)
    assert power_at(house, 59) == 100
    assert power_at(house, 60) == 200
    assert house.import_ws == 6000


def test_an_unknown_row_gives_no_reading_and_counts_nothing() -> None:
    house = House(recording((0, 100, 0), (10, None, 0), (20, 100, 0)), [50])
    house.advance(NOON_S)
    house.set_load(0, True)
    assert [power_at(house, after_s) for after_s in (9, 10, 19, 20)] == [150, None, None, 150]
    assert house.import_ws == 1500


def test_the_last_row_is_believed_as_long_as_a_reading() -> None:
    house = House(recording((0, 100, 0), (10, 100, 0)), [], stale_after_s=60)
    assert power_at(house, 70) == 100
    assert power_at(house, 71) is None
    house.advance(NOON_S + 5000)
    assert house.import_ws == 100 * 70


def test_time_never_goes_back() -> None:
    house = House(recording((0, 100, 0), (10, 300, 0)), [])
    house.advance(NOON_S + 12)
    assert power_at(house, 3) == 300
    assert house.at_s == NOON_S + 12


def test_rows_that_share_a_second_are_lived_one_by_one() -> None:
    house = House(recording((0, 100, 0), (0, 300, 0), (1, 500, 0)), [])
    seen = []
    for _ in range(3):
        house.next_row()
        seen.append(house.grid_power_w)
    assert seen == [100, 300, 500]
    assert house.import_ws == 300


def test_the_registers_do_not_depend_on_how_time_is_cut() -> None:
    rows = recording(*((after_s, 500, 137 * after_s % 1900) for after_s in range(0, 3600, 7)))
    once, often = House(rows, []), House(rows, [])
    once.advance(NOON_S + 3590)
    for after_s in range(3591):
        often.advance(NOON_S + after_s)
    assert (once.import_ws, once.export_ws) == (often.import_ws, often.export_ws)
    assert once.export_ws > 0
    assert once.import_ws > 0


def test_a_load_with_a_tank_draws_until_its_thermostat_opens_and_again_when_it_has_cooled_down() -> None:
    house = House(recording(*((10 * row, 200, 0) for row in range(400))), [3600], tanks=[Tank(100, 50, loss_w=600)])
    house.advance(NOON_S)
    house.set_load(0, True)
    # 3000 W net fill 100 Wh in 120 s, 600 W empty 50 Wh in 300 s
    assert [power_at(house, after_s) for after_s in (0, 119, 120, 419, 420, 480)] == [3800, 3800, 200, 200, 3800, 200]


def test_a_load_that_is_off_lets_its_tank_cool_down() -> None:
    house = House(recording((0, 0, 0), (30, 0, 0), (60, 0, 0)), [1000], tanks=[Tank(100, 50, loss_w=3600, heat_wh=100)])
    house.advance(NOON_S)
    house.set_load(0, True)
    assert power_at(house, 30) == 0
    assert house.load_power_w(0) == 0
    house.set_load(0, False)
    assert power_at(house, 50) == 0
    house.set_load(0, True)
    assert power_at(house, 51) == 1000


def test_a_tank_that_would_never_close_is_refused() -> None:
    with pytest.raises(ValueError, match="closes below where it opens"):
        Tank(100, 100)
