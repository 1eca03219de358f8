"""The control loop: read, decide, set, every turn. It waits for nobody longer than a part of the turn."""

_METER_SHARE_PCT = 40


class ControlLoop:
    """Runs the controller on the edges of turns. Meter, relays and journal are tasks of their own.

    inputs  InputQueue, given to the controller before each turn
    feed    the watchdog's, called after each whole turn

    turn_count  turns decided; skipped_count: edges of turns that passed while the last turn still ran
    """

    def __init__(self, controller, clock, turn_s: int, meter, relays, journal, inputs, feed):
        self.turn_count = 0
        self.skipped_count = 0
        self._controller = controller
        self._clock = clock
        self._turn_s = turn_s
        self._meter = meter
        self._relays = relays
        self._journal = journal
        self._inputs = inputs
        self._feed = feed

    async def run(self) -> None:
        """Take turns for ever."""
        clock = self._clock
        turn_s = self._turn_s
        last_s = None
        while True:
            due_s = await clock.next_turn(turn_s)
            if last_s is not None:
                self.skipped_count += (due_s - last_s) // turn_s - 1
            last_s = due_s
            self._meter.ask()
            await clock.wait_at_most_ms(self._meter.answered.wait(), turn_s * 10 * _METER_SHARE_PCT)
            self._turn(clock.now_s())

    def _turn(self, now_s: int) -> None:
        controller = self._controller
        reading = self._meter.take()
        self._inputs.give(now_s, controller, self._journal)
        controller.step(now_s, reading)
        self._relays.ask()
        self._journal.add(now_s, reading, controller)
        self.turn_count += 1
        self._feed()
