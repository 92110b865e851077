"""A short run, as `./dev chaos` would do it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
FAULTS = (
    "worker:kill",
    "workers:crash",
    "gateways:crash",
    "gateway:kill",
    "postgres:failover",
    "valkey:failover",
    "postgres:kill",
    "valkey:cut",
    "workers:stop:1",
)


def counted(text: str) -> dict[str, int]:
    return {name: int(count) for count, name in re.findall(r"(\d+) (\w+)", text)}


@pytest.mark.e2e
@pytest.mark.timeout(400)
def test_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.chaos", *FAULTS, "--every", "1", "--clients", "6"]
    done = subprocess.run(
        [*command, "--rate", "30", "--logs", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"| {fault} |" in done.stdout for fault in FAULTS)
    sent, seen = done.stdout.split("on devices:")
    assert not any(counted(seen)[name] for name in ("lost", "doubled", "misordered", "gaps"))
    counts = counted(sent)
    assert counts["sent"] == counts["answered"] == counts["stored"] > 30
    assert counts["lost"] == counts["doubled"] == counts["refused"] == counts["unanswered"] == 0
    assert "never" not in done.stdout
    assert len(list(tmp_path.glob("worker*.log"))) >= 2
