"""The lock files: everything that is installed, with the hashes that it may have.

`python -m devtools.pins` writes them by uv, which asks the package index; with `--check` they are
only compared with the pins, without a network.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
LOCKS: Final = {
    "requirements.lock": "requirements.txt",
    "requirements-traces.lock": "requirements-traces.txt",
    "requirements-dev.lock": "requirements-dev.txt",
}
PINS: Final = "constraints.txt"
NOT_FROZEN: Final = {"setuptools"}
"""`pip freeze`, which writes the pins, leaves these out."""
UV: Final = (
    *("uv", "pip", "compile", "--quiet", "--no-annotate", "--upgrade"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)([^\n]*)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


class Pin(NamedTuple):
    version: str
    elsewhere: bool
    """Only on some systems, or with some releases of Python."""
    hashes: frozenset[str]


def read(text: str) -> dict[str, Pin]:
    """The packages of a requirements file by their normalized names."""
    found = {}
    for entry in re.split(r"\n(?=\S)", text):
        if match := _PIN.match(entry):
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
            found[name] = Pin(match[2], ";" in match[3], frozenset(_HASH.findall(entry)))
    return found


def faults(folder: Path = ROOT) -> list[str]:
    """The differences, one sentence each."""
    pins = read((folder / PINS).read_text())
    locks = {name: read((folder / name).read_text()) for name in LOCKS}
    found = [fault for name, lock in locks.items() for fault in _wrong(name, lock, pins)]
    for lock, source in LOCKS.items():
        wanted = read((folder / source).read_text()).keys()
        found += [f"{lock} has no {name}." for name in sorted(wanted - locks[lock].keys())]
    everything = locks["requirements-dev.lock"].keys()
    return found + [f"No lock file has {name}." for name in sorted(pins.keys() - everything)]


def _wrong(lock_name: str, lock: dict[str, Pin], pins: dict[str, Pin]) -> list[str]:
    found = []
    for name, (version, elsewhere, hashes) in lock.items():
        if not hashes:
            found.append(f"{lock_name} has no hash of {name}.")
        if name not in pins and not elsewhere and name not in NOT_FROZEN:
            found.append(f"{lock_name} has {name}, {PINS} has not.")
        if name in pins and pins[name].version != version:
            found.append(f"{lock_name} has {name} {version}, {PINS} {pins[name].version}.")
    return found


def write() -> None:
    """Ask the index anew; uv has to be installed."""
    for lock, source in LOCKS.items():
        subprocess.run([*UV, source, "-o", lock], cwd=ROOT, check=True)


def main(arguments: list[str]) -> int:
    """Write, or with `--check` say what does not agree; returns the exit status."""
    if arguments != ["--check"]:
        try:
            write()
        except FileNotFoundError:
            print("uv is not installed: pip install uv.", file=sys.stderr)
            return 1
    found = faults()
    print(*found or ["the lock files agree with the pins"], sep="\n")
    if found:
        print("run python -m devtools.pins")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
