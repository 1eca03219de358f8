"""What is known of the power that one load draws."""

SAMPLES = 5
WELDED_AFTER_S = 20 * 3600
SETTLED_S = 30


class Draw:
    """Concludes from what was seen of a load what it draws: sets its `power_w`, `retry_at_s` and `is_suspect`.

    load     whose it is
    retry_s  how long a load rests that draws nothing [s]

    is_seen    it was seen to draw since it was switched on, and nothing has been seen to stop
    has_meter  it has a meter of its own, so that nobody needs to look at the grid
    """

    def __init__(self, load, retry_s: int):
        self.load = load
        self.is_seen = False
        self.has_meter = False
        # A rise as large as the load while it runs: a cloud or a kettle, whose end must not be taken for the load's.
        self.is_masked = False
        self._retry_s = retry_s
        self._samples_w = [load.rated_power_w] * SAMPLES
        self._next = 0
        self._missing_since_s: int | None = None

    def begin(self) -> None:
        """The load has been switched on."""
        self.is_seen = False
        self.is_masked = False

    def conclude(self, now_s: int, power_w: int) -> None:
        """Take the size of the step at the load's last switching [W, positive where it drew or draws]."""
        load = self.load
        rated_w = load.rated_power_w
        if rated_w <= 2 * power_w <= 3 * rated_w:
            self._learn(power_w)
            self.is_seen = load.is_on
            self._missing_since_s = None
            load.retry_at_s = None
            load.is_suspect = False
        elif -rated_w <= 6 * power_w <= rated_w:
            if load.is_on:
                self.rest(now_s)
                since_s = self._missing_since_s
                if since_s is not None and now_s - since_s >= WELDED_AFTER_S:
                    load.is_suspect = True
            elif self.is_seen and self._missing_since_s is None:
                self._missing_since_s = now_s
            self.is_seen = False

    def rest(self, now_s: int) -> None:
        """It draws nothing although it is on: it rests."""
        self.is_seen = False
        self.load.retry_at_s = now_s + self._retry_s

    def measure(self, now_s: int, power_w: int) -> None:
        """Take what the load's own meter says [W]."""
        load = self.load
        rated_w = load.rated_power_w
        self.has_meter = True
        if load.since_s is None or not now_s - load.since_s >= SETTLED_S:
            # A plug's meter takes its time.
            return
        draws = 8 * power_w >= rated_w
        if load.is_on and draws:
            load.power_w = min(power_w, 2 * rated_w)
            load.retry_at_s = None
            load.is_suspect = False
        elif load.is_on:
            if load.retry_at_s is None:
                self.rest(now_s)
        else:
            load.is_suspect = draws
            if draws:
                self.rest(now_s)

    def _learn(self, power_w: int) -> None:
        samples_w = self._samples_w
        samples_w[self._next] = power_w
        self._next = (self._next + 1) % SAMPLES
        for sample_w in samples_w:
            less_count = 0
            equal_count = 0
            for other_w in samples_w:
                if other_w < sample_w:
                    less_count += 1
                elif other_w == sample_w:
                    equal_count += 1
            if less_count <= SAMPLES // 2 < less_count + equal_count:
                self.load.power_w = sample_w
                return
