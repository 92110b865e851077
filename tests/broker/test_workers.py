"""The transport under real workers: nothing lost, nothing twice, nothing left in the queue."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys

import pytest

from broker import scripts
from tests.broker.test_dead_letters import send_fatal
from tests.fixtures.servers import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]
SOLO = ("-P", "solo")


def names(count: int) -> list[str]:
    return [f"t{number}" for number in range(count)]


def test_every_task_runs_once_and_leaves_nothing_behind(rig):
    for name in names(200):
        rig.send(name)
    rig.worker(*SOLO)
    rig.until(lambda: len(rig.ended()) == 200)
    assert rig.begun() == names(200)
    rig.until(lambda: rig.parked() == 0)


def test_a_killed_workers_tasks_come_back_by_its_lease(rig):
    victim = rig.worker(*SOLO)
    for name in names(20):
        rig.send(name)
    rig.until(lambda: len(rig.ended()) == 20)
    rig.send("long", 60)
    rig.until(lambda: "long" in rig.begun())
    victim.send_signal(signal.SIGKILL)
    rig.redis.delete("begun")
    rig.worker(*SOLO)
    rig.until(lambda: "long" in rig.begun(), 10)


def test_a_killed_worker_has_a_parent_that_returns_what_it_held_and_starts_another(rig):
    """Its lease would not end during the test."""
    parent = rig.worker(*SOLO, program=["tests.broker.parented"])
    send_fatal(rig)
    rig.send("after")
    rig.until(lambda: rig.ended() == ["after"])
    assert len(set(rig.redis.lrange("died", 0, -1))) == 2
    assert rig.redis.llen(scripts.DEAD) == 1
    rig.until(lambda: rig.parked() == 0)
    assert len(rig.redis.hkeys(scripts.CONSUMERS)) == 1
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(20) == 0


def test_a_worker_that_ends_by_itself_ends_its_parent():
    code = "import sys; from broker.parent import WorkerParent as P; P(None).run() and sys.exit(7)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 7


def test_a_living_workers_long_task_is_never_run_twice(rig):
    rig.worker(*SOLO)
    rig.worker(*SOLO)
    rig.send("long", 5)  # the lease is 2 s
    rig.until(lambda: rig.ended() == ["long"])
    assert rig.begun() == ["long"]


def test_a_long_task_does_not_keep_its_batch_waiting(rig):
    rig.worker(*SOLO)
    for name in names(300):
        rig.send(name)
    rig.until(lambda: len(rig.ended()) == 300)  # it has learnt that tasks are short
    rig.worker(*SOLO)
    rig.redis.delete("begun", "ended")
    rig.send("long", 8)
    for name in names(30):
        rig.send(name)
    rig.until(lambda: len(rig.ended()) == 30, 6)
    assert "long" not in rig.ended()
    assert sorted(rig.begun()) == sorted(["long", *names(30)])


def test_a_warm_shutdown_returns_what_was_not_started(rig):
    worker = rig.worker(*SOLO)
    for name in names(300):
        rig.send(name)
    rig.until(lambda: len(rig.ended()) == 300)
    rig.redis.delete("begun", "ended")
    for name in names(10):
        rig.send(name, 0.4)
    rig.until(rig.begun)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    ended = rig.ended()
    assert 0 < len(ended) < 10
    assert rig.redis.llen("one") == 10 - len(ended)
    assert rig.parked() == 0
    rig.worker(*SOLO)
    rig.until(lambda: sorted(rig.ended()) == sorted(names(10)))
    assert len(rig.begun()) == 10


def test_a_worker_that_is_to_stop_first_tells_what_it_has_done(rig):
    """Before it hands the rest of its batch back, and before its next task."""
    worker = rig.worker(*SOLO)
    with rig.redis.monitor() as monitor:
        for name in ("first", "second"):
            rig.send(name, 1.0)
        rig.until(lambda: rig.begun() == ["first"])
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        rig.redis.echo("the end")
        seen = list(iter(lambda: monitor.next_command()["command"], "ECHO the end"))
    told = next(at for at, one in enumerate(seen) if one.startswith("RPUSH told first"))
    ended = next(at for at, one in enumerate(seen) if one.startswith("RPUSH ended first"))
    handed_back = [at for at, one in enumerate(seen) if at > ended and one.startswith("EVALSHA")]
    assert told < min(handed_back)
    assert rig.redis.lrange("told", 0, -1) == ["first"]
    assert rig.begun() == ["first"]


def test_what_is_told_is_told_again_when_the_connection_is_lost(rig):
    rig.worker(*SOLO)
    rig.send("before")
    rig.until(lambda: rig.redis.lrange("told", 0, -1) == ["before"])
    rig.send_task("tell_cut_off", "after")
    rig.until(lambda: "after" in rig.redis.lrange("told", 0, -1))
    rig.until(lambda: rig.parked() == 0)
    rig.send("again")
    rig.until(lambda: "again" in rig.redis.lrange("told", 0, -1))


def test_it_goes_on_after_a_restart_of_redis(rig):
    rig.worker(*SOLO)
    rig.send("before")
    rig.until(lambda: rig.ended() == ["before"])
    rig.server.stop()
    rig.server.start()
    rig.redis.ping()
    rig.send("after")
    rig.until(lambda: "after" in rig.ended(), 15)
    rig.send("again")
    rig.until(lambda: "again" in rig.ended(), 15)


def test_it_goes_on_when_redis_has_memory_again(rig):
    worker = rig.worker(*SOLO)
    rig.redis.config_set("maxmemory", 1)
    refused = rig.redis.info("stats")["total_error_replies"]
    rig.until(lambda: rig.redis.info("stats")["total_error_replies"] > refused + 3)
    rig.redis.config_set("maxmemory", 0)
    rig.send("after")
    rig.until(lambda: rig.ended() == ["after"])
    assert worker.poll() is None


def test_workers_share_fairly(rig):
    rig.worker(*SOLO)
    rig.worker(*SOLO)
    for name in names(60):
        rig.send(name, 0.02)
    rig.until(lambda: len(rig.ended()) == 60)
    shares = sorted(rig.by_worker().values())
    assert len(shares) == 2
    assert shares[0] >= 15
    assert len(rig.begun()) == 60


def test_priorities_and_several_queues(rig):
    rig.send("low", priority=5)
    rig.send("other", queue="two")
    rig.send("high", priority=0)
    rig.worker(*SOLO, queues="one,two")
    rig.until(lambda: len(rig.ended()) == 3)
    assert rig.begun().index("high") < rig.begun().index("low")
    rig.redis.delete("ended")
    for queue, priority in (("one", 5), ("two", 0), ("two", 5), ("one", 0)):
        rig.send(f"{queue}{priority}", queue=queue, priority=priority)
    rig.until(lambda: len(rig.ended()) == 4, 5)


@pytest.mark.parametrize("pool", [("-P", "threads", "-c", "2"), ("-P", "prefork", "-c", "2")])
def test_other_pools_take_no_more_than_they_can_run(rig, pool):
    rig.worker(*pool)
    for name in names(6):
        rig.send(name, 0.5)
    rig.until(lambda: len(rig.begun()) >= 2)
    assert rig.redis.llen("one") >= 1
    rig.until(lambda: sorted(rig.ended()) == names(6))
    rig.until(lambda: rig.parked() == 0)
    assert len(rig.begun()) == 6


def test_inspect_control_and_purge_work(rig):
    rig.worker(*SOLO)
    celery = [sys.executable, "-m", "celery", "-A", "tests.broker.app"]

    def run(*words: str) -> str:
        done = subprocess.run(
            [*celery, *words], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
        )
        return done.stdout + done.stderr

    assert "pong" in run("inspect", "ping")
    assert '"one"' in run("inspect", "active_queues", "--json")
    assert "t0" not in rig.begun()
    run("control", "cancel_consumer", "one")
    rig.send("t0")
    assert "1 message" in run("purge", "-f", "-Q", "one")
    assert rig.redis.llen("one") == 0


UNREADABLE = (
    b"",
    b"not JSON",
    b"[]",
    b'"text"',
    b"{}",
    b"\xff\xfe",
    b'{"headers":{"task":"record"},"body":"!"}',
    b'{"headers":{"task":7},"body":"e30=","properties":{}}',
    b'{"headers":{"task":"nothing"},"body":"e30=","properties":{"body_encoding":"base64"}}',
)


@pytest.mark.parametrize("options", [SOLO, ("-P", "threads", "-c", "2")])
def test_what_cannot_be_read_is_set_aside_and_kills_nobody(rig, options):
    worker = rig.worker(*options)
    for number, message in enumerate(UNREADABLE):
        rig.redis.lpush("one", message)
        rig.send(f"t{number}")
    rig.until(lambda: len(rig.ended()) == len(UNREADABLE))
    rig.until(lambda: rig.redis.llen("broker:dead") == len(UNREADABLE))
    rig.until(lambda: rig.parked() == 0)
    assert worker.poll() is None
    kept = [json.loads(one) for one in rig.redis.lrange("broker:dead", 0, -1)]
    assert {base64.b64decode(one["message"]) for one in kept} == set(UNREADABLE)
    assert {one["queue"] for one in kept} == {"one"}
    assert all(one["error"] for one in kept)
