"""Messages that end their workers are set aside, no others are, and they can be sent again."""

from __future__ import annotations

import time

import pytest
import redis

from broker import dead, scripts

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
SOLO = ("-P", "solo")
NAMES = [f"t{number}" for number in range(6)]


def send_fatal(rig, id_: str = "fatal") -> None:
    from tests.broker.app import app

    with app.connection_for_write(rig.server.url) as connection:
        app.send_task("tests.broker.app.die", task_id=id_, queue="one", connection=connection)


@pytest.fixture
def raw(rig):
    client = redis.Redis.from_url(rig.server.url)
    yield client
    client.close()


def deaths(rig) -> int:
    return rig.redis.llen("died")


def run_until_set_aside(rig, letters: int, options=SOLO) -> None:
    """Start workers as a platform would, until one stays alive."""
    worker = rig.worker(*options)
    while rig.redis.llen(scripts.DEAD) < letters:
        rig.until(lambda worker=worker: worker.poll() is not None or _aside(rig, letters), 60)
        if worker.poll() is not None:
            worker = rig.worker(*options)
    rig.until(lambda: rig.redis.llen("one") == 0 and rig.parked() == 0)
    assert worker.poll() is None


def _aside(rig, letters: int) -> bool:
    return rig.redis.llen(scripts.DEAD) >= letters


@pytest.mark.parametrize("options", [SOLO, ("-P", "threads", "-c", "2")])
def test_two_workers_die_and_no_third(rig, raw, options):
    for name in NAMES[:3]:
        rig.send(name)
    send_fatal(rig)
    for name in NAMES[3:]:
        rig.send(name)
    run_until_set_aside(rig, 1, options)
    assert deaths(rig) == 2
    letter, *others = sorted(dead.page(raw, 0, 10), key=lambda one: one.id != "fatal")
    # What ran in another thread both times may have been the cause, too.
    assert len(set(NAMES) - set(rig.ended())) <= len(others)
    assert not others or options != SOLO
    assert (letter.id, letter.task, letter.queue) == ("fatal", "tests.broker.app.die", "one")
    assert "2 workers died" in letter.error


def test_two_of_them_in_one_batch(rig, raw):
    send_fatal(rig, "first")
    for name in NAMES:
        rig.send(name)
    send_fatal(rig, "second")
    run_until_set_aside(rig, 2)
    assert {letter.id for letter in dead.page(raw, 0, 10)} == {"first", "second"}
    assert deaths(rig) <= 4
    assert set(rig.ended()) == set(NAMES)


def test_it_comes_again_from_elsewhere_and_is_not_run(rig, raw):
    """Like a job that is still in the outbox."""
    send_fatal(rig)
    run_until_set_aside(rig, 1)
    send_fatal(rig)
    rig.send("after")
    rig.until(lambda: "after" in rig.ended())
    rig.until(lambda: rig.parked() == 0)
    assert deaths(rig) == 2
    assert rig.redis.llen(scripts.DEAD) == 1


def test_put_back_it_is_run_again(rig, raw):
    send_fatal(rig)
    run_until_set_aside(rig, 1)
    assert dead.requeue(raw, "another") is None
    letter = dead.requeue(raw, "fatal")
    assert letter is not None
    assert dead.requeue(raw, "fatal") is None
    rig.until(lambda: deaths(rig) == 3)
    run_until_set_aside(rig, 1)
    assert deaths(rig) == 4


def test_who_survives_a_killed_worker_is_acquitted(rig, raw):
    """A message that ran when somebody killed the worker runs again and is not counted."""
    victim = rig.worker(*SOLO)
    rig.send("long", 3.0)
    rig.until(lambda: "long" in rig.begun())
    victim.kill()
    victim.wait()
    rig.worker(*SOLO)
    rig.until(lambda: rig.ended() == ["long"])
    rig.until(lambda: not rig.redis.exists(scripts.KILLS))
    assert rig.redis.llen(scripts.DEAD) == 0


def test_too_many_and_too_old_are_dropped_and_counted(rig, raw, monkeypatch):
    monkeypatch.setattr(dead, "MOST", 5)
    for number in range(8):
        assert dead.add(raw, "one", b"message %d" % number, ValueError("unreadable"))
    assert len(dead.page(raw, 0, 100)) == 5
    assert raw.get(scripts.LOST) == b"3"
    assert dead.drop_old(raw, time.time()) == 0
    assert dead.drop_old(raw, time.time() + dead.KEPT_SECONDS + 1) == 5
    assert raw.get(scripts.LOST) == b"8"
    assert dead.page(raw, 0, 100) == []
