"""The simulated house on a wire, asked by an independent Modbus client: the real pymodbus over a real socket."""

import json
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusIOException

from nethour_sim.recording import Recording, write_csv

NOON_S = 43200
METER = 1
RELAYS = 2
TOTAL_POWER, IMPORT_KWH, EXPORT_KWH, FREQUENCY = 0x0034, 0x0048, 0x004A, 0x0046


class Server:
    """A house server whose clock the test moves."""

    def __init__(self, directory: Path, *options: str) -> None:
        self.clock = directory / "clock"
        self.set_clock(0)
        command = [sys.executable, "-m", "nethour_sim.house_server", "--recording", str(directory / "day.csv")]
        self.process = subprocess.Popen(
            [*command, "--clock", str(self.clock), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.about = json.loads(self.process.stdout.readline())
        self.client = ModbusTcpClient("127.0.0.1", port=self.about["port"], timeout=5, retries=0)
        assert self.client.connect()

    def set_clock(self, after_noon_s: float) -> None:
        with self.clock.open("r+b" if self.clock.exists() else "wb") as file:
            file.write(struct.pack("<q", int((NOON_S + after_noon_s) * 1000)))

    def meter(self, address: int) -> float:
        answer = self.client.read_input_registers(address, count=2, device_id=METER)
        assert not answer.isError(), answer
        return struct.unpack(">f", struct.pack(">HH", *answer.registers))[0]

    def power_at(self, after_noon_s: float) -> float:
        self.set_clock(after_noon_s)
        return self.meter(TOTAL_POWER)

    def close(self) -> tuple[int, str, str]:
        """Exit code and what it wrote to its outputs."""
        self.client.close()
        if not self.process.stdout.closed:
            self.out, self.err = self.process.communicate(timeout=20)  # closes its standard input
        return self.process.returncode, self.out, self.err


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """Base load 300 W, generation from the 10th second on; a gap after 100 s; the last row at 300 s."""
    stamps = [*range(0, 101, 10), *range(200, 301, 10)]
    recording = Recording(
        name="day",
        at_s=np.array([NOON_S + after_s for after_s in stamps]),
        base_power_w=np.full(len(stamps), 300, np.int32),
        pv_power_w=np.array([0 if after_s < 10 else 2000 for after_s in stamps], np.int32),
        is_known=np.ones(len(stamps), np.bool_),
    )
    write_csv(recording, tmp_path / "day.csv")
    return tmp_path


@pytest.fixture
def start(day: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server on `day` with more options; it is ended with the test."""
    started: list[Server] = []

    def start(*options: str) -> Server:
        started.append(Server(day, *options))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    return start()


def test_the_meter_is_at_the_time_of_the_clock_and_import_is_positive(server: Server) -> None:
    assert server.power_at(0) == 300
    assert server.power_at(9.999) == 300
    assert server.power_at(10) == -1700
    assert server.about == {"port": server.about["port"], "name": "day", "start_at_s": NOON_S, "end_at_s": NOON_S + 300}


def test_the_registers_of_an_sdm630(server: Server) -> None:
    server.set_clock(100)
    assert server.meter(IMPORT_KWH) == pytest.approx(300 * 10 / 3.6e6)
    assert server.meter(EXPORT_KWH) == pytest.approx(1700 * 90 / 3.6e6)
    assert server.meter(FREQUENCY) == 50
    assert [server.meter(address) for address in (0x0000, 0x0002, 0x0004)] == [230, 230, 230]
    block = server.client.read_input_registers(TOTAL_POWER, count=EXPORT_KWH + 2 - TOTAL_POWER, device_id=METER)
    assert len(block.registers) == 24


def test_registers_of_a_coarser_meter(start: Callable[..., Server]) -> None:
    server = start("--register-step-wh", "10")
    server.set_clock(100)
    assert server.meter(IMPORT_KWH) == 0
    assert server.meter(EXPORT_KWH) == pytest.approx(0.04)  # 42.5 Wh


def test_a_relay_switches_a_load_and_reads_back(server: Server) -> None:
    assert server.power_at(20) == -1700
    assert not server.client.write_coil(1, True, device_id=RELAYS).isError()
    assert server.meter(TOTAL_POWER) == -700
    assert server.client.read_coils(0, count=8, device_id=RELAYS).bits == [False, True] + [False] * 6
    assert not server.client.write_coils(0, [True, False], device_id=RELAYS).isError()
    assert server.meter(TOTAL_POWER) == -950
    assert server.client.read_coils(0, count=2, device_id=RELAYS).bits[:2] == [True, False]
    server.set_clock(30)
    assert server.meter(EXPORT_KWH) == pytest.approx((1700 * 10 + 950 * 10) / 3.6e6)


def test_a_relay_without_a_load_only_clicks(server: Server) -> None:
    server.set_clock(20)
    assert not server.client.write_coil(7, True, device_id=RELAYS).isError()
    assert server.client.read_coils(7, count=1, device_id=RELAYS).bits[0] is True
    assert server.meter(TOTAL_POWER) == -1700


def test_what_the_devices_do_not_have_is_an_exception(server: Server) -> None:
    assert server.client.read_input_registers(0x0200, count=2, device_id=METER).exception_code == 2
    assert server.client.read_holding_registers(0, count=2, device_id=METER).exception_code == 1
    assert server.client.write_coil(8, True, device_id=RELAYS).exception_code == 2
    assert server.client.write_coils(7, [True, True], device_id=RELAYS).exception_code == 2
    assert server.client.read_coils(7, count=1, device_id=RELAYS).bits[0] is False


def is_silent(server: Server, after_noon_s: float) -> bool:
    """Whether the meter leaves a request without an answer, while the relay board behind it answers the next one."""
    server.set_clock(after_noon_s)
    with socket.create_connection(("127.0.0.1", server.about["port"]), timeout=5) as raw:
        raw.sendall(struct.pack(">HHHBBHH", 1, 0, 6, METER, 4, TOTAL_POWER, 2))
        for _ in range(2):  # pymodbus answers one request of a connection at a time: let it take the first one
            assert not server.client.read_coils(0, count=1, device_id=RELAYS).isError()
        raw.sendall(struct.pack(">HHHBBHH", 2, 0, 6, RELAYS, 1, 0, 1))
        return struct.unpack(">H", raw.recv(2))[0] == 2


def test_the_meter_does_not_answer_what_the_recording_does_not_know(server: Server) -> None:
    assert not is_silent(server, 100)
    assert is_silent(server, 101)
    assert is_silent(server, 199)
    assert server.power_at(200) == -1700
    assert not is_silent(server, 360)
    assert is_silent(server, 361)


def test_a_client_sees_silence_as_a_timeout_and_can_go_on(server: Server) -> None:
    impatient = ModbusTcpClient("127.0.0.1", port=server.about["port"], timeout=0.2, retries=0)
    server.set_clock(150)
    with pytest.raises(ModbusIOException):
        impatient.read_input_registers(TOTAL_POWER, count=2, device_id=METER)
    impatient.close()
    assert server.power_at(200) == -1700


def test_faults_on_request(start: Callable[..., Server]) -> None:
    at = [str(NOON_S + after_s) for after_s in (20, 40, 60)]
    options = ["--silent-from", at[0], "--silent-to", at[1], "--exception-from", at[1], "--exception-to", at[2]]
    server = start(*options)
    assert server.power_at(19) == -1700
    assert is_silent(server, 20)
    assert is_silent(server, 39)
    server.set_clock(40)
    assert server.client.read_input_registers(TOTAL_POWER, count=2, device_id=METER).exception_code == 4
    assert server.power_at(60) == -1700


def test_loads_draw_what_they_are_told_to(start: Callable[..., Server]) -> None:
    server = start("--load", "747", "--load", "983", "--load", "10")
    server.set_clock(20)
    server.client.write_coils(0, [True, True, True], device_id=RELAYS)
    assert server.meter(TOTAL_POWER) == -1700 + 747 + 983 + 10


def test_it_ends_quietly_with_its_standard_input(server: Server) -> None:
    server.power_at(20)
    assert server.close() == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quietly_when_told_to(server: Server, number: signal.Signals) -> None:
    server.process.send_signal(number)
    assert server.process.wait(20) == 0
    assert server.close() == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--recording", "no.csv"], "no.csv: there is no such file; check the path"),
        (["--seed", "1", "--clock", "no.clock"], "clock no.clock: No such file or directory; give the file"),
        (["--seed", "1", "--port", "70000"], "port 70000: nothing can listen there on 127.0.0.1; give another one"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_sentence(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nethour_sim.house_server", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_without_a_clock_it_lives_an_invented_day_from_its_first_second() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "nethour_sim.house_server", "--seed", "5", "--date", "2022-06-01"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        about = json.loads(process.stdout.readline())
        client = ModbusTcpClient("127.0.0.1", port=about["port"], timeout=5, retries=0)
        assert not client.read_input_registers(TOTAL_POWER, count=2, device_id=METER).isError()
        client.close()
    assert about["end_at_s"] - about["start_at_s"] == 86390
