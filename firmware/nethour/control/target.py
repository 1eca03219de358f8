"""Where a period should end, when buying too much and giving too much away do not cost the same."""

# The normal distribution's quantiles at 50, 51 .. 99 %, in thousandths of a standard deviation.
_QUANTILES = (
    0, 25, 50, 75, 100, 126, 151, 176, 202, 228, 253, 279, 305, 332, 358, 385, 412,
    440, 468, 496, 524, 553, 583, 613, 643, 674, 706, 739, 772, 806, 842, 878, 915, 954,
    994, 1036, 1080, 1126, 1175, 1227, 1282, 1341, 1405, 1476, 1555, 1645, 1751, 1881, 2054, 2326,
)  # fmt: skip


def quantile_permille(share_permille: int) -> int:
    """How many thousandths of a standard deviation above the mean so large a share lies below. [0 .. 1000 permille]

    Shares beyond 1 and 99 % count as these: the tails of a forecast are not known that well.
    """
    if share_permille < 500:
        return -quantile_permille(1000 - share_permille)
    above = min(share_permille, 990) - 500
    index = above // 10
    low = _QUANTILES[index]
    rest = above % 10
    return low + ((_QUANTILES[index + 1] - low) * rest + 5) // 10 if rest else low


def bias_wh(import_price: int, export_price: int, load_price: int, forecast_sd_wh: int) -> int:
    """The net balance to aim at, deficit positive [Wh].

    Prices of a kWh, all in one unit: bought, fed in, and what one is worth in the loads (what it replaces), between the
    two. forecast_sd_wh: standard deviation of the balance at the end of the period around what was aimed at [Wh].

    A watt-hour more in the loads gains load - export where the period ends with a surplus, and loses import - load
    where it ends with a deficit; at the best target both weigh the same: a deficit then is as probable as
    (load - export) / (import - export), the newsvendor's quantile.

    Raises ValueError for prices that are not in the order export <= load <= import, or all the same.
    """
    if not (export_price <= load_price <= import_price and export_price < import_price):
        raise ValueError("prices must be in the order export, load, import, the first less than the last")
    spread = import_price - export_price
    share_permille = (1000 * (load_price - export_price) + spread // 2) // spread
    product = quantile_permille(share_permille) * forecast_sd_wh
    return (product + 500) // 1000 if product >= 0 else -((500 - product) // 1000)
