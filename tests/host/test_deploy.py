"""A deploy brings a board up to date, and leaves a whole firmware on it whatever happens in between."""

import binascii
import json
from pathlib import Path

import pytest
import serial
import typer
from typer.testing import CliRunner

from nethour_host import deploy as deploying
from nethour_host import resources
from nethour_host.board_link import BoardLink
from nethour_host.commands import deploy as command
from nethour_host.deploy import DeployResult, deploy
from nethour_host.errors import BoardBusy, BoardNotFound, BoardNotResponding, ConfigRefused, DeployFailed
from nethour_host.virtual_board import VirtualBoard
from virtual_boards import BUSY, restart, until

VIRTUAL = resources.board("virtual")
CONFIG = json.dumps(
    {
        "version": 1,
        "strategy": {"name": "time_to_consume"},
        "buses": [{"name": "house", "kind": "modbus_tcp", "host": "127.0.0.1", "port": 9}],
        "meter": {"profile": "eastron_sdm630", "bus": "house"},
        "loads": [
            {
                "name": "heater",
                "rated_power_w": 750,
                "relay": {"kind": "modbus_coil", "bus": "house", "unit": 2, "coil": 0},
            }
        ],
    }
)
VERSION_2 = "VERSION = 2\n"


@pytest.fixture
def firmware(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A firmware of few files, which prints its version and then runs for ever."""
    root = tmp_path / "firmware"
    (root / "part").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "version.py").write_text("VERSION = 1\n")
    (root / "part" / "large.py").write_text(f"{'# ' + 'x' * 76}\n" * 200)
    (root / "main.py").write_text(
        "from nethour.version import VERSION\nfrom nethour.part import large\n"
        "print('version', VERSION)\nwhile True: pass\n"
    )
    files = ("__init__.py", "version.py", "part/large.py")
    monkeypatch.setattr(resources, "firmware_files", lambda: {f"/nethour/{name}": root / name for name in files})
    monkeypatch.setattr(resources, "main_file", lambda: root / "main.py")
    monkeypatch.setattr(deploying, "_STOP_TIMEOUT_S", 0.02)  # this firmware answers no request
    return root


@pytest.fixture
def deployed(board: VirtualBoard, firmware: Path) -> None:
    """Version 1 is on the board and runs."""
    for path, data in deploying._files(VIRTUAL, CONFIG, None).items():
        file = board.flash / path[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    runs_version(board, 1)


def runs_version(board: VirtualBoard, version: int) -> None:
    with restart(board, {}) as port:
        port.reads(b"version %d\n" % version)


def on_flash(board: VirtualBoard) -> dict[str, bytes]:
    paths = (path for path in board.flash.rglob("*") if path.is_file())
    return {"/" + path.relative_to(board.flash).as_posix(): path.read_bytes() for path in paths}


class TestWholeFirmware:
    def test_runs_after_a_deploy_and_stops_safely_for_the_next(self, board: VirtualBoard) -> None:
        first = deploy(board.port, VIRTUAL, CONFIG)
        expected = {path: file.read_bytes() for path, file in resources.firmware_files().items()}
        expected |= {"/board.py": VIRTUAL.module.read_bytes(), "/main.py": resources.main_file().read_bytes()}
        expected["/config.json"] = CONFIG.encode()
        assert {path: data for path, data in on_flash(board).items() if "/journal/" not in path} == expected
        assert first == DeployResult(len(expected), 0, 0, sum(map(len, expected.values())), False)
        with BoardLink(board.port) as link:
            before = link.identity()
            link.ask("flush")  # only a firmware that found everything it needs has a journal
        assert before["config_crc"] == binascii.crc32(CONFIG.encode())
        second = deploy(board.port, VIRTUAL, CONFIG)
        assert second == DeployResult(0, len(expected), 0, 0, was_stopped=True)
        with BoardLink(board.port) as link:
            after = link.identity()
        assert after["boot_count"] == int(str(before["boot_count"])) + 1
        assert after["store_id"] == before["store_id"], "the journal is kept"


class TestWhatIsSent:
    def test_only_what_changed(self, board: VirtualBoard, firmware: Path, deployed: None) -> None:
        (firmware / "version.py").write_text(VERSION_2)
        done = deploy(board.port, VIRTUAL, CONFIG)
        assert (done.files_written, done.files_unchanged, done.bytes_written) == (1, 5, len(VERSION_2))
        runs_version(board, 2)

    def test_nothing_is_left_of_what_the_firmware_no_longer_has(self, board: VirtualBoard, deployed: None) -> None:
        (board.flash / "nethour" / "old").mkdir()
        (board.flash / "nethour" / "old" / "module.py").write_text("")
        (board.flash / "nethour" / "version.py.new").write_text("half")
        (board.flash / "main.py.new").write_text("half")
        (board.flash / "mine.py").write_text("# of the owner")
        before = on_flash(board)
        assert deploy(board.port, VIRTUAL, CONFIG).files_written == 0
        gone = set(before) - set(on_flash(board))
        assert gone == {"/nethour/old/module.py", "/nethour/version.py.new", "/main.py.new"}
        assert not (board.flash / "nethour" / "old").exists()

    def test_secrets_when_given_and_only_then(self, board: VirtualBoard, deployed: None) -> None:
        # More than fits into the board's heap beside anything else.
        secrets = json.dumps({"password": "x" * 150_000})
        deploy(board.port, VIRTUAL, CONFIG, secrets)
        deploy(board.port, VIRTUAL, CONFIG)
        assert (board.flash / "secrets.json").read_text() == secrets

    def test_progress_ends_with_everything(self, board: VirtualBoard, firmware: Path) -> None:
        told: list[tuple[str, int, int]] = []
        done = deploy(board.port, VIRTUAL, CONFIG, on_progress=lambda *progress: told.append(progress))
        assert told == sorted(told, key=lambda progress: progress[1])
        assert told[-1] == ("/main.py", done.bytes_written, done.bytes_written)

    def test_over_a_program_of_someone_else(self, board: VirtualBoard, firmware: Path) -> None:
        with restart(board, {"main.py": BUSY}) as port:
            port.reads(b"busy")
        assert not deploy(board.port, VIRTUAL, CONFIG).was_stopped
        runs_version(board, 1)


class TestInterrupted:
    @pytest.mark.parametrize("has_power", [True, False])
    def test_leaves_the_old_firmware_whole_and_the_next_deploy_completes(
        self, board: VirtualBoard, firmware: Path, deployed: None, has_power: bool
    ) -> None:
        (firmware / "version.py").write_text(VERSION_2)
        (firmware / "part" / "large.py").write_text("# y\n" * 3000)

        def cut_off(file: str, sent: int, total: int) -> None:
            if sent > 4000:
                if not has_power:
                    board.power_cut()
                board.unplug()

        with pytest.raises(BoardNotResponding, match="the board was lost while files were sent"):
            deploy(board.port, VIRTUAL, CONFIG, on_progress=cut_off)
        board.plug()
        runs_version(board, 1)
        deploy(board.port, VIRTUAL, CONFIG)
        runs_version(board, 2)
        assert not [path for path in on_flash(board) if path.endswith(".new")]

    def test_while_names_change_starts_no_half_new_firmware(
        self, board: VirtualBoard, firmware: Path, deployed: None
    ) -> None:
        (board.flash / "main.py").rename(board.flash / "main.py.new")
        (board.flash / "nethour" / "version.py").unlink()
        deploy(board.port, VIRTUAL, CONFIG)
        runs_version(board, 1)

    def test_what_arrives_damaged_is_not_put_in_place(
        self, board: VirtualBoard, firmware: Path, deployed: None
    ) -> None:
        (firmware / "version.py").write_text(VERSION_2)

        def damage(file: str, sent: int, total: int) -> None:
            if sent == total:
                (board.flash / "nethour" / "version.py.new").write_text("VERSION = 3\n")

        with pytest.raises(DeployFailed, match=r"/nethour/version\.py did not arrive"):
            deploy(board.port, VIRTUAL, CONFIG, on_progress=damage)
        runs_version(board, 1)


class TestRefused:
    @pytest.mark.parametrize(
        ("config", "secrets", "sentence"),
        [
            ("{", None, "config.json cannot be used, nothing was sent: "),
            (CONFIG.replace("750", "-750"), None, "rated_power_w"),
            (CONFIG, "[]", "secrets.json is not a JSON object"),
            (CONFIG, "{", "secrets.json is not JSON"),
        ],
    )
    def test_before_the_board_is_touched(self, config: str, secrets: str | None, sentence: str) -> None:
        with pytest.raises(ConfigRefused, match=sentence):
            deploy("/no/such/port", VIRTUAL, config, secrets)

    def test_without_a_board(self, tmp_path: Path) -> None:
        with pytest.raises(BoardNotFound, match="is it plugged in"):
            deploy(str(tmp_path / "port"), VIRTUAL, CONFIG)

    def test_while_another_program_holds_the_port(self, board: VirtualBoard) -> None:
        with serial.Serial(board.port, exclusive=True), pytest.raises(BoardBusy, match="another program holds it"):
            deploy(board.port, VIRTUAL, CONFIG)

    def test_by_a_micropython_that_is_too_old(self, board: VirtualBoard, firmware: Path) -> None:
        newer = resources.Board("virtual", VIRTUAL.directory, "virtual", "99.1")
        with pytest.raises(DeployFailed, match=r"the board has MicroPython 1\.\d+ and needs 99\.1 or later"):
            deploy(board.port, newer, CONFIG)
        assert on_flash(board) == {}

    def test_for_a_board_that_does_not_exist(self) -> None:
        with pytest.raises(BoardNotFound, match=r"there is no board 'toaster'; choose one of: .*virtual"):
            resources.board("toaster")


def test_the_command_says_what_it_did(board: VirtualBoard, firmware: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    command.register(app)
    config = tmp_path / "config.json"
    config.write_text(CONFIG)
    done = CliRunner().invoke(app, [str(config), "--port", board.port, "--board", "virtual"])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("6 files (")
    until(lambda: (board.flash / "main.py").exists())
    missing = CliRunner().invoke(app, [str(tmp_path / "none"), "--port", board.port, "--board", "virtual"])
    assert isinstance(missing.exception, ConfigRefused)
    assert "cannot be read" in str(missing.exception)
