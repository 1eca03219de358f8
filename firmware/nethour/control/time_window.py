"""Time windows of a week in local time, e.g. "mo-fr 10:00-19:00", "sa,su 22:00-06:00"."""

DAY_S = 86400
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


class TimeWindows:
    """When in the week a load may run.

    texts  windows, each as [weekdays ]from-to: weekdays are names and spans of names with commas between them, none
           stand for all; from and to are times of the local day. One that ends before it begins, or as it
           begins, goes on over midnight; it belongs to the day on which it begins.

    Raises ValueError for a text that is none of these, or none at all.
    """

    def __init__(self, texts: list):
        if not texts:
            raise ValueError("at least one window is needed")
        # For each weekday the windows' edges [s of the day], rising: from, to, from, to ...
        self._edges_s: list[list[int]] = [[] for _ in WEEKDAYS]
        for text in texts:
            self._add(text)
        for edges_s in self._edges_s:
            _join(edges_s)

    def is_open(self, weekday: int, second: int) -> bool:
        """Whether that second of that day is within a window."""
        return self.open_s(weekday, second, second + 1) > 0

    def open_s(self, weekday: int, from_s: int, to_s: int) -> int:
        """How much of that part of that day is within windows [s]."""
        edges_s = self._edges_s[weekday]
        sum_s = 0
        for index in range(0, len(edges_s), 2):
            span_s = min(to_s, edges_s[index + 1]) - max(from_s, edges_s[index])
            if span_s > 0:
                sum_s += span_s
        return sum_s

    def _add(self, text: str) -> None:
        parts = text.split()
        if not 1 <= len(parts) <= 2:
            raise ValueError(text)
        from_text, sign, to_text = parts[-1].partition("-")
        from_s = time_of_day_s(from_text)
        to_s = time_of_day_s(to_text)
        if not sign or from_s == DAY_S:
            raise ValueError(text)
        days = _weekdays(parts[0]) if len(parts) == 2 else range(7)
        for day in days:
            if to_s > from_s:
                self._edges_s[day] += [from_s, to_s]
            else:
                self._edges_s[day] += [from_s, DAY_S]
                if to_s:
                    self._edges_s[(day + 1) % 7] += [0, to_s]


def time_of_day_s(text: str) -> int:
    """Seconds of the day of a text HH:MM, up to 24:00. Raises ValueError for another text."""
    hour, sign, minute = text.partition(":")
    if not (sign and hour.isdigit() and minute.isdigit() and len(hour) <= 2 and len(minute) == 2):
        raise ValueError(text)
    time_s = int(hour) * 3600 + int(minute) * 60
    if int(minute) > 59 or time_s > DAY_S:
        raise ValueError(text)
    return time_s


def _weekdays(text: str) -> list:
    days: list[int] = []
    for part in text.lower().split(","):
        first, sign, last = part.partition("-")
        if first not in WEEKDAYS or (sign and last not in WEEKDAYS):
            raise ValueError(text)
        day = WEEKDAYS.index(first)
        end = WEEKDAYS.index(last) if sign else day
        days.append(day)
        while day != end:
            day = (day + 1) % 7
            days.append(day)
    return days


def _join(edges_s: list) -> None:
    """Bring the windows of a day in order, those that touch or overlap become one."""
    windows = sorted([(edges_s[index], edges_s[index + 1]) for index in range(0, len(edges_s), 2)])
    edges_s[:] = []
    for from_s, to_s in windows:
        if edges_s and from_s <= edges_s[-1]:
            edges_s[-1] = max(edges_s[-1], to_s)
        else:
            edges_s += [from_s, to_s]
