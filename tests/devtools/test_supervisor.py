"""The supervisor of ./dev up: processes are started again, and none outlives the run."""

import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devtools import processes
from devtools.errors import Stopped
from devtools.leftovers import Register
from devtools.supervisor import Supervisor


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(tmp_path: Path, output: io.StringIO) -> Iterator[Supervisor]:
    made = Supervisor(Register(tmp_path / "children.json"), tmp_path, dict(os.environ), output)
    yield made
    made.stop()


def pump_until(supervisor: Supervisor, done: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        supervisor.pump(0.05)


def lines_of(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_output_is_shown_with_the_name_of_its_process(
    supervisor: Supervisor, output: io.StringIO
) -> None:
    assert supervisor.run("greeter", "exec sh -c 'echo hello; exit 3'") == 3

    assert "greeter        | hello" in output.getvalue()


def test_a_process_that_ends_is_started_again(
    supervisor: Supervisor, output: io.StringIO, tmp_path: Path
) -> None:
    supervisor.start("web.1", "exec sh -c 'echo $$ >> pids; exit 7'")

    pump_until(supervisor, lambda: len(lines_of(tmp_path / "pids")) == 2)

    assert len(set(lines_of(tmp_path / "pids"))) == 2
    assert "web.1 ended (exit status 7); again in 0.1 s" in output.getvalue()


def test_who_was_well_never_waits_long_and_clients_do_not_wait_for_the_rest(
    supervisor: Supervisor, output: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devtools.supervisor.HEALTHY_SECONDS", 0.0)
    for name in ("worker.1", "worker-slow.1"):
        supervisor.start(name, f"exec sh -c 'echo x >> {name}; exit 1'")

    pump_until(supervisor, lambda: len(lines_of(tmp_path / "worker.1")) == 3)

    assert "worker.1 ended (exit status 1); again in 0.1 s" in output.getvalue()
    assert "worker.1 ended (exit status 1); again in 0.2 s" not in output.getvalue()
    assert "worker-slow.1 ended (exit status 1); again in 2 s" in output.getvalue()


def test_who_ends_at_once_again_and_again_waits_longer_each_time(
    supervisor: Supervisor, output: io.StringIO, tmp_path: Path
) -> None:
    supervisor.start("worker.1", "exec sh -c 'echo x >> starts; exit 1'")

    pump_until(supervisor, lambda: len(lines_of(tmp_path / "starts")) == 3)

    assert "again in 0.1 s" in output.getvalue()
    assert "again in 0.2 s" in output.getvalue()


def test_a_killed_process_comes_back_although_its_child_lives_on(
    supervisor: Supervisor, output: io.StringIO, tmp_path: Path
) -> None:
    supervisor.start("web.1", "exec sh -c 'echo $$ >> pids; sleep 1000 & echo $! >> orphans; wait'")
    pump_until(supervisor, lambda: len(lines_of(tmp_path / "orphans")) == 1)

    os.kill(int(lines_of(tmp_path / "pids")[0]), signal.SIGKILL)
    pump_until(supervisor, lambda: len(lines_of(tmp_path / "orphans")) == 2)

    assert processes.started_at(int(lines_of(tmp_path / "orphans")[0])) is None
    assert "web.1 ended (SIGKILL)" in output.getvalue()


def test_stopping_leaves_nothing_of_a_process_that_ignores_it(
    supervisor: Supervisor, output: io.StringIO, tmp_path: Path
) -> None:
    stubborn = "trap : TERM INT; echo $$ >> pids; (trap : TERM; sleep 1000) & echo $! >> pids; "
    supervisor.start("worker.1", f"exec sh -c '{stubborn} while true; do sleep 1000; done'")
    pump_until(supervisor, lambda: len(lines_of(tmp_path / "pids")) == 2)

    supervisor.stop()

    assert "worker.1 does not stop; killed" in output.getvalue()
    for pid in lines_of(tmp_path / "pids"):
        assert processes.started_at(int(pid)) is None


def test_who_takes_work_is_stopped_before_who_does_it(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    for name in ("worker.1", "web.1", "worker-slow.1"):
        quits = f'trap "echo {name} >> ends; exit 0" TERM; echo x >> up; sleep 1000 & wait'
        supervisor.start(name, f"exec sh -c '{quits}'")
    pump_until(supervisor, lambda: len(lines_of(tmp_path / "up")) == 3)

    supervisor.stop()

    ends = lines_of(tmp_path / "ends")
    assert ends[0] == "web.1"
    assert sorted(ends[1:]) == ["worker-slow.1", "worker.1"]


class ClosedPipe(io.StringIO):
    """Standard output after the program behind `|` has ended."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_when_nobody_reads_the_output_the_run_ends(tmp_path: Path) -> None:
    register = Register(tmp_path / "children.json")
    supervisor = Supervisor(register, tmp_path, dict(os.environ), ClosedPipe())
    supervisor.say("hello?")

    with pytest.raises(Stopped):
        supervisor.pump()

    supervisor.say("nobody is told, and nothing fails")
    supervisor.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_end_the_run(supervisor: Supervisor, number: signal.Signals) -> None:
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor.listen()
        signal.raise_signal(number)

        with pytest.raises(Stopped):
            supervisor.pump()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
