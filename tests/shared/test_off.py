"""*Off*: no load ever runs."""

from nethour.control.strategies.off import Off
from timeline import loads_of, reasons_of, turn


def test_whatever_surplus_there_is_no_load_runs():
    loads = loads_of(100, 200, on=(1,))
    assert turn(Off(), loads, surplus_ws=10**9, export_w=9000) == "00"
    assert reasons_of(loads) == ["off", "off"]
