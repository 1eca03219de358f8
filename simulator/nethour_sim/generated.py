"""An invented day: sun with clear and cloudy spells; a household with fridge, kettle, oven and washing machine."""

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt

from nethour_sim.instants import at_s_from_date
from nethour_sim.recording import Recording

DAY_S = 86400

FloatArray = npt.NDArray[np.float64]


def generated_day(
    day: date,
    seed: int,
    spacing_s: int = 10,
    latitude_deg: float = 39.47,
    longitude_deg: float = -0.38,
    peak_power_w: int = 2500,
) -> Recording:
    """The UTC day `day` of an invented house. The same arguments give the same recording, to the byte.

    seed           chooses weather and habits
    spacing_s      from row to row [s]
    latitude_deg, longitude_deg   north and east positive; a house near Valencia by default
    peak_power_w   of the panels, which lie flat, at 1000 W/m2 [W]

    Raises ValueError for a spacing that is not within 1 s .. 1 h.
    """
    if not 1 <= spacing_s <= 3600:
        raise ValueError(f"spacing_s must be 1 to 3600, not {spacing_s}")
    random = np.random.Generator(np.random.PCG64(seed))
    second = np.arange(DAY_S)
    noon_s = DAY_S / 2 - longitude_deg * 240  # the sun crosses a degree in 240 s
    irradiance = _clear_sky_w_m2(_sun_elevation_sin(day, second, latitude_deg, noon_s))
    pv_w = irradiance / 1000 * peak_power_w * _sky(random)
    base_w = _household_w(random, second, noon_s)
    rows = slice(None, None, spacing_s)
    return Recording(
        name=f"generated {day.isoformat()}, seed {seed}",
        at_s=(at_s_from_date(day) + second[rows]).astype(np.int64),
        base_power_w=np.rint(base_w[rows]).astype(np.int32),
        pv_power_w=np.rint(pv_w[rows]).astype(np.int32),
        is_known=np.ones(len(second[rows]), np.bool_),
    )


def _sun_elevation_sin(day: date, second: npt.NDArray[np.int64], latitude_deg: float, noon_s: float) -> FloatArray:
    """Sine of the sun's elevation at each second. Declination after P. I. Cooper, Solar Energy 12 (1969) 333."""
    day_of_year = day.timetuple().tm_yday
    declination = math.radians(23.45) * math.sin(2 * math.pi * (284 + day_of_year) / 365)
    latitude = math.radians(latitude_deg)
    hour_angle = 2 * np.pi * (second - noon_s) / DAY_S
    return np.asarray(
        math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(declination) * np.cos(hour_angle)
    )


def _clear_sky_w_m2(elevation_sin: FloatArray) -> FloatArray:
    """Irradiance on level ground under a clear sky. B. Haurwitz, Journal of Meteorology 2 (1945) 154."""
    up = np.maximum(elevation_sin, 1e-6)
    return np.where(elevation_sin > 0, 1098 * up * np.exp(-0.057 / up), 0.0)


def _sky(random: np.random.Generator) -> FloatArray:
    """Share of the clear sky's light that comes through, each second: spells of half an hour to three hours."""
    share = np.ones(DAY_S)
    begin_s = 0
    while begin_s < DAY_S:
        end_s = min(DAY_S, begin_s + int(random.uniform(1800, 10800)))
        kind = random.choice(["clear", "passing", "overcast"], p=[0.5, 0.35, 0.15])
        if kind == "clear":
            share[begin_s:end_s] = _wander(random, end_s - begin_s, 0.97, 1.0, step_s=600)
        elif kind == "overcast":
            share[begin_s:end_s] = _wander(random, end_s - begin_s, 0.15, 0.5, step_s=600)
        else:
            _passing_clouds(random, share[begin_s:end_s])
        begin_s = end_s
    return _smooth(_smooth(share, 30), 30)


def _passing_clouds(random: np.random.Generator, share: FloatArray) -> None:
    """Single clouds of one to eight minutes with sun between them, into `share`; their rims add a little light."""
    at_s = 0
    while at_s < len(share):
        sunny_s, shaded_s = int(random.uniform(60, 900)), int(random.uniform(60, 480))
        share[at_s : at_s + sunny_s] = random.uniform(0.97, 1.06)
        share[at_s + sunny_s : at_s + sunny_s + shaded_s] = random.uniform(0.2, 0.7)
        at_s += sunny_s + shaded_s
    share *= _wander(random, len(share), 0.85, 1.0, step_s=60)


def _wander(random: np.random.Generator, length_s: int, low: float, high: float, step_s: int) -> FloatArray:
    knots = random.uniform(low, high, length_s // step_s + 2)
    return np.asarray(np.interp(np.arange(length_s), np.arange(len(knots)) * step_s, knots))


def _smooth(values: FloatArray, seconds: int) -> FloatArray:
    """Moving average over `seconds`, the ends held."""
    padded = np.pad(values, (seconds // 2, seconds - 1 - seconds // 2), mode="edge")
    return np.convolve(padded, np.full(seconds, 1 / seconds), mode="valid")


def _household_w(random: np.random.Generator, second: npt.NDArray[np.int64], noon_s: float) -> FloatArray:
    """Base load each second [W]. Habits follow the sun's noon, as they do on a clock that is right for the place."""
    power_w = np.full(DAY_S, random.uniform(80, 130))
    power_w += _wander(random, DAY_S, -8, 8, step_s=300)
    _add_fridge(random, power_w)

    def at(hour_from_noon: float, spread_h: float = 0.5) -> int:
        return int(noon_s + 3600 * (hour_from_noon + random.normal(0, spread_h)))

    def run(begin_s: int, length_s: int, draw_w: float) -> None:
        power_w[max(begin_s, 0) : max(begin_s + length_s, 0)] += draw_w

    for hour in (-5, -2, 2.5, 7):  # kettle
        if random.random() < 0.8:
            run(at(hour), int(random.uniform(150, 210)), 2000)
    run(at(6, 0.3), int(random.uniform(3, 5) * 3600), random.uniform(120, 260))  # lights and television
    if random.random() < 0.6:
        _oven(random, at(0.5), run)
    if random.random() < 0.6:
        _washing_machine(random, at(-3, 1.5), run)
    return power_w


def _add_fridge(random: np.random.Generator, power_w: FloatArray) -> None:
    at_s = -int(random.uniform(0, 2400))
    while at_s < DAY_S:
        on_s = int(random.uniform(700, 1100))
        power_w[max(at_s, 0) : max(at_s + on_s, 0)] += 85
        power_w[max(at_s, 0) : max(at_s + 2, 0)] += 300  # the motor starts
        at_s += on_s + int(random.uniform(1300, 2100))


def _oven(random: np.random.Generator, begin_s: int, run: Callable[[int, int, float], None]) -> None:
    """Ten minutes of heating up, then a thermostat for half an hour."""
    run(begin_s, 600, 2200)
    at_s = begin_s + 600
    while at_s < begin_s + 2700:
        at_s += int(random.uniform(150, 240))
        run(at_s, 75, 2200)
        at_s += 75


def _washing_machine(random: np.random.Generator, begin_s: int, run: Callable[[int, int, float], None]) -> None:
    """Quarter of an hour of heating, an hour of turning, ten minutes of spinning."""
    heating_s = int(random.uniform(700, 1100))
    run(begin_s, heating_s, 1900)
    run(begin_s + heating_s, 3600, 150)
    run(begin_s + heating_s + 3600, 600, 450)
