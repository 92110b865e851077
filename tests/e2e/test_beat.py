"""Beat is killed, or loses its keys in Redis: periodic jobs soon run again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from devtools.processes import wait_until
from tests.fixtures.service import NewService, Service

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LOCK = "beat::lock"
MOST_SECONDS = 10


@pytest.fixture
def beat(new_service: NewService) -> Iterator[Service]:
    """A service with a beat and without workers, so that its jobs stay in the queue."""
    made = new_service(slow=False)
    made.add("beat")
    made.start("beat")
    yield made
    made.stop()


def jobs_come(service: Service) -> None:
    """Wait until beat has started a job from now on."""
    service.redis.delete("slow")
    until(service, lambda: bool(service.redis.llen("slow")))


def until(service: Service, condition: Callable[[], bool]) -> None:
    assert wait_until(condition, 90), service.tail()


def test_killed_with_its_lock(beat: Service) -> None:
    """Its lock ends by itself; with the longest wait for it that is within ten seconds."""
    from celeryconfig import beat_max_loop_interval, redbeat_lock_timeout

    jobs_come(beat)
    beat["beat"].kill()
    assert redbeat_lock_timeout + beat_max_loop_interval <= MOST_SECONDS
    assert beat.redis.pttl(LOCK) <= redbeat_lock_timeout * 1000
    beat.start("beat")
    jobs_come(beat)


def test_partitions_are_looked_at_when_it_begins(beat: Service) -> None:
    """What a dead run has left must not wait for the next turn of the timetable."""
    until(beat, lambda: bool(beat.redis.llen("slow")))
    oldest = json.loads(beat.redis.lindex("slow", -1) or b"{}")
    assert oldest["headers"]["task"] == "jobs.partitions.extend"


def test_its_lock_and_all_it_knows_are_gone(beat: Service) -> None:
    jobs_come(beat)
    pid = beat["beat"].pid
    beat.redis.delete(*beat.redis.keys("beat:*"))
    jobs_come(beat)
    until(beat, lambda: beat.redis.exists(LOCK) == 1)
    assert beat["beat"].pid == pid
    assert beat.dead() == []
    assert "Traceback" not in beat["beat"].log.read_text()


def test_somebody_else_has_its_lock(beat: Service) -> None:
    """Beat waits, and takes the lock when the other one is gone."""
    jobs_come(beat)
    beat.redis.set(LOCK, "somebody else's", px=4000)
    until(beat, lambda: "has lost its lock" in beat["beat"].log.read_text())
    jobs_come(beat)
    assert beat.dead() == []
