"""What each setting of config.json is for, in one line: for the reference page and for whoever asks the command line.

The tables of nethour.config say what a setting may be; a board has no room for what it is for, so that is here.
"""

SETTING_TEXTS: dict[str, str] = {
    "version": "Version of this file's form.",
    "settlement_s": "Length of a settlement period, in which import and export cancel out; a divisor of a day.",
    "turn_s": "Time from one turn to the next: read the meter, decide, set the loads.",
    "stale_after_s": "Age from which the last reading is too old to act on; every load then goes to its safe state. "
    "At least two turns.",
    "strategy": "The rule that decides which loads run.",
    "buses": "The wires and networks that meter and relays are reached by.",
    "meter": "The meter at the grid connection.",
    "loads": "What may be switched, in order of priority: the first runs first.",
    "journal": "The board's log of every turn.",
    "buses[].name": "Its name, by which meter and relays refer to it.",
    "buses[].kind": "How it speaks: Modbus over TCP.",
    "buses[].host": "Address of the meter or the gateway.",
    "buses[].port": "TCP port.",
    "buses[].timeout_ms": "How long an answer is waited for.",
    "meter.profile": "Model of the meter.",
    "meter.bus": "Name of the bus it is on.",
    "meter.unit": "Its Modbus address.",
    "meter.max_power_w": "What the connection can carry; a reading beyond it, either way, is not believed.",
    "loads[].name": "Its name, unique in the house.",
    "loads[].rated_power_w": "What it draws when it is on.",
    "loads[].min_on_s": "Once on, it stays on at least so long.",
    "loads[].min_off_s": "Once off, it stays off at least so long; also after a start of the board.",
    "loads[].safe_state": "Its state when nothing is known: before the first reading and while the meter is stale.",
    "loads[].relay": "The switch in front of it.",
    "loads[].relay.kind": "What the switch is: a coil of a Modbus relay board.",
    "loads[].relay.bus": "Name of the bus it is on.",
    "loads[].relay.unit": "Modbus address of the relay board.",
    "loads[].relay.coil": "Number of the coil, the first is 0. No two loads share one.",
    "journal.turns_kib": "Room for the turns in flash; beyond it the oldest go.",
    "journal.flush_s": "How long turns are gathered in RAM before they are written; a power cut loses at most so much.",
    "strategy.name": "Which rule.",
    "strategy.time_to_consume.on_min_wh": "Expected surplus below which nothing starts.",
    "strategy.time_to_consume.end_at_wh": "Expected surplus, without the load, at or below which it stops.",
    "strategy.time_to_consume.factor": "Share of the remaining time that the surplus must feed a load for it to start.",
}
"""By the place of the setting; `[]` stands for any item of a list."""
