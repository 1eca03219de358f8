"""The bill, by hand: netted in each period, compensation capped by the month."""

import pytest

from nethour_sim.bill import Tariff, bill_eur
from nethour_sim.instants import at_s_from_iso
from nethour_sim.score import Period

TARIFF = Tariff(buy_eur_per_kwh=0.20, sell_eur_per_kwh=0.05)
KWH = 3_600_000


def period(begin: str, import_kwh: float, export_kwh: float) -> Period:
    energy_ws = (int(import_kwh * KWH), int(export_kwh * KWH))
    return Period(at_s_from_iso(begin), 3600, *energy_ws, *energy_ws, (), ())


@pytest.mark.parametrize(
    ("periods", "expected_eur", "why"),
    [
        ([period("2026-05-01T10:00:00Z", 2, 0)], 0.40, "bought at the buy price"),
        ([period("2026-05-01T10:00:00Z", 2, 2)], 0.00, "cancels within the hour"),
        ([period("2026-05-01T10:00:00Z", 2, 0), period("2026-05-01T11:00:00Z", 0, 2)], 0.30, "not across hours"),
        (
            [period("2026-05-01T10:00:00Z", 1, 0), period("2026-05-02T10:00:00Z", 0, 9)],
            0.00,
            "capped: never below zero",
        ),
        (
            [period("2026-05-31T23:00:00Z", 0, 9), period("2026-06-01T00:00:00Z", 1, 0)],
            0.20,
            "a surplus of May does not pay for June",
        ),
        ([], 0.0, "nothing"),
    ],
)
def test_bill(periods: list[Period], expected_eur: float, why: str):
    assert bill_eur(periods, TARIFF) == pytest.approx(expected_eur), why
