"""Dead letters as operations see them."""

from __future__ import annotations

import json

import pytest
import redis

from broker import dead, scripts
from tasks import app
from tasks.ops import queue as functions
from tasks.rpc import load
from wire.calls import job_message

MESSAGE = job_message("jobs.sessions.close", "slow", "outbox-7", 7)


@pytest.fixture
def letters(redis_client, redis_url):
    """Two dead letters: one that cannot be read, and one that ended its workers."""
    with redis.Redis.from_url(redis_url) as client:
        client.hset(scripts.KILLS, "outbox-7", 2)
        dead.add(client, "rpc", b"\xff", ValueError("no JSON"))
        dead.add(client, "slow", MESSAGE, dead.Fatal("2 workers died over it"))
        yield client


def test_they_are_listed(db, call, letters, audited):
    rows = call("ops.queue.dead_letters", {}).result["rows"]
    first = {"letter": "outbox-7", "queue": "slow", "task": "jobs.sessions.close"}
    assert first.items() <= rows[0].items()
    assert [row["error"] for row in rows] == ["2 workers died over it", "no JSON"]
    assert rows[1]["bytes"] == 1
    assert rows[1]["task"] == ""
    assert call("ops.queue.dead_letters", {"pos": 1, "count": 1}).result["rows"] == rows[1:]
    assert audited() == []


def test_one_is_put_back(db, call, letters, audited):
    given = {"letter": "outbox-7", "queue": "slow", "task": "jobs.sessions.close"}
    assert call("ops.queue.requeue", {"letter": "outbox-7"}).result == given
    assert letters.lrange("slow", 0, -1) == [MESSAGE]
    assert not letters.hexists(scripts.KILLS, "outbox-7")
    assert len(call("ops.queue.dead_letters", {}).result["rows"]) == 1
    assert audited() == [("RequeueDeadLetter", 0, {"letter": "outbox-7"}, given)]


def test_there_is_none(db, call, letters, audited):
    assert call("ops.queue.requeue", {"letter": "outbox-8"}).errno == 3
    assert audited()[0][:2] == ("RequeueDeadLetter", 3)
    assert call("ops.queue.requeue", {"letter": ""}).errno == 6
    assert letters.llen(scripts.DEAD) == 2


def test_the_queue_is_away(db, call, redis_client, monkeypatch):
    nobody = redis.Redis.from_url("redis://127.0.0.1:1/0")
    monkeypatch.setattr(functions, "queue_client", lambda: nobody)
    assert call("ops.queue.dead_letters", {}).errno == 5
    assert call("ops.queue.requeue", {"letter": "outbox-7"}).errno == 5


def test_with_another_broker(db, call, redis_client, monkeypatch):
    monkeypatch.setattr(functions, "queue_client", lambda: None)
    assert call("ops.queue.dead_letters", {}).result == {"rows": []}
    assert call("ops.queue.requeue", {"letter": "outbox-7"}).errno == 3


def test_old_ones_go(parallel, letters):
    load()
    entry = json.loads(letters.lindex(scripts.DEAD, -1))
    letters.lset(scripts.DEAD, -1, json.dumps(entry | {"time": 1}))
    app.tasks["jobs.ops.drop_dead_letters"].run()
    assert letters.llen(scripts.DEAD) == 1
    assert letters.get(scripts.LOST) == b"1"
