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
