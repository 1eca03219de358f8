"""The board's clock counts on while its ticks wrap, and turns stay on the edges."""

from nethour.devices.clock import Clock

AT_S = 205_156_800  # 2026-07-02 12:00 UTC
WRAP = 1 << 30


class BoardTicks:
    """Ticks as on an ESP32 or RP2040: they wrap at 2**30 ms, here 5 s after the start."""

    def __init__(self):
        self.tick = WRAP - 5000

    def ticks_ms(self):
        return self.tick

    def ticks_diff(self, later, earlier):
        return ((later - earlier + WRAP // 2) & (WRAP - 1)) - WRAP // 2

    def pass_ms(self, duration_ms):
        self.tick = (self.tick + duration_ms) & (WRAP - 1)


def clock_on(ticks, rtc_at_s=lambda: AT_S):
    """A clock whose waiting lets the ticks pass; `clock.pauses` are the waits it made [ms]."""
    clock = Clock(ticks.ticks_ms, ticks.ticks_diff, rtc_at_s)
    clock.pauses = []

    async def pause(duration_ms):
        clock.pauses.append(duration_ms)
        ticks.pass_ms(duration_ms)

    clock.sleep_ms = pause
    return clock


def finish(coroutine):
    """The result of a coroutine that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("the coroutine waits for something")


def test_time_goes_on_over_the_wrap_of_the_ticks():
    ticks = BoardTicks()
    clock = clock_on(ticks)
    for second in range(20):
        assert clock.now_s() == AT_S + second
        ticks.pass_ms(1000)


def test_milliseconds_are_not_lost_between_two_looks():
    ticks = BoardTicks()
    clock = clock_on(ticks)
    for _ in range(10_000 // 7):
        ticks.pass_ms(7)
        clock.now_s()
    ticks.pass_ms(10_000 % 7)
    assert clock.now_s() == AT_S + 10


def test_days_without_a_look_are_counted():
    ticks = BoardTicks()
    clock = clock_on(ticks)
    ticks.pass_ms(6 * 86_400_000)
    assert clock.now_s() == AT_S + 6 * 86_400


def test_ticks_that_step_back_do_not_turn_time_back():
    ticks = BoardTicks()
    clock = clock_on(ticks)
    ticks.pass_ms(3000)
    assert clock.now_s() == AT_S + 3
    ticks.pass_ms(-2000)
    assert clock.now_s() == AT_S + 3


def test_a_clock_that_is_not_set_says_so_until_it_is():
    ticks = BoardTicks()
    values = [None, None, AT_S]
    clock = clock_on(ticks, lambda: values.pop(0))
    assert not clock.is_set
    ticks.pass_ms(2500)
    assert not clock.try_set()
    ticks.pass_ms(2500)
    assert clock.try_set()
    assert clock.now_s() == AT_S


def test_a_turn_begins_on_the_next_edge():
    ticks = BoardTicks()
    clock = clock_on(ticks)
    ticks.pass_ms(1200)
    assert finish(clock.next_turn(5)) == AT_S + 5
    assert clock.now_s() == AT_S + 5
    assert clock.pauses == [3800]


def test_turns_do_not_drift():
    ticks = BoardTicks()
    clock = clock_on(ticks)
    edges = []
    for _ in range(4):
        edges.append(finish(clock.next_turn(5)) - AT_S)
        ticks.pass_ms(900)
    assert edges == [5, 10, 15, 20]


def test_a_late_turn_skips_edges_and_does_not_make_up_for_them():
    ticks = BoardTicks()
    clock = clock_on(ticks)
    assert finish(clock.next_turn(5)) == AT_S + 5
    ticks.pass_ms(12_000)
    assert finish(clock.next_turn(5)) == AT_S + 20
    assert finish(clock.next_turn(5)) == AT_S + 25


def test_a_pause_that_ends_early_is_taken_up_again():
    ticks = BoardTicks()
    clock = clock_on(ticks)

    async def half(duration_ms):
        ticks.pass_ms((duration_ms + 1) // 2)

    clock.sleep_ms = half
    assert finish(clock.next_turn(5)) == AT_S + 5
    assert clock.now_s() == AT_S + 5
