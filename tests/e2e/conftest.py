"""The second service that several modules share, and what no service may write into its log."""

import re
from collections.abc import Iterator

import pytest

from tests.fixtures.service import NewService, Service

METRICS_TOKEN = "a token for metrics"
NEVER_LOGGED = re.compile(r"Traceback|call failed|bus item failed|clock turn failed|never awaited")


@pytest.fixture(scope="session")
def pair(new_service: NewService) -> Service:
    """Two gateway processes behind one port, two workers; do not stop or change it either."""
    return new_service(workers=2, slow=False, WEB_CONCURRENCY="2", METRICS_TOKEN=METRICS_TOKEN)


@pytest.fixture(autouse=True)
def no_hidden_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test of a shared service does, nothing in it goes wrong unseen."""
    used = [name for name in ("service", "pair") if name in request.fixturenames]
    logs = [
        program.log for name in used for program in request.getfixturevalue(name).programs.values()
    ]
    sizes = [log.stat().st_size for log in logs]
    yield
    for log, size in zip(logs, sizes, strict=True):
        written = log.read_bytes()[size:].decode(errors="replace")
        assert not NEVER_LOGGED.search(written), f"{log.name}:\n{written}"
