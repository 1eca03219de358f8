"""Frontier and grid optimum against mixed-integer programs of the same questions, stated anew and solved by HiGHS."""

import highspy
import numpy as np
import pytest

from nethour_sim.bound import frontier
from nethour_sim.grid_optimum import Grid, solve_grid
from nethour_sim.score import Period

TOLERANCE_WH = 0.02


def quiet_solver() -> highspy.Highs:
    model = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-4)):
        model.setOptionValue(option, value)
    return model


def optimum(model: highspy.Highs) -> float:
    model.run()
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return model.getInfo().objective_function_value


def worth_of_period(model: highspy.Highs, surplus_wh: float, taken_wh: highspy.highs.highs_linear_expression):
    """A variable that the solver raises to C - D of the period: all that is taken, less twice what is bought of it."""
    worth = model.addVariable(lb=-highspy.kHighsInf)
    model.addConstr(worth <= taken_wh)
    model.addConstr(worth <= 2 * surplus_wh - taken_wh)
    return worth


def frontier_by_milp(surplus_wh: list[float], recorded_h: list[float], loads_w: list[int], budget_count: int):
    """Per load and period: on at its start, switched on in it, switched off in it, hours on."""
    model = quiet_solver()
    worths, switchings = [], []
    for period in range(len(surplus_wh)):
        worths.append([surplus_wh[period], 0.0])
    for load_w in loads_w:
        is_on = None  # off before the first period
        for period, hours in enumerate(recorded_h):
            to_on, to_off, next_on = model.addBinary(), model.addBinary(), model.addBinary()
            on_h = model.addVariable(lb=0, ub=hours)
            before = is_on if is_on is not None else 0.0 * next_on
            model.addConstr(next_on == before + to_on - to_off)
            model.addConstr(on_h <= hours * (before + to_on))  # it runs only if it was on or is switched on
            model.addConstr(on_h >= hours * (before - to_off))  # and throughout if it was on and is not switched off
            worths[period][1] = worths[period][1] + load_w * on_h
            switchings += [to_on, to_off]
            is_on = next_on
    total = sum(switchings[1:], start=1.0 * switchings[0])
    budget = model.addConstr(total <= 0)
    worth = [worth_of_period(model, surplus, taken) for surplus, taken in worths]
    model.setObjective(sum(worth[1:], start=1.0 * worth[0]), highspy.ObjSense.kMaximize)
    for count in range(budget_count):
        model.changeRowBounds(budget.index, -highspy.kHighsInf, count)
        yield optimum(model)


def some_day(seed: int) -> tuple[list[int], list[int], list[int]]:
    """Surpluses [Wh], recorded seconds and load powers of a few periods, fewer with more loads."""
    random = np.random.default_rng(seed)
    load_count = 1 + seed % 4
    settlement_s = [900, 1800, 3600][seed % 3]
    loads_w = random.integers(200, 1600, load_count).tolist()
    count = int(random.integers(3, 9 - load_count))
    most_wh = 1.3 * sum(loads_w) * settlement_s / 3600
    surplus_wh = [max(0, round(most_wh * share)) for share in random.uniform(-0.4, 1, count)]
    is_cut = random.random(count) < 0.2
    recorded_s = np.where(is_cut, random.integers(0, settlement_s, count), settlement_s).tolist()
    return surplus_wh, recorded_s, loads_w


def period(surplus_wh: int, recorded_s: int) -> Period:
    return Period(0, recorded_s, 0, 3600 * surplus_wh, 0, 0, (), ())


@pytest.mark.parametrize("seed", range(24))
def test_the_frontier_is_exact_for_every_budget(seed: int) -> None:
    surplus_wh, recorded_s, loads_w = some_day(seed)
    bound = frontier([period(*pair) for pair in zip(surplus_wh, recorded_s, strict=True)], loads_w)
    known = [pair for pair in zip(surplus_wh, recorded_s, strict=True) if pair[1]]
    expected_wh = frontier_by_milp([p[0] for p in known], [p[1] / 3600 for p in known], loads_w, len(bound.best_ws) + 1)
    for budget, best_wh in enumerate(expected_wh):
        assert bound.best_at(budget) / 3600 == pytest.approx(best_wh, abs=TOLERANCE_WH), f"{budget} switchings"


def grid_by_milp(
    surplus_wh: list[int],
    slot_h: np.ndarray,
    loads_w: list[int],
    price_wh: float,
    on_slots: list[int],
    off_slots: list[int],
) -> float:
    """Slot by slot, with any number of switchings in a period; off and free before the first slot."""
    model = quiet_solver()
    taken = [0.0] * len(surplus_wh)
    switchings = []
    for load, load_w in enumerate(loads_w):
        is_on = [model.addBinary() for _ in range(slot_h.size)]
        to_on = [model.addBinary() for _ in is_on]
        to_off = [model.addBinary() for _ in is_on]
        for slot, on in enumerate(is_on):
            before = is_on[slot - 1] if slot else 0.0 * on
            model.addConstr(on == before + to_on[slot] - to_off[slot])
            for later in range(slot + 1, min(slot + on_slots[load], slot_h.size)):
                model.addConstr(is_on[later] >= to_on[slot])
            for later in range(slot + 1, min(slot + off_slots[load], slot_h.size)):
                model.addConstr(is_on[later] <= 1 - to_off[slot])
            taken[slot // slot_h.shape[1]] += load_w * float(slot_h.flat[slot]) * on
        switchings += to_on + to_off
    worth = [worth_of_period(model, surplus, expression) for surplus, expression in zip(surplus_wh, taken, strict=True)]
    cost = sum(switchings[1:], start=1.0 * switchings[0])
    model.setObjective(sum(worth[1:], start=1.0 * worth[0]) - price_wh * cost, highspy.ObjSense.kMaximize)
    return optimum(model)


@pytest.mark.parametrize("seed", range(18))
def test_the_grid_optimum_of_one_and_two_loads_is_exact(seed: int) -> None:
    """Also with minimum times longer than a period, one of each a load, and with slots of which nothing is recorded."""
    random = np.random.default_rng(100 + seed)
    slot_count = int(random.choice([3, 5, 6]))
    period_count = 4
    loads_w = random.integers(200, 1600, 1 + seed % 2).tolist()
    on_slots = random.integers(0, 8, len(loads_w)).tolist()
    off_slots = random.integers(0, 8, len(loads_w)).tolist()
    slot_s = 180
    most_wh = sum(loads_w) * slot_count * slot_s / 3600
    surplus_wh = [max(0, round(most_wh * share)) for share in random.uniform(-0.3, 1.2, period_count)]
    slot_recorded_s = np.full((period_count, slot_count), slot_s)
    if seed % 3 == 0:
        slot_recorded_s[random.random(slot_recorded_s.shape) < 0.25] = 0
    price_wh = float(random.choice([0, 5, 20, 50]))
    grid = Grid(0, slot_s, 3600 * np.array(surplus_wh), slot_recorded_s)
    found = solve_grid(grid, loads_w, price_wh, [slot_s * n for n in on_slots], [slot_s * n for n in off_slots])
    expected_wh = grid_by_milp(surplus_wh, slot_recorded_s / 3600, loads_w, price_wh, on_slots, off_slots)
    assert found.is_exact
    assert found.worth_ws(price_wh) / 3600 == pytest.approx(expected_wh, abs=TOLERANCE_WH)


@pytest.mark.parametrize("seed", [0, 2, 3, 7, 8, 9])
def test_the_grid_schedule_of_three_and_four_loads_is_close_to_the_best(seed: int) -> None:
    random = np.random.default_rng(200 + seed)
    loads_w = random.integers(200, 1600, 3 + seed % 2).tolist()
    most_wh = sum(loads_w) * 900 / 3600
    surplus_wh = [max(0, round(most_wh * share)) for share in random.uniform(-0.3, 1.2, 3)]
    grid = Grid(0, 180, 3600 * np.array(surplus_wh), np.full((3, 5), 180))
    found = solve_grid(grid, loads_w, 20, 360, 360)
    expected_wh = grid_by_milp(surplus_wh, grid.slot_recorded_s / 3600, loads_w, 20, [2] * 4, [2] * 4)
    assert not found.is_exact
    assert 0.99 * expected_wh <= found.worth_ws(20) / 3600 <= expected_wh + TOLERANCE_WH
