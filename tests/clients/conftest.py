"""A service whose processes the clients' story may kill, and the Node that Playwright has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import playwright
import pytest

from tests.fixtures.service import NewService, Service

NODE = Path(playwright.__file__).parent / "driver" / "node"


@pytest.fixture(scope="session")
def breakable(new_service: NewService) -> Iterator[Service]:
    """Two workers and a gateway; a story that kills one of them starts it again."""
    made = new_service(workers=2, slow=False, RATE_MULTIPLIER="0")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def node() -> str:
    """A Node that runs TypeScript."""
    if not NODE.exists():
        pytest.skip("Playwright came without its Node")
    return str(NODE)
