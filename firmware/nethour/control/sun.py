"""The sun's way over a place, in integers: how much it will give for the rest of the period, against now."""


def sine(angle: int) -> int:
    """Sine of an angle [tenths of a degree] in 1024ths, right to 2. Source: Bhaskara I, Mahabhaskariya VII 17-19."""
    angle %= 3600
    sign = 1
    if angle >= 1800:
        angle -= 1800
        sign = -1
    product = angle * (1800 - angle) // 4
    return sign * (4096 * product // (1012500 - product))


class Sun:
    """What panels get from a clear sky, relative: sine of the elevation, to the power of 1.2 for the way through air.

    latitude, longitude    north and east positive [tenths of a degree]

    Raises ValueError for a place that is not on Earth.
    """

    def __init__(self, latitude: int, longitude: int):
        if not -900 <= latitude <= 900:
            raise ValueError(f"latitude must be -900 to 900 tenths of a degree, not {latitude}")
        if not -1800 <= longitude <= 1800:
            raise ValueError(f"longitude must be -1800 to 1800 tenths of a degree, not {longitude}")
        self._longitude_s = longitude * 24
        self._sin_latitude = sine(latitude)
        self._cos_latitude = sine(latitude + 900)
        self._day = -1
        self._along_axis = 0
        self._across_axis = 0
        self._noon_shift_s = 0

    def strength(self, at_s: int) -> int:
        """0 at night to 1024 in the zenith, at `at_s` [s since 2020]."""
        day = at_s // 86400
        if day != self._day:
            self._begin_day(day)
        second = (at_s % 86400 + self._noon_shift_s + 86400) % 86400
        # 15 degrees an hour: a tenth of a degree in 24 s
        height = (self._along_axis + self._across_axis * sine((second - 43200) // 24 + 900)) // 1024
        if height <= 0:
            return 0
        # height ** 1.2, up to 40 too low; nearly the same factor on both sides of a ratio
        return height * (614 + height * 410 // 1024) // 1024

    def _begin_day(self, day: int) -> None:
        self._day = day
        day_of_year = day * 10 % 3652  # tenths of a day
        # 407 / 1024 is the sine of the tilt of the Earth's axis
        sin_declination = sine((day_of_year - 800) * 3600 // 3652) * 407 // 1024
        cos_declination = _square_root(1048576 - sin_declination * sin_declination)
        self._along_axis = self._sin_latitude * sin_declination
        self._across_axis = self._cos_latitude * cos_declination // 1024
        # equation of time, minutes: 9.87 sin 2b - 7.53 cos b - 1.5 sin b
        angle = (day_of_year - 810) * 3600 // 3640
        minutes = 987 * sine(2 * angle) - 753 * sine(angle + 900) - 150 * sine(angle)
        self._noon_shift_s = minutes * 3 // 5120 + self._longitude_s


def guessed_place(local_time) -> tuple:
    """Latitude and longitude that go with a LocalTime [tenths of a degree].

    40 degrees north, or south where summer time is in January; and the meridian on which its clock is right in winter.
    """
    january_s = local_time.offset_s(0)
    july_s = local_time.offset_s(182 * 86400)
    latitude = -400 if january_s > july_s else 400
    # 15 degrees an hour; some clocks are 14 hours ahead of Greenwich, the meridians end at 12
    return latitude, min(1800, min(january_s, july_s) // 24)


def _square_root(value: int) -> int:
    """Whole square root of 0 .. 2**20."""
    root = 0
    bit = 1024
    while bit:
        if (root + bit) * (root + bit) <= value:
            root += bit
        bit >>= 1
    return root
