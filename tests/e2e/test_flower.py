"""Flower asks workers in four threads at once; each must get the answers to its own question."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from devtools.ports import free_ports
from devtools.processes import wait_until
from tests.e2e.breakable import BreakableService
from tests.fixtures.client import PATIENCE
from tests.fixtures.service import NewService

pytestmark = pytest.mark.e2e

PASSWORD = "a password of flower"
WORKERS = 4


def workers(port: int) -> dict[str, Any]:
    """What Flower knows of the workers after asking them anew."""
    asked = f"http://127.0.0.1:{port}/api/workers?refresh=1"
    try:
        answer = requests.get(asked, auth=("ops", PASSWORD), timeout=PATIENCE)
        return dict(answer.json()) if answer.ok else {}
    except requests.RequestException:
        return {}


def _said(log: Path, text: str, times: int) -> bool:
    return log.read_text().count(text) >= times


def test_after_redis_was_away(new_service: NewService) -> None:
    """It was said that two workers had one name: a thread had got what another one asked for."""
    (port,) = free_ports(1)
    settings = {"FLOWER_PASSWORD": PASSWORD, "FLOWER_PORT": str(port), "PYTHONWARNINGS": "always"}
    with BreakableService(new_service, workers=2, **settings) as whole:
        whole.service.add("flower")
        whole.service.start("flower")
        assert wait_until(lambda: len(workers(port)) == WORKERS, PATIENCE)
        log = whole.service["flower"].log
        for times in (1, 2):
            whole.valkey.stop()
            assert wait_until(partial(_said, log, "Failed to capture events", times), PATIENCE)
            whole.valkey.start()
            whole.service.wait_until_ready()
            assert wait_until(partial(_said, log, "Connected to redis", times + 1), PATIENCE)
            for _ in range(3):
                assert wait_until(lambda: len(workers(port)) == WORKERS, PATIENCE)
        text = log.read_text()
        assert "Inspect method" in text  # those that were asked over a connection that was gone
        assert "Received multiple replies" not in text
        assert "No consumers" not in text
