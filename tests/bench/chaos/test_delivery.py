"""A short run, as `./dev bench delivery` would do it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bench import report
from bench.chaos.ledger import Verdict
from bench.chaos.view import Differences
from bench.delivery import Delivered, Plan, render
from bench.run import options

ROOT = Path(__file__).parent.parent.parent.parent


def numbers(table: str, name: str) -> list[int]:
    """The whole numbers in the row of that name."""
    (row,) = [line for line in table.splitlines() if line.startswith(f"| {name} |")]
    value = row.removeprefix(f"| {name} |")
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d|\d", value)]


def test_options() -> None:
    chosen = options(["delivery", "--minutes", "0.5", "--rate", "20", "--every", "3"])
    assert (chosen.command, chosen.minutes, chosen.rate, chosen.every) == ("delivery", 0.5, 20, 3)


def test_the_page_keeps_the_figures(tmp_path, monkeypatch) -> None:
    for name in ("PAGE", "SUITE", "CROWD", "POOLS", "GROWTH", "MIXED", "DELIVERY"):
        monkeypatch.setattr(report, name, tmp_path / name)
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    out = Delivered(
        {},
        Plan(30),
        Verdict(sent=4000, answered=4000, stored=4000),
        Differences(seen=9000, lost=1),
        {"worker:kill": 2},
    )
    assert out.wrong == 1
    report.write(report.DELIVERY, out)
    page = (tmp_path / "PAGE").read_text()
    assert render(out) in page
    assert "2 x worker:kill" in page
    kept = msgspec.json.decode((tmp_path / "DELIVERY").read_bytes(), type=Delivered)
    assert kept == out


@pytest.mark.e2e
@pytest.mark.timeout(500)
def test_every_device_sees_everything() -> None:
    command = [sys.executable, "-m", "bench", "--limit", "480", "delivery", "--minutes", "0.3"]
    done = subprocess.run(
        [*command, "--users", "4", "--rate", "20", "--every", "4"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "worker:kill" in done.stdout
    sent, answered, stored = numbers(done.stdout, "sent, answered, stored")
    assert sent == answered == stored > 20
    assert numbers(done.stdout, "lost, doubled, refused, unanswered") == [0, 0, 0, 0]
    assert numbers(done.stdout, "on devices lost, doubled, out of order") == [0, 0, 0]
    assert numbers(done.stdout, "seen on devices")[0] > 40
