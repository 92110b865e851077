"""A service without DEBUG that gets nonsense, and the logs and memory of its processes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.e2e.world import World, build
from tests.fixtures.service import NewService, Person, Service
from tests.fuzz.values import MARK, PHONE

OPS_PASSWORD = "fuzz-Zebra-41-Lake"
MOST_GROWTH = 400 * 1024
"""KiB that a process may grow by, however long it is tried."""


@pytest.fixture(scope="package")
def fuzzed(new_service: NewService) -> Iterator[Service]:
    made = new_service(
        store=True, DEBUG="0", RATE_MULTIPLIER="0", OPS_PASSWORD="fuzz-Zebra-41-Lake"
    )
    yield made
    made.stop()


@pytest.fixture(scope="package")
def world(fuzzed: Service) -> World:
    return build(fuzzed)


@pytest.fixture(scope="package")
def ids(world: World) -> st.SearchStrategy[int]:
    """The ids of all rows that calls can name."""
    known = [getattr(world, one.name) for one in dataclasses.fields(world)]
    numbers = [one.uid if isinstance(one, Person) else one for one in known]
    return st.sampled_from([one for one in numbers if isinstance(one, int)])


@pytest.fixture(autouse=True)
def in_order(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check after each target: every process lives and has not grown, and logged no error."""
    if "fuzzed" not in request.fixturenames:
        yield
        return
    service: Service = request.getfixturevalue("fuzzed")
    before = sizes(service)
    yield
    assert not service.dead()
    assert service.healthy()
    for name, size in sizes(service).items():
        assert size - before.get(name, size) < MOST_GROWTH, name
    for path in sorted(Path(service.folder).glob("*.log")):
        require_silence(path)


def sizes(service: Service) -> dict[str, int]:
    """Resident KiB by process."""
    found = {}
    for name, program in service.programs.items():
        status = Path(f"/proc/{program.pid}/status").read_text()
        found[name] = int(status.partition("VmRSS:")[2].split()[0])
    return found


def require_silence(path: Path) -> None:
    for line in path.read_text(errors="replace").splitlines():
        assert MARK not in line, f"{path.name}: a value that was sent"
        assert PHONE not in line, f"{path.name}: a phone that was sent"
        assert "Traceback" not in line, f"{path.name}: {line}"
        assert '"exception"' not in line, f"{path.name}: {line}"
