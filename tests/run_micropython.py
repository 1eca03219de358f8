"""Run tests/shared on MicroPython: every test_*() of every test_*.py, or only of the modules named.

    .venv/bin/micropython -X heapsize=128k tests/run_micropython.py [test_ledger ...]

Ends with the line "N passed, N failed", and with exit code 1 when a test failed or none was found.
"""

import gc
import os
import sys

TESTS = sys.path[0]


def run_module(name: str) -> tuple:
    """(passed, failed) of one module; failures are printed as they happen."""
    module = __import__(name)
    passed = failed = 0
    for test in sorted(dir(module)):
        if not test.startswith("test_"):
            continue
        try:
            getattr(module, test)()
            passed += 1
        except Exception as error:  # a test may fail in any way
            failed += 1
            print(f"FAILED {name}.{test}")
            sys.print_exception(error)
    sys.modules.pop(name)
    return passed, failed


def main(names: list) -> int:
    """Run the modules of these names, all when there are none. Returns the exit code."""
    # As in firmware/main.py: compiling must not leave holes in a small heap.
    gc.threshold(8192)
    sys.path[:1] = [TESTS + "/../firmware", TESTS + "/shared"]
    files = [
        file for file in sorted(os.listdir(TESTS + "/shared")) if file.startswith("test_") and file.endswith(".py")
    ]
    passed = failed = 0
    for name in names or [file[:-3] for file in files]:
        # A board's heap has room for one module of tests at a time.
        gc.collect()
        counts = run_module(name)
        passed += counts[0]
        failed += counts[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1:]))
