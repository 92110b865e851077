"""A parent and its children, in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KILLED_ONCE = """
import os, signal, sys, time
import processes

begun = sys.argv[1]
processes.RESTART_SECONDS = float(sys.argv[2])
time.sleep = lambda seconds: print("paused", seconds, flush=True)
if processes.Parent("part", 2).run():
    with open(begun, "a") as file:
        file.write(".")
        number = file.tell()
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 3:
        os.kill(os.getppid(), signal.SIGTERM)
    while True:
        signal.pause()
"""


@pytest.mark.parametrize(("healthy", "paused"), [("0", []), ("3600", ["paused 3600.0"])])
def test_one_that_ran_well_is_there_again_at_once(tmp_path, healthy, paused):
    command = [sys.executable, "-c", KILLED_ONCE, tmp_path / "begun", healthy]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)

    assert (tmp_path / "begun").read_text() == "..."
    assert [line for line in done.stdout.splitlines() if "paused" in line] == paused
    assert "part process died" in done.stdout + done.stderr
