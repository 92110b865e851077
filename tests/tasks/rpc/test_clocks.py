"""Machines whose clocks are wrong: the age of calls is counted by Redis's clock."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

import broker
from front.hub import Hub
from tasks import app
from tasks.rpc import load, outgoing
from tasks.rpc.inline import Inline
from tasks.rpc.redis import compare_clocks
from wire import common_time
from wire.calls import CALL_SECONDS, Origin

AWAY = 3 * CALL_SECONDS


@pytest.fixture(autouse=True)
def compared(monkeypatch):
    """Forget the measured difference of the clock after the test."""
    monkeypatch.setattr(common_time, "_Skew", type("_Skew", (), {"seconds": 0.0, "until": 0.0}))


@pytest.fixture(params=[-AWAY, AWAY])
def right(request, monkeypatch):
    """Set our clock wrong by some seconds; returns the right one."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + request.param)
    return real


@pytest.fixture
def replies(own_connections, redis_client, monkeypatch):
    """`replies(at)`: how many replies a call leaves that was made at this time."""
    load()
    task = app.tasks["debug.echo"]
    monkeypatch.setattr(broker, "inline", lambda: True)
    monkeypatch.setattr(outgoing, "_piggyback", 0)

    def run(at: float) -> int:
        origin = Origin("front", 1, "front-1", 1, 1, False, at, "")
        message = json.dumps([['{"word":"w"}', list(origin)], {}, {}]).encode()
        outgoing.due()
        silent: Any = SimpleNamespace(wanted=False)
        Inline(task, silent)("an-id", b64encode(message).decode())
        return len(outgoing.due())

    return run


def test_a_worker_whose_clock_is_wrong_answers(right, replies):
    with capture_logs() as logs:
        compare_clocks()
        compare_clocks()
    assert [line["log_level"] for line in logs] == ["warning"]  # once, not every ten seconds
    assert abs(abs(logs[0]["ahead"]) - AWAY) < 1
    assert replies(right()) == 1
    assert replies(right() - CALL_SECONDS - 1) == 0


def test_a_right_clock_is_left_alone(redis_client):
    with capture_logs() as logs:
        compare_clocks()
    assert logs == []
    assert abs(common_time.now() - time.time()) < common_time.TOLERATED_SECONDS


async def test_a_gateway_whose_clock_is_wrong(right, redis_client, tmp_path):
    """It compares the clocks each time it renews its presence."""
    hub = Hub(tmp_path)
    with capture_logs() as logs:
        await hub._beat_once(0)
    assert [line["log_level"] for line in logs] == ["warning"]
    assert abs(common_time.now() - right()) < 1
    await hub.sessions.leave()
    await hub.stop()


def test_an_old_comparison_counts_for_nothing(right, redis_client, monkeypatch):
    compare_clocks()
    ahead = time.monotonic() + common_time.VALID_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: ahead)
    assert abs(common_time.now() - time.time()) < 1


def test_what_the_way_there_and_back_may_explain_is_no_difference():
    now = time.time()
    assert common_time.compare(now, (int(now) + 3, 0), now + 6) is None
    assert common_time._Skew.seconds == 0.0
    assert common_time.compare(now, (int(now) + 30, 0), now + 6) is not None
