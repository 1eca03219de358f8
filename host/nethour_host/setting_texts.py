"""What each setting of config.json is for, in one line: for the reference page and for whoever asks the command line.

The tables of nethour.config say what a setting may be; a board has no room for what it is for, so that is here.
"""

SETTING_TEXTS: dict[str, str] = {
    "version": "Version of this file's form.",
    "settlement_s": "Length of a settlement period, in which import and export cancel out; a divisor of a day.",
    "turn_s": "Time from one turn to the next: read the meter, decide, set the loads.",
    "stale_after_s": "Age from which the last reading is too old to act on; every load then goes to its safe state. "
    "At least two turns.",
    "timezone": "Local time, in which windows, deadlines and days count, in the POSIX form.",
    "place": "Where the house is, for strategies that look at the sun. Without it, the middle of Spain is taken for "
    "the default `timezone`, and a place is guessed from any other.",
    "place.latitude": "Degrees, north of the equator positive; one decimal is enough.",
    "place.longitude": "Degrees, east of Greenwich positive; one decimal is enough.",
    "stagger_s": "Two loads never start within that time.",
    "max_import_w": "What the house may import, e.g. the contracted power; loads are switched off before it is "
    "exceeded, the last in order first, whatever else they are due.",
    "target_net_wh": "The balance to end a period with: negative leaves some surplus, positive buys some.",
    "bias": "Moves the target away from the dearer mistake: a Wh too much bought, or a Wh too much given away.",
    "bias.import_eur_per_kwh": "Price of a kWh bought.",
    "bias.export_eur_per_kwh": "What a kWh fed in brings; less than one bought costs.",
    "bias.load_eur_per_kwh": "What a kWh in the loads is worth: what it replaces; between the two others. Halfway, "
    "the bias is 0.",
    "bias.forecast_sd_wh": "Standard deviation of the balance at the end of a period around what was aimed at.",
    "learn_power": "Whether what a load really draws is learned from the steps that the grid meter sees.",
    "retry_s": "How long a load rests that was found to draw nothing; needs `learn_power`.",
    "prices": "The price table on the board, by which guarantees choose the cheapest hours. In this version nothing "
    "fills it yet: without prices a guarantee starts as late as it may.",
    "prices.step_s": "How long a price holds; a divisor of a day.",
    "strategy": "The rule that decides which loads run.",
    "buses": "The wires and networks that meter and relays are reached by.",
    "meter": "The meter at the grid connection.",
    "loads": "What may be switched, in order of priority: the first runs first.",
    "journal": "The board's log of every turn.",
    "buses[].name": "Its name, by which meter and relays refer to it.",
    "buses[].kind": "How it speaks: Modbus over TCP.",
    "buses[].host": "Address of the meter or the gateway; no name, since a board looks none up while it controls.",
    "buses[].port": "TCP port.",
    "buses[].timeout_ms": "How long an answer is waited for.",
    "meter.profile": "Model of the meter.",
    "meter.bus": "Name of the bus it is on.",
    "meter.unit": "Its Modbus address.",
    "meter.max_power_w": "What the connection can carry; a reading beyond it, either way, is not believed.",
    "meter.registers": "`net`: what its import register counted more than its export register ties the balance, and "
    "closes gaps; right as well for meters that count each phase by itself. `ignore`: only power counts.",
    "meter.register_step_wh": "Resolution of its registers; left out, it is learned from them.",
    "loads[].name": "Its name, unique in the house.",
    "loads[].rated_power_w": "What it draws when it is on.",
    "loads[].min_on_s": "Once on, it stays on at least so long.",
    "loads[].min_off_s": "Once off, it stays off at least so long; also after a start of the board.",
    "loads[].safe_state": "Its state when nothing is known: before the first reading and while the meter is stale.",
    "loads[].max_switchings_per_day": "The strategy starts it only while two switchings are left of these.",
    "loads[].max_minutes_per_day": "It runs no longer than that in a day.",
    "loads[].windows": "When it may run: weekdays (none: all) and times; one may go on over midnight.",
    "loads[].guarantee": "What it is due every day, sun or no sun.",
    "loads[].guarantee.minutes": "As time; either this or `wh` is given.",
    "loads[].guarantee.wh": "As energy.",
    "loads[].guarantee.deadline": "Until when, local time.",
    "loads[].guarantee.buy_within_s": "So long before the deadline what the sun has not given may be bought, in the "
    "cheapest hours of the price table. Without a table it starts as late as possible.",
    "loads[].temperature": "A probe on it. While it says nothing, the load is in its safe state: this version drives "
    "no probe yet, so leave it out.",
    "loads[].temperature.stop_c": "At this temperature it stops.",
    "loads[].temperature.restart_c": "At this one it may run again.",
    "loads[].temperature.stale_after_s": "Age from which a measurement is too old to act on.",
    "loads[].heat_up": "Regular heat-up of a water heater against legionella; off unless it is given.",
    "loads[].heat_up.every_days": "At the latest so many days after the water was last hot.",
    "loads[].heat_up.at": "When it begins, local time.",
    "loads[].heat_up.minutes": "With `reach_c`: how long it tries; without: how long it runs without a pause.",
    "loads[].heat_up.reach_c": "How hot the water has to get; needs `temperature`.",
    "loads[].relay": "The switch in front of it.",
    "loads[].relay.kind": "What the switch is: a coil of a Modbus relay board.",
    "loads[].relay.bus": "Name of the bus it is on.",
    "loads[].relay.unit": "Modbus address of the relay board.",
    "loads[].relay.coil": "Number of the coil, the first is 0. No two loads share one.",
    "journal.turns_kib": "Room for the turns in flash; beyond it the oldest go.",
    "journal.flush_s": "How long turns are gathered in RAM before they are written; a power cut loses at most so much.",
    "strategy.name": "Which rule.",
    "strategy.just_in_time.wear": "How much a switching counts: `normal` suits relays and contactors; `sparing`, for "
    "pumps and compressors, switches less at the price of some energy.",
    "strategy.time_to_consume.on_min_wh": "Expected surplus below which nothing starts.",
    "strategy.time_to_consume.end_at_wh": "Expected surplus, without the load, at or below which it stops.",
    "strategy.time_to_consume.factor": "Share of the remaining time that the surplus must feed a load for it to start.",
    "strategy.time_to_consume.predictor": "What a start expects until the end of the period: that the power of this "
    "instant holds, that the average since it began does, or nothing more than what there is.",
    "strategy.hysteresis.on_at_wh": "Surplus of the period so far at which each load starts, in their order.",
    "strategy.hysteresis.off_at_wh": "Surplus at which each load stops again; less than the one at which it starts.",
    "strategy.minimum_on_time.time_limit_s": "How long the surplus so far must feed a load for it to start; "
    "it then runs for just that long.",
    "strategy.minimum_on_time.mode": "Which load is tried first: the one that uses the surplus up soonest; the first "
    "in order; or that one, and none past one that does not fit.",
    "strategy.instantaneous_surplus.on_delay_s": "How long the export must be enough for a load before it starts.",
    "strategy.instantaneous_surplus.off_delay_s": "How long power must be bought before the last load stops.",
    "strategy.instantaneous_surplus.margin_w": "Export beyond what the load draws that a start needs.",
    "strategy.instantaneous_surplus.tolerated_import_w": "Import up to which loads run on.",
}
"""By the place of the setting; `[]` stands for any item of a list."""
