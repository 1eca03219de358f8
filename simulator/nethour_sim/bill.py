"""What the energy costs: netted within each settlement period, the compensation capped by the month, as in Spain."""

from collections.abc import Sequence
from dataclasses import dataclass

from nethour_sim.instants import datetime_from_at_s
from nethour_sim.score import Period


@dataclass(frozen=True)
class Tariff:
    """Flat prices [EUR/kWh].

    buy_eur_per_kwh     of a deficit that a period closes with
    sell_eur_per_kwh    of a surplus that a period closes with
    load_eur_per_kwh    what a kWh in a load is worth, since it need not be bought otherwise
    """

    buy_eur_per_kwh: float = 0.15
    sell_eur_per_kwh: float = 0.05
    load_eur_per_kwh: float = 0.10


def bill_eur(periods: Sequence[Period], tariff: Tariff) -> float:
    """Energy bought less the compensation for energy given away [EUR].

    In a month (of UTC) the compensation is at most the value of what was bought in it. Source: RD 244/2019.
    """
    bought_ws: dict[tuple[int, int], int] = {}
    sold_ws: dict[tuple[int, int], int] = {}
    for period in periods:
        begin = datetime_from_at_s(period.start_at_s)
        month = (begin.year, begin.month)
        bought_ws[month] = bought_ws.get(month, 0) + max(period.net_ws, 0)
        sold_ws[month] = sold_ws.get(month, 0) + max(-period.net_ws, 0)
    total_eur = 0.0
    for month, energy_ws in bought_ws.items():
        bought_eur = energy_ws / 3.6e6 * tariff.buy_eur_per_kwh
        total_eur += bought_eur - min(sold_ws[month] / 3.6e6 * tariff.sell_eur_per_kwh, bought_eur)
    return total_eur
