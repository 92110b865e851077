"""A killed run leaves no process: its guard ends them, or the next run does."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools import processes
from devtools.errors import Refused
from devtools.home import Home
from devtools.leftovers import Register, end_leftovers

ROOT = Path(__file__).parent.parent.parent
RUN = """
import subprocess, sys, time
from pathlib import Path
from devtools.leftovers import Guard, Register
register = Register(Path(sys.argv[1]))
guard = Guard(register.path, remove=Path(sys.argv[2]))
child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
register.add(child.pid)
print(child.pid, guard.pid, flush=True)
time.sleep(1000)
"""


def start_run(folder: Path) -> tuple["subprocess.Popen[str]", int, int]:
    folder.mkdir(exist_ok=True)
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder / "children.json"), str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    child, guard = map(int, run.stdout.readline().split())
    run.stdout.close()
    return run, child, guard


def gone(pid: int) -> bool:
    return processes.started_at(pid) is None


def test_the_guard_ends_the_children_of_a_killed_run(tmp_path: Path) -> None:
    run, child, guard = start_run(tmp_path / "run")

    run.kill()
    run.wait()

    assert processes.wait_until(lambda: gone(child) and gone(guard), 10)
    assert not (tmp_path / "run").exists()


def test_the_next_run_ends_what_a_killed_guard_left(tmp_path: Path) -> None:
    run, child, guard = start_run(tmp_path / "run")
    os.kill(guard, signal.SIGKILL)
    run.kill()
    run.wait()
    assert not gone(child)

    assert end_leftovers(tmp_path / "run" / "children.json") == 1

    assert gone(child)


def test_a_stranger_with_the_number_of_a_child_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    path = tmp_path / "children.json"
    path.write_text(json.dumps([[stranger.pid, time.time() - 5000, signal.SIGTERM]]))

    assert end_leftovers(path) == 0

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_register_forgets_what_has_ended(tmp_path: Path) -> None:
    register = Register(tmp_path / "children.json")
    child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    register.add(child.pid)
    register.remove(child.pid)

    assert end_leftovers(register.path) == 0

    child.kill()
    child.wait()


# --------------------------------------------------------------------------------------- DATA_DIR


def made_home(path: Path) -> Home:
    home = Home(path)
    home.create()
    return home


def test_one_run_at_a_time_per_folder(tmp_path: Path) -> None:
    first, second = made_home(tmp_path), made_home(tmp_path)
    first.lock()

    with pytest.raises(Refused, match=f"in use by process {os.getpid()}"):
        second.lock()

    first.unlock()
    second.lock()
    second.unlock()


def test_secrets_stay_the_same_and_private(tmp_path: Path) -> None:
    first = made_home(tmp_path).secrets()

    assert made_home(tmp_path).secrets() == first
    assert len(set(first.values())) == len(first)
    assert all(len(text) >= 16 for text in first.values())
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
