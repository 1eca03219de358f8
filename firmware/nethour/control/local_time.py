"""Local time from a POSIX time zone, e.g. "CET-1CEST,M3.5.0,M10.5.0/3": the calendar day, its weekday, its second."""

DAY_S = 86400
YEARS_DAYS = 1461
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"


class LocalTime:
    """The wall clock of one place. update() brings it to an instant; that is cheap until the next change of the clock.

    zone       POSIX TZ text: names, hours west of Greenwich, and for summer time the rules `Mm.w.d/time`, `Jn/time` or
               `n/time` of its begin and end

    day        local days since 2020-01-01
    weekday    0 Monday .. 6 Sunday
    second     of the local day by the wall clock [0 .. 86399]

    Source of the form: POSIX.1-2017, Base Definitions, 8.3. Right from 1901 to 2099.
    Raises ValueError for a text that is none of these.
    """

    def __init__(self, zone: str):
        reader = _Reader(zone)
        reader.name()
        self._standard_s = -reader.time()
        self._summer_s = self._standard_s
        self._begins: _Rule | None = None
        self._ends: _Rule | None = None
        if not reader.is_at_end():
            reader.name()
            self._summer_s = self._standard_s + 3600 if reader.is_before(",") else -reader.time()
            reader.skip(",")
            self._begins = _Rule(reader)
            reader.skip(",")
            self._ends = _Rule(reader)
            if not reader.is_at_end():
                raise ValueError(f"{zone} goes on after its rules")
        self.day = 0
        self.weekday = 2
        self.second = 0
        self._offset_s = 0
        # The span in which the offset holds; an empty one, so that the first update() finds it.
        self._from_s = 0
        self._until_s = 0

    def update(self, now_s: int) -> None:
        """Set day, weekday and second to those of `now_s` [s since 2020]."""
        if not self._from_s <= now_s < self._until_s:
            self._find_span(now_s)
        local_s = now_s + self._offset_s
        day = local_s // DAY_S
        self.day = day
        self.second = local_s - day * DAY_S
        self.weekday = (day + 2) % 7

    def at_s(self, day: int, second: int) -> int:
        """The instant at which the wall clock shows `second` of the local `day` [s since 2020].

        A moment that the change of the clock skips is taken an hour earlier, of one that comes twice the second.
        """
        wall_s = day * DAY_S + second
        instant_s = wall_s - self._standard_s
        return instant_s if self.offset_s(instant_s) == self._standard_s else wall_s - self._summer_s

    def offset_s(self, now_s: int) -> int:
        """What is added to UTC at `now_s` [s]."""
        begins = self._begins
        ends = self._ends
        if begins is None or ends is None:
            return self._standard_s
        year_day = _year_day((now_s + self._standard_s) // DAY_S)
        begin_s = begins.at_s(year_day) - self._standard_s
        end_s = ends.at_s(year_day) - self._summer_s
        if begin_s <= end_s:
            return self._summer_s if begin_s <= now_s < end_s else self._standard_s
        return self._standard_s if end_s <= now_s < begin_s else self._summer_s

    def _find_span(self, now_s: int) -> None:
        self._offset_s = self.offset_s(now_s)
        year_day = _year_day((now_s + self._standard_s) // DAY_S)
        self._from_s = year_day * DAY_S - self._standard_s
        # The last day of a leap year is left to itself: there each second is a span of its own.
        self._until_s = max(self._from_s + 365 * DAY_S, now_s + 1)
        begins = self._begins
        ends = self._ends
        if begins is not None and ends is not None:
            self._narrow(now_s, begins.at_s(year_day) - self._standard_s)
            self._narrow(now_s, ends.at_s(year_day) - self._summer_s)

    def _narrow(self, now_s: int, change_at_s: int) -> None:
        if change_at_s <= now_s:
            self._from_s = max(self._from_s, change_at_s)
        else:
            self._until_s = min(self._until_s, change_at_s)


def _year_day(day: int) -> int:
    """The day on which the year of `day` began [days since 2020-01-01, the begin of a leap year]."""
    cycle_day = day % YEARS_DAYS
    begin = day - cycle_day
    return begin if cycle_day < 366 else begin + 366 + (cycle_day - 366) // 365 * 365


class _Rule:
    """When in a year the clock is changed: the weekday of a week of a month, or a day of the year; and the time."""

    def __init__(self, reader):
        self._month = 0
        self._week = 0
        self._counts_leap_day = True
        if reader.takes("M"):
            self._month = reader.number(1, 12)
            reader.skip(".")
            self._week = reader.number(1, 5)
            reader.skip(".")
            # 0 is Sunday there
            self._day = (reader.number(0, 6) + 6) % 7
        elif reader.takes("J"):
            self._day = reader.number(1, 365) - 1
            self._counts_leap_day = False
        else:
            self._day = reader.number(0, 365)
        self._time_s = reader.time() if reader.takes("/") else 7200

    def at_s(self, year_day: int) -> int:
        """The moment of the change in the year that begins with this day, by the wall clock [s since 2020]."""
        return self._day_of(year_day) * DAY_S + self._time_s

    def _day_of(self, year_day: int) -> int:
        is_leap = year_day % YEARS_DAYS == 0
        if not self._month:
            is_after = not self._counts_leap_day and is_leap and self._day >= 59
            return year_day + self._day + (1 if is_after else 0)
        begin = year_day + _days_before(self._month, is_leap)
        day = begin + (self._day - (begin + 2)) % 7 + 7 * (self._week - 1)
        # Week 5 is the last, which may be the fourth.
        return day if day < year_day + _days_before(self._month + 1, is_leap) else day - 7


def _days_before(month: int, is_leap: bool) -> int:
    """Days of a year before this month, 13 for all of them."""
    # From March on the months' lengths repeat: 31 30 31 30 31, 31 30 31 30 31, ...
    if month <= 2:
        return 31 * (month - 1)
    return (153 * (month - 3) + 2) // 5 + (60 if is_leap else 59)


class _Reader:
    """Takes a TZ text apart from left to right."""

    def __init__(self, text: str):
        self._text = text
        self._at = 0

    def is_at_end(self) -> bool:
        return self._at >= len(self._text)

    def is_before(self, letters: str) -> bool:
        return not self.is_at_end() and self._text[self._at] in letters

    def takes(self, letters: str) -> bool:
        """Go past one of these letters, if one is there."""
        if not self.is_before(letters):
            return False
        self._at += 1
        return True

    def skip(self, letter: str) -> None:
        if not self.takes(letter):
            raise ValueError(f"{self._text} needs {letter} at place {self._at + 1}")

    def name(self) -> None:
        start = self._at
        if self.takes("<"):
            while self.takes(_LETTERS + _DIGITS + "+-"):
                pass
            self.skip(">")
            length = self._at - start - 2
        else:
            while self.takes(_LETTERS):
                pass
            length = self._at - start
        if length < 3:
            raise ValueError(f"{self._text} needs a name of three letters or more at place {start + 1}")

    def number(self, low: int, high: int) -> int:
        start = self._at
        while self.takes(_DIGITS):
            pass
        digits = self._text[start : self._at]
        if not digits or not low <= int(digits) <= high:
            raise ValueError(f"{self._text} needs a number from {low} to {high} at place {start + 1}")
        return int(digits)

    def time(self) -> int:
        """Hours, or hours:minutes:seconds, with a sign [s]."""
        sign = -1 if self.takes("-") else 1
        if sign == 1:
            self.takes("+")
        time_s = self.number(0, 167) * 3600
        if self.takes(":"):
            time_s += self.number(0, 59) * 60
            if self.takes(":"):
                time_s += self.number(0, 59)
        return sign * time_s
