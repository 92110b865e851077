"""Fixtures for all tests.

The addresses of the test servers are in the environment before any test module, and with it
`settings`, is imported.
"""

import gc

import pytest
from hypothesis import HealthCheck, settings

from tests.fixtures import servers

servers.prepare()
# No deadline: how long an example takes depends on the machine. More examples run in tests/fuzz.
settings.register_profile(
    "any machine",
    settings(),
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")

pytest_plugins = [
    "tests.fixtures.settings",
    "tests.fixtures.databases",
    "tests.fixtures.calls",
    "tests.fixtures.alipay",
    "tests.fixtures.parallel",
    "tests.fixtures.passwords",
    "tests.fixtures.payments",
    "tests.fixtures.service",
    "tests.fixtures.apple",
    "tests.fixtures.google",
    "tests.fixtures.jiguang",
    "tests.fixtures.statements",
    "tests.fixtures.telemetry",
]


def pytest_collection_finish() -> None:
    """Freeze modules and tests, which stay to the end: garbage collection then skips them."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Clean up in xdist's workers: pytest does not wait for what they do after this."""
    if hasattr(session.config, "workerinput"):
        servers.finish()


def pytest_unconfigure() -> None:
    """Clean up at the end of this process."""
    servers.finish()
