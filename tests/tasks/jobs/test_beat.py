"""Beat when Redis is away for a while, or has lost beat's lock."""

from typing import Any

import pytest
from redbeat import RedBeatScheduler
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import LockNotOwnedError
from redis.exceptions import TimeoutError as Late

from celeryconfig import beat_schedule
from tasks import app
from tasks.jobs.beat import AT_ONCE, AWAY_SECONDS, Scheduler


class Ticks:
    """In place of RedBeat and its lock: each step ends as the test says."""

    def __init__(self, *ends: Exception | float) -> None:
        self.ends = list(ends)
        self.steps: list[str] = []

    def step(self, name: str) -> float:
        self.steps.append(name)
        end = self.ends.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    def acquire(self) -> float:
        return self.step("acquire")


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    made = Scheduler.__new__(Scheduler)
    made.app, made.applied = app, []
    made.lock = ticks = Ticks(*request.param)
    monkeypatch.setattr(RedBeatScheduler, "apply_entry", lambda self, one: self.applied.append(one))
    monkeypatch.setattr(RedBeatScheduler, "tick", lambda self: ticks.step("tick"))
    monkeypatch.setattr(RedBeatScheduler, "setup_schedule", lambda self: ticks.step("set up"))
    return made


@pytest.mark.parametrize("scheduler", [(Lost(), Late(), 2.0)], indirect=True)
def test_it_goes_on_when_redis_is_there_again(scheduler: Any) -> None:
    assert [scheduler.tick() for _ in range(3)] == [AWAY_SECONDS, AWAY_SECONDS, 2.0]
    assert scheduler.lock.steps == ["tick"] * 3


@pytest.mark.parametrize(
    "scheduler", [(LockNotOwnedError(), Lost(), 1, Lost(), 1, 1, 2.0, 2.0)], indirect=True
)
def test_a_lost_lock_and_timetable_are_made_whatever_comes_between(scheduler: Any) -> None:
    waits = [scheduler.tick() for _ in range(5)]
    assert waits == [0.0, AWAY_SECONDS, AWAY_SECONDS, 2.0, 2.0]
    steps = ["tick", "acquire", "acquire", "set up", "acquire", "set up", "tick", "tick"]
    assert scheduler.lock.steps == steps


@pytest.mark.parametrize("scheduler", [(Lost(), 2.0, 2.0)], indirect=True)
def test_some_jobs_run_when_it_begins(scheduler: Any) -> None:
    for _ in range(3):
        scheduler.tick()
    assert [entry.task for entry in scheduler.applied] == list(AT_ONCE)
    assert set(AT_ONCE) <= {entry["task"] for entry in beat_schedule.values()}
