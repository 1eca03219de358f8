"""The target's integer table against the normal distribution and against brute force over what it is to minimise."""

from statistics import NormalDist

import pytest

from nethour.control.target import bias_wh, quantile_permille


def test_the_table_is_the_normal_distribution() -> None:
    for share_permille in range(10, 991):
        exact = 1000 * NormalDist().inv_cdf(share_permille / 1000)
        # Straight lines between points 1 % apart are off most in the tails.
        assert quantile_permille(share_permille) == pytest.approx(exact, abs=30 if abs(exact) > 1880 else 8)


@pytest.mark.parametrize("load_price", [600, 800, 1250, 1600, 1900])
def test_no_other_target_costs_less(load_price: int) -> None:
    import_price, export_price, sd_wh = 2000, 500, 150
    outcomes_wh = [NormalDist(0, sd_wh).inv_cdf((number + 0.5) / 2000) for number in range(2000)]

    def cost(target_wh: int) -> float:
        bill = sum(
            net_wh * (import_price if net_wh > 0 else export_price)
            for net_wh in (target_wh + error_wh for error_wh in outcomes_wh)
        )
        return bill / len(outcomes_wh) - load_price * target_wh

    best_wh = min(range(-400, 401, 2), key=cost)
    assert bias_wh(import_price, export_price, load_price, sd_wh) == pytest.approx(best_wh, abs=4)
