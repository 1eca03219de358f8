"""Who may import whom, how large a file may be, and one version number: checked over the whole tree."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import nethour

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for folder in ("firmware", "boards", "host", "simulator", "tools", "bench", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
OURS = ("nethour", "nethour_host", "nethour_sim")
SHARED = ("nethour.config", "nethour.journal", "nethour.reading", "nethour.settings", "nethour.wire")

# The first row whose folder holds the file tells. `only`: nothing else at all may be imported; `ours`: of our own
# packages nothing else, libraries are free.
RULES = (
    ("firmware/nethour/control/", "only", ("nethour.control",)),
    (
        "firmware/nethour/config.py",
        "only",
        ("json", "binascii", "nethour.control", "nethour.settings", "nethour.config_checks", "nethour.builder"),
    ),
    ("firmware/nethour/config_checks.py", "only", ("json", "nethour.control", "nethour.settings")),
    ("firmware/nethour/builder.py", "only", ("nethour.control", "nethour.settings")),
    ("firmware/nethour/journal.py", "only", ("struct", "nethour.reading")),
    ("firmware/nethour/wire.py", "only", ("binascii", "struct")),
    ("firmware/nethour/reading.py", "only", ()),
    ("firmware/nethour/__init__.py", "only", ()),
    ("firmware/nethour/devices/", "only", ("asyncio", "json", "struct", "nethour.devices", "nethour.reading")),
    (
        "firmware/nethour/app/",
        "only",
        ("asyncio", "binascii", "gc", "json", "os", "select", "sys", "nethour"),
    ),
    ("firmware/main.py", "ours", ("nethour",)),
    ("boards/", "ours", ()),
    ("host/", "ours", ("nethour_host", "nethour_sim", *SHARED)),
    ("simulator/", "ours", ("nethour_sim", "nethour.control", *SHARED)),
    ("tools/", "ours", OURS),
    ("bench/", "ours", OURS),
    ("tests/", "ours", OURS),
)
HARDWARE = ("machine", "network", "rp2", "esp32")
LONGEST = 300


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(source: str) -> Iterator[str]:
    """Full dotted name of everything that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def breaches(file: str, source: str) -> list[str]:
    """What a file of this path must not import, but does."""
    kind, allowed = next((rule[1:] for rule in RULES if file.startswith(rule[0])), ("only", ()))
    found = []
    for name in imported(source):
        is_allowed = any(name == module or name.startswith(module + ".") for module in allowed)
        if kind == "ours" and allowed:
            is_allowed |= name in ("nethour", "nethour.__version__")
        is_ours = name.startswith(".") or name.split(".")[0] in OURS
        is_hardware = name.split(".")[0] in HARDWARE and not file.startswith("boards/")
        if is_hardware or not (is_allowed or (kind == "ours" and not is_ours)):
            found.append(name)
    return found


def writes_to_modules(source: str) -> bool:
    """Whether a source puts something in place of a module: writes to sys.modules, or hands it to who could."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            suspects = [node.value]
        elif isinstance(node, ast.Call):
            is_writer = isinstance(node.func, ast.Attribute) and node.func.attr in ("update", "setdefault")
            suspects = [*node.args, *([node.func.value] if is_writer else [])]
        else:
            continue
        if any(ast.unparse(suspect) in ("sys.modules", "'sys.modules'") for suspect in suspects):
            return True
    return False


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_a_file_imports_only_what_its_place_allows(path: Path) -> None:
    assert breaches(relative(path), path.read_text()) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("firmware/nethour/control/load.py", "import time"),
        ("firmware/nethour/control/load.py", "def f():\n    from micropython import const"),
        ("firmware/nethour/control/load.py", "from . import reason"),
        ("firmware/nethour/config.py", "from nethour.devices import bus"),
        ("firmware/nethour/devices/bus.py", "from nethour.control import load"),
        ("firmware/nethour/devices/bus.py", "from machine import UART"),
        ("firmware/nethour/app/loop.py", "import network"),
        ("firmware/nethour/app/loop.py", "import board"),
        ("firmware/main.py", "import machine"),
        ("firmware/other.py", "import json"),
        ("boards/pico_w/board.py", "import nethour"),
        ("host/nethour_host/pull.py", "from nethour.control.ledger import Ledger"),
        ("host/nethour_host/pull.py", "from nethour import app"),
        ("host/nethour_host/pull.py", "import nethour.devices.bus"),
        ("simulator/nethour_sim/house.py", "import nethour_host"),
        ("simulator/nethour_sim/house.py", "from nethour.app import loop"),
        ("tests/host/test_x.py", "import machine"),
    ],
)
def test_a_breach_is_seen(file: str, source: str) -> None:
    assert len(breaches(file, source)) == 1


# The virtual board's rom/ stands for what is burnt into a chip, the module `micropython` among it.
@pytest.mark.parametrize(
    "path", [path for path in CODE if not relative(path).startswith("boards/virtual/rom/")], ids=relative
)
def test_nothing_is_put_in_place_of_a_module(path: Path) -> None:
    assert not writes_to_modules(path.read_text())


@pytest.mark.parametrize(
    "source",
    [
        "sys.modules['machine'] = fake",
        "del sys.modules['machine']",
        "sys.modules.update(machine=fake)",
        "monkeypatch.setitem(sys.modules, 'machine', fake)",
        "patch.dict('sys.modules', machine=fake)",
    ],
)
def test_putting_something_in_place_of_a_module_is_seen(source: str) -> None:
    assert writes_to_modules(source)


def test_a_file_has_one_job() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in CODE}
    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def tracked() -> list[Path]:
    """The text files that are part of the project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in (".png", ".jpg", ".ico", ".woff2")]


def test_no_path_of_one_machine_is_in_the_tree() -> None:
    somewhere = re.compile(rf"{re.escape(str(ROOT))}\b|/home/[a-z]|/Users/[A-Za-z]")
    assert [relative(path) for path in tracked() if somewhere.search(path.read_text(errors="replace"))] == []


@pytest.mark.parametrize("file", ["constraints.txt", "package-lock.json", "package.json", ".npmrc", "pyproject.toml"])
def test_pins_name_no_registry(file: str) -> None:
    assert "://" not in (ROOT / file).read_text()


def test_there_is_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert (nethour.__version__, newest[1]) == (project, project)
