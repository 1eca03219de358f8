"""Replay: a journal gives the same decisions again; one that was tampered with is found at the very record."""

import json
import random

from nethour import journal
from nethour.config import Config, build_controller, parse
from nethour.control.reason import FORCED_ON
from nethour.journal import Record
from nethour.reading import Reading
from nethour_sim.replay import replay

START_S = 3600 * 24 * 1000

CONFIG = parse(
    json.dumps(
        {
            "version": 1,
            "strategy": {"name": "time_to_consume"},
            "buses": [{"name": "lan", "kind": "modbus_tcp", "host": "192.0.2.1"}],
            "meter": {"profile": "eastron_sdm630", "bus": "lan"},
            "loads": [
                {
                    "name": name,
                    "rated_power_w": power_w,
                    "relay": {"kind": "modbus_coil", "bus": "lan", "unit": 2, "coil": coil},
                }
                for coil, (name, power_w) in enumerate([("heater", 750), ("pump", 1000)])
            ],
        }
    )
)


def live(config: Config, turns: int, seed: int) -> list[Record]:
    """A journal as a board writes it, through its bytes: a start and then turns with late, lost and frozen readings."""
    chance = random.Random(seed)
    controller = build_controller(config)
    buffer = bytearray(journal.record_size(2))
    journal.encode_boot(buffer, 0, 1, START_S, config.crc, 1, controller.loads)
    records = [journal.decode_record(buffer, 0, 2)]
    power_w = -1500
    for index in range(turns):
        now_s = START_S + 5 * index
        power_w += chance.randint(-300, 300)
        reading = None
        if chance.random() < 0.9 and not 300 < index < 330:
            loads_w = sum(load.rated_power_w for load in controller.loads if load.is_on)
            reading = Reading(now_s - chance.randint(0, 4), power_w + loads_w, index, 2 * index)
        controller.step(now_s, reading)
        journal.encode_turn(buffer, 0, index + 2, now_s, reading, controller.net_ws, controller.loads)
        records.append(journal.decode_record(buffer, 0, 2))
    return records


def config_text(crc: int) -> str | None:
    return CONFIG.text if crc == CONFIG.crc else None


def test_every_decision_of_a_journal_is_taken_again():
    records = live(CONFIG, 2000, seed=1)
    outcome = replay(records, config_text)
    assert outcome.is_identical
    assert (outcome.turn_count, outcome.skipped_count, outcome.boot_count) == (2000, 0, 1)
    assert any(on for record in records for on, _ in record.loads)


def test_a_changed_decision_is_found_at_its_record():
    records = live(CONFIG, 500, seed=2)
    is_on, why = records[250].loads[0]
    records[250].loads[0] = (not is_on, why)
    outcome = replay(records, config_text)
    assert outcome.differing_count == 1
    assert outcome.first is not None
    assert outcome.first.record is records[250]
    assert f"record {records[250].seq}" in str(outcome.first)


def test_a_changed_reading_changes_what_follows():
    records = live(CONFIG, 500, seed=3)
    position = next(index for index in range(100, 500) if records[index].reading is not None)
    records[position].reading.grid_power_w += 1
    outcome = replay(records, config_text)
    assert outcome.differing_count >= 1
    assert outcome.first is not None
    assert outcome.first.record.seq >= records[position].seq


def test_each_start_begins_with_a_new_controller():
    first, second = live(CONFIG, 300, seed=4), live(CONFIG, 300, seed=5)
    for record in second:
        record.seq += len(first)
    outcome = replay(first + second, config_text)
    assert outcome.is_identical
    assert (outcome.turn_count, outcome.boot_count) == (600, 2)


def test_turns_whose_past_is_missing_are_skipped_and_counted_never_guessed():
    records = live(CONFIG, 400, seed=6)
    without_start = replay(records[1:], config_text)
    assert (without_start.turn_count, without_start.skipped_count) == (0, 400)
    assert not without_start.is_identical
    with_hole = replay(records[:100] + records[110:], config_text)
    assert (with_hole.turn_count, with_hole.skipped_count) == (99, 291)
    unknown_config = replay(records, lambda crc: None)
    assert (unknown_config.turn_count, unknown_config.skipped_count) == (0, 400)


def live_with_override(config: Config) -> list[Record]:
    """A journal in which a user switches the first load on for ten minutes, without any sun."""
    controller = build_controller(config)
    size = journal.record_size(2)
    data = bytearray(size)
    journal.encode_boot(data, 0, 1, START_S, config.crc, 1, controller.loads)
    seq = 2
    for index in range(300):
        now_s = START_S + 5 * index
        record = bytearray(size)
        if index == 50:
            given = (1, 0, 1, now_s + 600)
            journal.encode_input(record, 0, seq, now_s, given, controller.loads)
            controller.take(now_s, *given)
            data += record
            record = bytearray(size)
            seq += 1
        reading = Reading(now_s, 300)
        controller.step(now_s, reading)
        journal.encode_turn(record, 0, seq, now_s, reading, controller.net_ws, controller.loads)
        data += record
        seq += 1
    return [journal.decode_record(data, at, 2) for at in range(0, len(data), size)]


def test_an_override_is_replayed_where_it_was_given():
    records = live_with_override(CONFIG)
    reasons = [record.loads[0][1] for record in records if record.kind == journal.TURN]
    assert reasons.count(FORCED_ON) == 120
    outcome = replay(records, config_text)
    assert (outcome.turn_count, outcome.differing_count) == (300, 0)


def test_a_journal_whose_input_was_left_out_is_not_what_the_controller_decides():
    records = [record for record in live_with_override(CONFIG) if record.kind != journal.INPUT]
    for number, record in enumerate(records, 1):
        record.seq = number
    outcome = replay(records, config_text)
    assert outcome.first is not None
    assert outcome.first.record.loads[0] == (True, FORCED_ON)
