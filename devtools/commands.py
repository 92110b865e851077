"""The commands behind ./dev; each takes its arguments and returns an exit status."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping

from devtools import environment
from devtools.backup import backup, restore
from devtools.docs.__main__ import PLACEHOLDERS
from devtools.environment import ROOT
from devtools.up import up

# More test processes than this make the run slower: they wait for the database.
MOST_TEST_PROCESSES = 8
# One more than there are cores: tests wait a quarter of the time, for leases and deadlines.
WAITING = 1


def test(arguments: list[str]) -> int:
    """pytest, with all cores busy unless the arguments say otherwise."""
    spread = [] if _chooses_processes(arguments) else ["-n", str(_processes())]
    # It replaces this process, so that Ctrl-C and SIGTERM reach pytest, which stops its servers.
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *spread, *arguments])


def _chooses_processes(arguments: list[str]) -> bool:
    alone = {"--pdb", "--trace", "--collect-only", "--co", "--fixtures"}
    return any(word in alone or word.startswith(("-n", "--numprocesses")) for word in arguments)


def _processes() -> int:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min((count or 1) + WAITING, MOST_TEST_PROCESSES)


def lint(arguments: list[str]) -> int:
    """Every check that needs no server; all of them run, also after one has failed."""
    checks = {
        "style": ["ruff", "check", "."],
        "format": ["ruff", "format", "--check", "."],
        "types": ["mypy"],
        "layers": ["lint-imports", "--no-logo"],
        "documents": [sys.executable, "-m", "devtools.docs", "--check"],
        "hashes": [sys.executable, "-m", "devtools.pins", "--check"],
        "clients": [sys.executable, "-m", "devtools.clients", "--check"],
    }
    failed = []
    for name, command in checks.items():
        print(f"== {name}: {' '.join(command)}", flush=True)
        if _run(command):
            failed.append(name)
    print(f"lint failed: {', '.join(failed)}" if failed else "lint passed", flush=True)
    return 1 if failed else 0


def docs(arguments: list[str]) -> int:
    """Write protocol, tables of settings and llms.txt, build the site; `--check` only compares."""
    return _run([sys.executable, "-m", "devtools.docs", *arguments])


def clients(arguments: list[str]) -> int:
    """Write the generated halves of the clients; `--check` only compares."""
    return _run([sys.executable, "-m", "devtools.clients", *arguments])


def texts(arguments: list[str]) -> int:
    """Bring the pages' catalogs in step with what templates and code say."""
    return _run([sys.executable, "-m", "devtools.texts", *arguments], os.environ | PLACEHOLDERS)


def migrate(arguments: list[str]) -> int:
    """Alembic on the development database; without arguments `upgrade head`."""
    command = [sys.executable, "-m", "alembic", *(arguments or ["upgrade", "head"])]
    with environment.for_command() as values:
        return _run(command, values)


def bench(arguments: list[str]) -> int:
    """The benchmark; it starts its own servers, so that a running service is not disturbed."""
    return _run([sys.executable, "-m", "bench", *arguments])


def chaos(arguments: list[str]) -> int:
    """Faults by turns in a service of its own, with clients that use it."""
    return _run([sys.executable, "-m", "bench.chaos", *arguments])


def alarms(arguments: list[str]) -> int:
    """Faults in a service of its own, beside a Prometheus with the rules that ship."""
    return _run([sys.executable, "-m", "bench.alarms", *arguments])


def image(arguments: list[str]) -> int:
    """The container image, built without image registry, and each process of it as a container."""
    return _run([sys.executable, "-m", "bench.image", *arguments])


def fuzz(arguments: list[str]) -> int:
    """The fuzzing that tests do for a minute, for as long as is asked; the rest goes to pytest."""
    parser = argparse.ArgumentParser(prog="./dev fuzz", description=fuzz.__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    asked, rest = parser.parse_known_args(arguments)
    values = os.environ | {"FUZZ_SECONDS": str(asked.minutes * 60)}
    # -rP shows how many examples each target had.
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "-rP", *(rest or ["tests/fuzz"])]
    return _run(command, values)


def shell(arguments: list[str]) -> int:
    """Python with the settings, the models and a session at hand."""
    with environment.for_command() as values:
        return _run([sys.executable, "-i", "-m", "devtools.shell", *arguments], values)


def _run(command: list[str], values: Mapping[str, str] | None = None) -> int:
    """Run a command until it ends.

    The command itself handles Ctrl-C, SIGTERM is passed on to it. In both cases we wait until it
    has ended, and stop the servers after it.
    """
    with subprocess.Popen(command, cwd=ROOT, env=values) as child:
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "up": up,
    "test": test,
    "bench": bench,
    "chaos": chaos,
    "alarms": alarms,
    "image": image,
    "fuzz": fuzz,
    "lint": lint,
    "docs": docs,
    "clients": clients,
    "texts": texts,
    "migrate": migrate,
    "backup": backup,
    "restore": restore,
    "shell": shell,
}
