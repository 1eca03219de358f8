"""What the console's requests get, decoded as the host decodes it."""

import binascii
import json
import os

from nethour import __version__, journal, wire
from nethour.app.journal_ring import JournalRing
from nethour.app.journal_task import JournalTask
from nethour.app.log import Log
from nethour.app.service import Service
from nethour.control.load import Load
from nethour.devices.storage import SEGMENT_SIZE, SegmentRing
from scratch import Scratch

AT_S = 205_156_800  # 2026-07-02 12:00 UTC
LOADS = [Load("heater", 750)]
CONFIG = b'{"version": 1, "more": "' + b"x" * 400 + b'"}'
IDENTITY = {"device": "0102030405060708", "store_id": "1112131415161718", "name": "virtual", "boot_count": 3}


class StandingClock:
    def now_s(self):
        return AT_S


def service_in(path, config=CONFIG, stop=None):
    ring = JournalRing(SegmentRing(os, path, 20 * SEGMENT_SIZE), 1, b"storeid8", 0, 50)
    return Service(IDENTITY, StandingClock(), config, JournalTask(ring, 300, Log()), stop), ring


def refusal(service, command):
    try:
        service.answer(command.split())
    except (ValueError, OSError) as error:
        return str(error)
    raise AssertionError(f"{command} is answered")


def test_id_says_who_the_board_is_and_fits_a_frame():
    with Scratch() as path:
        payload = service_in(path)[0].answer(["id"])
        expected = dict(IDENTITY)
        expected.update({"version": __version__, "at_s": AT_S, "config_crc": binascii.crc32(CONFIG)})
        assert json.loads(payload) == expected
        assert len(payload) <= wire.MAX_PAYLOAD


def test_without_a_configuration_there_is_no_crc_of_it():
    with Scratch() as path:
        service, _ = service_in(path, config=b"")
        assert json.loads(service.answer(["id"]))["config_crc"] is None
        assert "no config.json" in refusal(service, "cf 0 256")


def test_cf_gives_the_exact_bytes_in_chunks():
    with Scratch() as path:
        service, _ = service_in(path)
        found = b""
        while len(found) < len(CONFIG):
            source, _, offset, data = wire.decode_chunk(service.answer(["cf", str(len(found)), "256"]))
            assert (source, offset) == (wire.CONFIG, len(found))
            found += data
        assert found == CONFIG
        assert wire.decode_chunk(service.answer(["cf", str(len(CONFIG)), "256"]))[3] == b""


def test_a_chunk_is_never_longer_than_a_frame_takes():
    with Scratch() as path:
        payload = service_in(path)[0].answer(["cf", "0", "4000"])
        assert len(wire.decode_chunk(payload)[3]) == wire.MAX_CHUNK


def test_flush_makes_records_readable():
    with Scratch() as path:
        service, ring = service_in(path)
        ring.add_boot(AT_S, 3, LOADS)
        assert service.answer(["ls", "turns", "0"]) == b""
        assert service.answer(["flush"]) == b""
        size = journal.HEADER_SIZE + journal.record_size(1)
        assert wire.decode_listing(service.answer(["ls", "turns", "0"])) == [(1, size)]
        assert wire.decode_listing(service.answer(["ls", "turns", "2"])) == []
        source, segment, offset, data = wire.decode_chunk(service.answer(["rd", "turns", "1", "32", "256"]))
        assert (source, segment, offset) == (wire.TURNS, 1, 32)
        assert journal.decode_record(data, 0, 1).boot_count == 3


def test_stop_is_passed_on_and_answered():
    stops = []
    with Scratch() as path:
        service, _ = service_in(path, stop=lambda: stops.append(1))
        assert service.answer(["stop"]) == b""
    assert stops == [1]


def test_what_cannot_be_answered_says_why():
    with Scratch() as path:
        service, _ = service_in(path)
        assert "not a command" in refusal(service, "reboot")
        assert "not a command" in refusal(service, "")
        assert "no segment 5" in refusal(service, "rd turns 5 0 256")
        assert "no such ring" in refusal(service, "ls minutes 0")
        assert "no such ring" in refusal(service, "ls")
        assert "whole numbers" in refusal(service, "rd turns 1 -5 256")
        assert "whole numbers" in refusal(service, "rd turns 1")
        assert "whole numbers" in refusal(service, "cf 0 many")


def test_without_a_journal_identity_and_configuration_are_still_there():
    service = Service(IDENTITY, StandingClock(), CONFIG, None, None)
    assert json.loads(service.answer(["id"]))["name"] == "virtual"
    assert wire.decode_chunk(service.answer(["cf", "0", "10"]))[3] == CONFIG[:10]
    for command in ("ls turns 0", "rd turns 1 0 256", "flush"):
        assert "no journal" in refusal(service, command)
