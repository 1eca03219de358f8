"""The invented day is a plausible one, and always the same one."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from nethour_sim.generated import generated_day
from nethour_sim.instants import at_s_from_iso
from nethour_sim.recording import Recording, read_recording, write_csv

APRIL = date(2022, 4, 27)
SEEDS = range(1, 13)


def kwh(power_w: np.ndarray, spacing_s: int = 10) -> float:
    return float(power_w.sum()) * spacing_s / 3.6e6


def as_bytes(recording: Recording) -> bytes:
    return b"".join(
        part.tobytes() for part in (recording.at_s, recording.base_power_w, recording.pv_power_w, recording.is_known)
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_day() -> None:
    assert as_bytes(generated_day(APRIL, 7)) == as_bytes(generated_day(APRIL, 7))
    assert len({as_bytes(generated_day(APRIL, seed)) for seed in SEEDS}) == len(SEEDS)


def test_it_is_a_whole_utc_day_at_the_spacing_asked_for() -> None:
    recording = generated_day(APRIL, 7, spacing_s=5)
    assert recording.at_s[0] == at_s_from_iso("2022-04-27T00:00:00Z")
    assert len(recording) == 86400 // 5
    assert set(np.diff(recording.at_s)) == {5}
    assert recording.is_known.all()


@pytest.mark.parametrize(
    ("day", "low_kwh", "high_kwh"),
    [(date(2022, 1, 15), 2.5, 8), (APRIL, 8, 19), (date(2022, 7, 1), 9, 21)],
    ids=["winter", "spring", "summer"],
)
def test_the_sun_of_the_season(day: date, low_kwh: float, high_kwh: float) -> None:
    yields = [kwh(generated_day(day, seed).pv_power_w) for seed in SEEDS]
    assert low_kwh < min(yields)
    assert max(yields) < high_kwh


def test_the_sun_is_highest_at_noon_of_the_place_and_gone_at_night() -> None:
    here, east = (
        np.mean([generated_day(APRIL, seed, longitude_deg=degrees).pv_power_w for seed in SEEDS], axis=0)
        for degrees in (0.0, 90.0)
    )
    seconds = np.arange(len(here)) * 10
    assert np.average(seconds, weights=here) == pytest.approx(43200, abs=2400)
    assert np.average(seconds, weights=east) == pytest.approx(43200 - 6 * 3600, abs=2400)
    assert here[:1800].max() == here[-1800:].max() == 0


def test_clouds_come_and_go_within_minutes_not_within_a_sample() -> None:
    steps = np.concatenate([np.abs(np.diff(generated_day(APRIL, seed).pv_power_w)) for seed in SEEDS])
    assert 100 < steps.max() < 900
    assert np.mean(steps < 20) > 0.8


def test_the_household_of_a_day() -> None:
    days = [generated_day(APRIL, seed).base_power_w for seed in SEEDS]
    assert all(3 < kwh(base_w) < 9 for base_w in days)
    assert all(60 < np.percentile(base_w, 5) < 150 for base_w in days)
    assert all(base_w.max() < 6500 for base_w in days)
    assert np.mean([base_w.max() > 1900 for base_w in days]) > 0.9


def test_peak_power_and_latitude_matter() -> None:
    assert kwh(generated_day(APRIL, 1, peak_power_w=5000).pv_power_w) == pytest.approx(
        2 * kwh(generated_day(APRIL, 1, peak_power_w=2500).pv_power_w), rel=0.001
    )
    winter = date(2022, 12, 21)
    assert kwh(generated_day(winter, 1, latitude_deg=60).pv_power_w) < kwh(generated_day(winter, 1).pv_power_w) / 4
    assert generated_day(winter, 1, latitude_deg=80).pv_power_w.max() == 0


def test_it_survives_a_csv_file(tmp_path: Path) -> None:
    day = generated_day(APRIL, 7)
    write_csv(day, tmp_path / "day.csv")
    assert as_bytes(read_recording(tmp_path / "day.csv")) == as_bytes(day)


@pytest.mark.parametrize("spacing_s", [0, 3601])
def test_a_spacing_that_makes_no_sense_is_refused(spacing_s: int) -> None:
    with pytest.raises(ValueError, match=f"spacing_s must be 1 to 3600, not {spacing_s}"):
        generated_day(APRIL, 7, spacing_s=spacing_s)
