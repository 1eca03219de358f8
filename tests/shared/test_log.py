"""The log keeps the newest lines and never grows."""

from nethour.app.log import Log


def taken(log):
    lines = []
    line = log.take()
    while line is not None:
        lines.append(line)
        line = log.take()
    return lines


def test_lines_come_in_order_and_once():
    log = Log(4)
    log.tell("one")
    log.tell("two")
    assert taken(log) == ["one", "two"]
    assert taken(log) == []
    log.tell("three")
    assert taken(log) == ["three"]


def test_a_full_log_forgets_the_oldest():
    log = Log(3)
    for number in range(7):
        log.tell(str(number))
    assert taken(log) == ["4", "5", "6"]
