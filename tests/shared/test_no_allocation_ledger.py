"""Whatever a reading brings and whenever it comes, the ledger takes nothing from the heap."""

try:
    import micropython
except ImportError:  # CPython cannot lock its heap
    import pytest

    pytest.skip("only MicroPython can lock its heap", allow_module_level=True)

from metered import Book, Meter
from nethour.control import period
from nethour.control.ledger import Ledger

NOON_AT_S = 205_156_800  # 2026-07-02 12:00 UTC


def is_free_of_the_heap(action):
    # An action takes no argument: handing arguments on would itself cost the heap.
    micropython.heap_lock()
    try:
        action()
        return True
    except MemoryError:
        return False
    finally:
        micropython.heap_unlock()


class Reads:
    """Calls add() as often as a test likes, and nothing else."""

    def __init__(self, settlement_s, step_wh):
        self.ledger = Ledger(settlement_s, 60, step_wh)
        self.at_s = NOON_AT_S
        self.import_wh = 490_000_000
        self.export_wh = 300_000_000
        self.wait_s = 10
        self.power_w = 0
        self.imports_wh = 0
        self.exports_wh = 0

    def read(self):
        self.at_s += self.wait_s
        self.import_wh += self.imports_wh
        self.export_wh += self.exports_wh
        self.ledger.add(self.at_s, self.power_w, self.import_wh, self.export_wh)


#   wait, power, import and export counted
READS = (
    (10, 100, 0, 0),
    (10, -250_000, 0, 694),
    (60, 250_000, 0, 4000),
    (3, 0, 5000, 0),
    (600, -5000, 0, 1000),
    (7200, -5000, 0, 250_000),
    (86400 - 100, 900, 280_000, 0),
    (3000, 900, 10, 0),
    (-5, 900, 1, 0),
    (-1800, 900, 1, 0),
    (-7200, 900, 1, 0),
    (7200, 900, 900_000, 0),
    (10, 900, -900_000, 0),
    (10, 900, 573_700_000, 0),
    (10, 900, -573_700_000, 0),
)


def test_add_allocates_nothing_whatever_happens():
    for settlement_s in (900, 3600):
        for step_wh in (0, 10):
            reads = Reads(settlement_s, step_wh)
            action = reads.read
            for _ in range(3):
                for read in READS:
                    reads.wait_s, reads.power_w, reads.imports_wh, reads.exports_wh = read
                    assert is_free_of_the_heap(action), (settlement_s, step_wh, read)


def share_in_every_way():
    for whole_s in (1, 60, 3600, 32767, 32768, 86400, 10_000_000):
        part_s = whole_s - whole_s // 3
        period.share(2**30 - 1, part_s, whole_s)
        period.share(-(2**30 - 1), part_s, whole_s)


def test_a_share_of_what_flowed_costs_no_heap_however_much_it_is():
    assert is_free_of_the_heap(share_in_every_way)


def test_a_day_of_a_meter_costs_no_heap():
    meter = Meter(NOON_AT_S, 10)
    reads = Reads(900, 0)
    action = reads.read
    book = Book(reads.ledger)
    reads.wait_s = 50
    reads.import_wh = reads.export_wh = 0
    for turn in range(86400 // 50):
        reads.power_w = (turn * 7919) % 9000 - 4500
        meter.flow(reads.power_w, 50)
        reads.imports_wh = meter.import_wh - reads.import_wh
        reads.exports_wh = meter.export_wh - reads.export_wh
        assert is_free_of_the_heap(action)
        book.note()
    assert len(book.periods) == 96
