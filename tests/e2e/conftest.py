"""The second service that several modules share."""

import pytest

from tests.fixtures.service import NewService, Service

METRICS_TOKEN = "a token for metrics"


@pytest.fixture(scope="session")
def pair(new_service: NewService) -> Service:
    """Two gateway processes behind one port, two workers; do not stop or change it either."""
    return new_service(workers=2, slow=False, WEB_CONCURRENCY="2", METRICS_TOKEN=METRICS_TOKEN)
