"""Services that several modules share, and what no service may write into its log."""

import re
from collections.abc import Iterator

import pytest

from tests.fixtures.service import NewService, Service
from tests.web.ops.operator import PSW

METRICS_TOKEN = "a token for metrics"
NEVER_LOGGED = re.compile(r"Traceback|call failed|bus item failed|clock turn failed|never awaited")


@pytest.fixture(scope="session")
def pair(new_service: NewService) -> Service:
    """Two gateway processes behind one port, two workers; do not stop or change it either."""
    return new_service(workers=2, slow=False, WEB_CONCURRENCY="2", METRICS_TOKEN=METRICS_TOKEN)


@pytest.fixture
def town(new_service: NewService) -> Iterator[Service]:
    """A service without limits, for tests that act fast."""
    made = new_service(
        workers=2,
        store=True,
        WEB_CONCURRENCY="2",
        RATE_MULTIPLIER="0",
        OPS_PASSWORD=PSW,
        TRUSTED_PROXIES="1",
    )
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def no_hidden_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test of a shared service when the service has logged an error."""
    used = [name for name in ("service", "pair") if name in request.fixturenames]
    logs = [
        program.log for name in used for program in request.getfixturevalue(name).programs.values()
    ]
    sizes = [log.stat().st_size for log in logs]
    yield
    for log, size in zip(logs, sizes, strict=True):
        written = log.read_bytes()[size:].decode(errors="replace")
        assert not NEVER_LOGGED.search(written), f"{log.name}:\n{written}"
