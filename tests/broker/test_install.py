"""Which brokers get the batching transport."""

import os
import subprocess
import sys

import pytest

from tests.fixtures.servers import ROOT

SHOW = "import celeryconfig, broker; broker.run_inline(True); print(broker.inline())"


@pytest.mark.parametrize(
    ("settings", "batching"),
    [
        ({}, True),
        ({"CELERY_BROKER_URL": "rediss://localhost:6380/0"}, True),
        ({"BATCHING_BROKER": "0"}, False),
        ({"CELERY_BROKER_URL": "amqp://guest@localhost//"}, False),
    ],
)
def test_only_redis_brokers_and_unless_switched_off(settings, batching):
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(batching)


NAMED = (
    "import celeryconfig, broker; from kombu.transport import resolve_transport as of;"
    "ours = [of(one).__module__ for one in broker.OURS]; broker.remove();"
    "print(*ours, *[of(one).__module__ for one in broker.OURS])"
)


def test_is_removed_where_several_threads_ask():
    done = subprocess.run(
        [sys.executable, "-c", NAMED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["broker.transport"] * 3 + ["kombu.transport.redis"] * 3


ADDRESSES = (
    "from tasks import app; import sys; asked = app.connection_for_read, app.connection_for_write;"
    "print(*((one().as_uri(include_password=True), one().ssl) for one in asked), sep='\\n')"
)


@pytest.mark.parametrize(
    ("given", "reached"),
    [
        ("rediss://:secret@one:6380/0", "'ssl_cert_reqs': <VerifyMode.CERT_REQUIRED: 2>"),
        ("redis+sentinel://one:1/main/0", "sentinel://one:1/0"),
        ("amqps://one//?ssl_ca_certs=/a", "'ca_certs': '/a'"),
    ],
)
def test_workers_reach_the_broker_as_the_settings_have_read_it(given: str, reached: str):
    """Celery alone would read the variable without the checks of the settings."""
    environment = os.environ | {"CELERY_BROKER_URL": given}
    done = subprocess.run(
        [sys.executable, "-c", ADDRESSES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stdout.splitlines():
        assert reached in line
