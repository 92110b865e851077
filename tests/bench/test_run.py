"""One short run of everything, as `./dev bench` would do it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.run import options, plan_of

ROOT = Path(__file__).parent.parent.parent


def test_options_make_a_plan() -> None:
    plan = plan_of(options(["--quick", "--only", "idle", "--only", "fanout", "--repeat", "2"]))
    assert (plan.repeats, plan.only) == (2, ("idle", "fanout"))
    assert plan.seconds < plan_of(options([])).seconds
    assert options(["connections", "1000", "--hold", "5"]).count == 1000
    with pytest.raises(SystemExit):
        options(["connections", "1000", "--storm", "--gateways", "1"])


@pytest.mark.e2e
@pytest.mark.skipif(not (ROOT / "gateway.py").exists(), reason="no gateway")
def test_a_short_run_of_both_systems(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench", "--quick", "--only", "load debug.user"]
    done = subprocess.run(
        [*command, "--limit", "240", "--json", str(figures)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes = json.loads(figures.read_text())["outcomes"]
    assert {one["system"] for one in outcomes} == {"service", "stock"}
    assert all(one["figures"]["done"] > 0 for one in outcomes)
    assert "| debug.user | service |" in done.stdout
