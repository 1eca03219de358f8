"""Files that outlive a power cut: segments with growing numbers, small files replaced as a whole."""

import os

from nethour.devices import storage
from nethour.devices.storage import SEGMENT_SIZE, SegmentRing
from scratch import Scratch


def ring_in(path, max_bytes=10 * SEGMENT_SIZE):
    return SegmentRing(os, path + "/journal/turns", max_bytes)


def test_segments_are_numbered_from_one_and_can_be_read():
    with Scratch() as path:
        ring = ring_in(path)
        assert ring.numbers == []
        assert ring.begin(b"head")
        assert ring.append(b"one") and ring.append(b"two")
        assert ring.begin(b"next")
        assert ring.numbers == [1, 2]
        assert (ring.size(1), ring.size(2), ring.last_size) == (10, 4, 4)
        assert ring.read(1, 4, 256) == b"onetwo"
        assert ring.read(1, 6, 2) == b"et"
        assert sorted(os.listdir(path + "/journal/turns")) == ["00000001.nhj", "00000002.nhj"]


def test_a_new_start_finds_the_segments():
    with Scratch() as path:
        ring = ring_in(path)
        for head in (b"a", b"bb", b"ccc"):
            assert ring.begin(head)
        again = ring_in(path)
        assert again.numbers == [1, 2, 3]
        assert again.last_size == 3
        assert again.begin(b"d")
        assert again.numbers == [1, 2, 3, 4]


def test_the_oldest_goes_and_numbers_never_come_again():
    with Scratch() as path:
        ring = ring_in(path, 3 * SEGMENT_SIZE)
        for _ in range(5):
            assert ring.begin(b"head")
        assert ring.numbers == [3, 4, 5]
        assert len(os.listdir(path + "/journal/turns")) == 3
        assert ring_in(path, 3 * SEGMENT_SIZE).numbers == [3, 4, 5]


def test_other_files_are_left_alone():
    with Scratch() as path:
        ring = ring_in(path)
        ring.begin(b"head")
        storage.write_whole(os, path + "/journal/turns/readme.txt", b"hello")
        assert ring_in(path).numbers == [1]


def test_a_directory_that_cannot_be_written_costs_records_but_raises_nothing():
    with Scratch() as path:
        storage.write_whole(os, path + "/journal", b"a file where the directory should be")
        ring = ring_in(path)
        assert not ring.begin(b"head")
        assert ring.numbers == []
        assert ring.last_size == 0


def test_a_segment_that_is_gone_is_an_os_error():
    with Scratch() as path:
        try:
            ring_in(path).read(7, 0, 10)
        except OSError:
            return
        raise AssertionError("no OSError")


def test_a_small_file_is_replaced_as_a_whole():
    with Scratch() as path:
        file = path + "/count"
        assert storage.read_whole(file) == b""
        assert storage.write_whole(os, file, b"old")
        assert storage.write_whole(os, file, b"new")
        assert storage.read_whole(file) == b"new"
        assert os.listdir(path) == ["count"]


def test_the_store_id_is_made_once():
    with Scratch() as path:
        made = storage.store_id(os, path, lambda count: b"12345678"[:count])
        assert made == b"12345678"
        assert storage.store_id(os, path, lambda count: b"another!") == made


def test_starts_are_counted():
    with Scratch() as path:
        assert [storage.count_boot(os, path) for _ in range(3)] == [1, 2, 3]
        storage.write_whole(os, path + "/boot_count", b"\xff")
        assert storage.count_boot(os, path) == 1
