"""Prints whether 2**30 - 1 and 2**30 are made without the heap."""

import micropython


def is_small(half):
    micropython.heap_lock()
    try:
        return half + half + 1 > 0
    except MemoryError:
        return False
    finally:
        micropython.heap_unlock()


print(is_small(2**29 - 1), is_small(2**29))
