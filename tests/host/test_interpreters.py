"""tests/shared on the MicroPythons; pytest itself runs the same files on CPython."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import interpreters

MODULES = sorted((interpreters.ROOT / "tests/shared").glob("test_*.py"))


def count_of_tests(path: Path) -> int:
    tree = ast.parse(path.read_text())
    return sum(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
@pytest.mark.parametrize("run", [interpreters.unix, interpreters.int32], ids=lambda run: run.__name__)
def test_shared_module(run: Callable, path: Path) -> None:
    done = run("tests/run_micropython.py", path.stem)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == f"{count_of_tests(path)} passed, 0 failed"


@pytest.mark.parametrize("run", [interpreters.unix, interpreters.int32], ids=lambda run: run.__name__)
def test_a_module_that_is_not_there_is_a_failure(run: Callable) -> None:
    assert run("tests/run_micropython.py", "test_nothing").returncode == 1


def test_int32_has_the_small_integers_of_a_board() -> None:
    """The third interpreter is there for them: from 2**30 on, an integer must cost it a heap object."""
    done = interpreters.int32("tests/host/small_integers.py")
    assert done.stdout.split() == ["True", "False"], done.stdout + done.stderr
