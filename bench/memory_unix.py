"""bench/memory_stages.py on MicroPython unix; argument: the folder of the firmware. Prints the heap in use a stage."""

import sys

sys.path.insert(0, sys.argv[1])

import memory_stages

print(memory_stages.used())
for _name, run in memory_stages.STAGES:
    run()
    print(memory_stages.used())
