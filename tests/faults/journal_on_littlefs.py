"""Runs on MicroPython: the journal on a real littlefs, in RAM, that gets full or loses its power at any write.

    micropython journal_on_littlefs.py FIRMWARE full|cuts

Prints one JSON object with what was found; see test_journal_on_littlefs.py.
"""

import json
import os
import sys

sys.path.insert(0, sys.argv[1])

from nethour import journal
from nethour.app.journal_ring import JournalRing
from nethour.control.load import Load
from nethour.devices.storage import SegmentRing
from nethour.reading import Reading

BLOCK = 4096
EIO = 5
AT_S = 205_156_800
LOADS = [Load("heater", 750), Load("pump", 1000)]
BUFFER_COUNT = 60


class Flash:
    """Blocks in RAM. After `writes_left` more writes the power is gone, the last of them half done."""

    def __init__(self, block_count):
        self.blocks = [bytearray(b"\xff" * BLOCK) for _ in range(block_count)]
        self.writes_left = None

    def readblocks(self, number, buffer, offset=0):
        if self.writes_left == 0:
            return -EIO
        buffer[:] = memoryview(self.blocks[number])[offset : offset + len(buffer)]

    def writeblocks(self, number, buffer, offset=0):
        size = len(buffer)
        if self.writes_left is not None:
            if self.writes_left == 0:
                return -EIO
            self.writes_left -= 1
            if self.writes_left == 0:
                size //= 2
        memoryview(self.blocks[number])[offset : offset + size] = memoryview(buffer)[:size]
        return 0 if size == len(buffer) else -EIO

    def ioctl(self, operation, argument):
        if operation == 4:
            return len(self.blocks)
        if operation == 5:
            return BLOCK
        if operation == 6:
            if self.writes_left == 0:
                return -EIO
            memoryview(self.blocks[argument])[:] = b"\xff" * BLOCK
        return 0


def boot(flash):
    """Power on: mount what is there, and the journal on it."""
    flash.writes_left = None
    os.mount(os.VfsLfs2(flash, progsize=256, readsize=256), "/flash")
    segments = SegmentRing(os, "/flash/journal/turns", 640 * 1024)
    return JournalRing(segments, len(LOADS), b"store id", 0, BUFFER_COUNT)


def add_turns(ring, count):
    for _ in range(count):
        seq = ring.next_seq
        ring.add_turn(AT_S + seq, Reading(AT_S + seq, -seq), seq, LOADS)


def stored_seqs(ring):
    """[first, last] of each run of records without a gap, over all segments; damaged records raise."""
    runs = []
    for number in ring.segments.numbers:
        size = ring.segments.size(number)
        if size < journal.HEADER_SIZE:
            continue
        header = journal.decode_header(ring.segments.read(number, 0, journal.HEADER_SIZE))
        step = header.record_size
        for offset in range(journal.HEADER_SIZE, size - step + 1, step):
            seq = journal.decode_record(ring.segments.read(number, offset, step), 0, len(LOADS)).seq
            if runs and seq == runs[-1][1] + 1:
                runs[-1][1] = seq
            else:
                runs.append([seq, seq])
    return runs


def full(flash):
    """Three times as much as fits."""
    ring = boot(flash)
    refused = 0
    for _ in range(200):
        add_turns(ring, 30)
        refused += not ring.flush()
    first = ring.segments.numbers[0]
    return {"refused": refused, "lost": ring.lost_count, "first_segment": first, "runs": stored_seqs(ring)}


def cuts(flash):
    """A cut at the 1st, 2nd, 3rd ... write; each time the records that flush() had acknowledged."""
    ring = boot(flash)
    missing = []
    starts = []
    for cut in range(40):
        flash.writes_left = 1 + cut
        acknowledged = ring.next_seq - 1
        while flash.writes_left:
            add_turns(ring, 20)
            if ring.flush():
                acknowledged = ring.next_seq - 1
        os.umount("/flash")
        ring = boot(flash)
        starts.append(ring.next_seq)
        if ring.next_seq <= acknowledged:
            missing.append([ring.next_seq, acknowledged])
    add_turns(ring, 1)
    ring.flush()
    return {"missing": missing, "starts": starts, "runs": stored_seqs(ring), "last": ring.next_seq - 1}


made = Flash(48 if sys.argv[2] == "full" else 160)
os.VfsLfs2.mkfs(made)
print(json.dumps(full(made) if sys.argv[2] == "full" else cuts(made)))
