"""The page of other controllers' bugs names tests that exist, one at least for each bug."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "peer-bugs.md"
ROWS = [
    line.strip("|").split(" | ")
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| What went wrong |")
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")


def has_test(file: str, name: str) -> bool:
    """Whether there is a function, or a method of a class, of this name."""
    path = ROOT / file
    body: list[ast.stmt] = ast.parse(path.read_text("utf-8")).body if path.is_file() else []
    *classes, function = name.split("::")
    for wanted in classes:
        body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == wanted), [])
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in body)


def test_the_page_has_its_bugs() -> None:
    assert len(ROWS) >= 21


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:50])
def test_each_bug_has_tests_and_they_are_there(row: list[str]) -> None:
    _, tests = row
    named = NAMED.findall(tests)
    assert len(named) == tests.count("`") // 2 > 0
    assert [name for name in named if not has_test(*name)] == []


def test_a_test_that_is_not_there_is_missed() -> None:
    assert has_test("tests/host/test_peer_bugs_page.py", "test_the_page_has_its_bugs")
    assert not has_test("tests/host/test_peer_bugs_page.py", "test_nothing")
    assert not has_test("tests/host/test_app.py", "TestConsole::test_surplus_runs_the_loads_and_deficit_ends_it")
    assert not has_test("tests/host/test_nothing.py", "test_nothing")
