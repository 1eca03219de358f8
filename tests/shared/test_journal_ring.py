"""The journal on flash: no number twice, no gap inside a segment, and every start goes on where the last one ended."""

import os

from nethour import journal
from nethour.app.journal_ring import JournalRing
from nethour.control.load import Load
from nethour.devices.storage import SEGMENT_SIZE, SegmentRing
from nethour.reading import Reading
from scratch import Scratch

AT_S = 205_156_800  # 2026-07-02 12:00 UTC
STORE_ID = b"\x01\x02\x03\x04\x05\x06\x07\x08"
CONFIG_CRC = 0xDEADBEEF
LOADS = [Load("heater", 750), Load("pump", 1000)]
FULL_COUNT = (SEGMENT_SIZE - journal.HEADER_SIZE) // journal.record_size(len(LOADS))


def ring_in(path, loads=LOADS, store_id=STORE_ID, buffer_count=100):
    segments = SegmentRing(os, path, 20 * SEGMENT_SIZE)
    return JournalRing(segments, len(loads), store_id, CONFIG_CRC, buffer_count)


def add_turns(ring, count):
    for _ in range(count):
        seq = ring.next_seq
        ring.add_turn(AT_S + seq, Reading(AT_S + seq, -seq), 1000 * seq, LOADS)


def header_of(segments, number):
    return journal.decode_header(segments.read(number, 0, journal.HEADER_SIZE))


def records_of(segments, number):
    """The whole records of a segment, one by one: a board has no room for all."""
    header = header_of(segments, number)
    size = header.record_size
    for offset in range(journal.HEADER_SIZE, segments.size(number) - size + 1, size):
        yield journal.decode_record(segments.read(number, offset, size), 0, header.load_count)


def seqs_in(path):
    segments = SegmentRing(os, path, 20 * SEGMENT_SIZE)
    return [[record.seq for record in records_of(segments, number)] for number in segments.numbers]


def tear(path, number, by):
    """What a power cut in the middle of a write leaves: `by` bytes more, or less when negative."""
    segments = SegmentRing(os, path, 20 * SEGMENT_SIZE)
    data = segments.read(number, 0, SEGMENT_SIZE)
    data = data + b"\xff" * by if by >= 0 else data[:by]
    with open(f"{path}/{number:08d}.nhj", "wb") as file:
        file.write(data)


def test_a_start_and_its_turns_come_back():
    with Scratch() as path:
        ring = ring_in(path)
        ring.add_boot(AT_S, 7, LOADS)
        ring.add_turn(AT_S + 5, Reading(AT_S + 4, -1500, 10, 20), -7500, LOADS)
        ring.add_turn(AT_S + 10, None, -15000, LOADS)
        assert ring.flush()
        assert ring.segments.numbers == [1]
        header = header_of(ring.segments, 1)
        records = list(records_of(ring.segments, 1))
        assert (header.store_id, header.first_seq, header.config_crc) == (STORE_ID, 1, CONFIG_CRC)
        assert [(record.seq, record.at_s, record.kind) for record in records] == [
            (1, AT_S, journal.BOOT),
            (2, AT_S + 5, journal.TURN),
            (3, AT_S + 10, journal.TURN),
        ]
        assert (records[0].boot_count, records[0].config_crc) == (7, CONFIG_CRC)
        assert records[1].reading.grid_power_w == -1500
        assert records[2].reading is None


def test_nothing_is_written_before_a_flush():
    with Scratch() as path:
        ring = ring_in(path)
        add_turns(ring, 20)
        assert os.listdir(path) == []
        assert ring.flush()
        assert seqs_in(path) == [list(range(1, 21))]


def test_a_flush_without_records_writes_nothing():
    with Scratch() as path:
        assert ring_in(path).flush()
        assert os.listdir(path) == []


def test_the_next_start_goes_on_in_the_same_segment():
    with Scratch() as path:
        for _ in range(3):
            ring = ring_in(path)
            add_turns(ring, 4)
            assert ring.flush()
        assert seqs_in(path) == [list(range(1, 13))]


def test_a_full_segment_is_followed_by_the_next():
    with Scratch() as path:
        ring = ring_in(path)
        for _ in range(11):
            add_turns(ring, 100)
            assert ring.flush()
        assert seqs_in(path) == [
            list(range(1, FULL_COUNT + 1)),
            list(range(FULL_COUNT + 1, 1101)),
        ]
        assert header_of(ring.segments, 2).first_seq == FULL_COUNT + 1
        assert ring_in(path).next_seq == 1101


def test_after_a_torn_record_a_new_segment_begins():
    with Scratch() as path:
        ring = ring_in(path)
        add_turns(ring, 10)
        ring.flush()
        tear(path, 1, -5)
        ring = ring_in(path)
        assert ring.next_seq == 10
        add_turns(ring, 2)
        assert ring.flush()
        assert seqs_in(path) == [list(range(1, 10)), [10, 11]]


def test_after_a_torn_header_no_number_is_given_twice():
    with Scratch() as path:
        ring = ring_in(path)
        add_turns(ring, 10)
        ring.flush()
        with open(path + "/00000002.nhj", "wb") as file:
            file.write(b"NHJ1\x01")
        ring = ring_in(path)
        assert ring.next_seq == 11
        add_turns(ring, 1)
        assert ring.flush()
        assert ring.segments.numbers == [1, 2, 3]
        assert header_of(ring.segments, 3).first_seq == 11


def test_other_loads_or_another_store_begin_a_segment():
    for change in ({"loads": LOADS[:1]}, {"store_id": b"another!"}):
        with Scratch() as path:
            ring = ring_in(path)
            add_turns(ring, 3)
            ring.flush()
            ring = ring_in(path, **change)
            assert ring.next_seq == 4
            ring.add_turn(AT_S, None, 0, change.get("loads", LOADS))
            assert ring.flush()
            assert seqs_in(path) == [[1, 2, 3], [4]]


def test_records_that_found_no_room_are_counted_and_leave_no_gap_inside_a_segment():
    with Scratch() as path:
        ring = ring_in(path, buffer_count=10)
        add_turns(ring, 4)
        ring.flush()
        add_turns(ring, 13)
        assert ring.lost_count == 10
        assert ring.flush()
        assert seqs_in(path) == [[1, 2, 3, 4], [15, 16, 17]]


def test_a_flash_that_cannot_be_written_keeps_records_in_ram_until_it_can():
    with Scratch() as path:
        below = path + "/turns"
        with open(below, "wb") as file:
            file.write(b"a file where the directory should be")
        ring = ring_in(below)
        add_turns(ring, 5)
        assert not ring.flush()
        os.remove(below)
        os.mkdir(below)
        add_turns(ring, 1)
        assert ring.flush()
        assert seqs_in(below) == [[1, 2, 3, 4, 5, 6]]
