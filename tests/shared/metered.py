"""A meter as the ledger sees it, and the book of closed periods that an app would keep."""


class Meter:
    """Counts what flows, import positive, and shows it in full steps of `step_wh` as registers do."""

    def __init__(self, at_s, step_wh=1, import_ws=0, export_ws=0):
        self.at_s = at_s
        self.step_wh = step_wh
        self.import_ws = import_ws
        self.export_ws = export_ws

    def flow(self, power_w, duration_s):
        self.at_s += duration_s
        if power_w > 0:
            self.import_ws += power_w * duration_s
        else:
            self.export_ws -= power_w * duration_s

    @property
    def import_wh(self):
        return self.import_ws // 3600 // self.step_wh * self.step_wh

    @property
    def export_wh(self):
        return self.export_ws // 3600 // self.step_wh * self.step_wh

    @property
    def net_ws(self):
        """What really flowed, finer than any register."""
        return self.import_ws - self.export_ws


class Book:
    """The periods a ledger has closed: (start, import, export, net, unknown, estimated), noted after every reading."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.periods = []

    def note(self):
        ledger = self.ledger
        if ledger.closed_count < len(self.periods):
            del self.periods[ledger.closed_count :]
        if ledger.closed_count == len(self.periods):
            return
        self.periods.append(
            (
                ledger.closed_start_at_s,
                ledger.closed_import_ws,
                ledger.closed_export_ws,
                ledger.closed_net_ws,
                ledger.closed_unknown_s,
                ledger.closed_estimated_s,
            )
        )
        for number in range(1, ledger.skipped_count + 1):
            self.periods.append(
                (
                    ledger.closed_start_at_s + number * ledger.settlement_s,
                    ledger.skipped_import_ws,
                    ledger.skipped_export_ws,
                    ledger.skipped_import_ws - ledger.skipped_export_ws,
                    ledger.skipped_unknown_s,
                    ledger.skipped_estimated_s,
                )
            )
        assert ledger.closed_count == len(self.periods)

    def net_ws(self):
        """Of all periods and the current one."""
        return sum([period[3] for period in self.periods]) + self.ledger.net_ws
