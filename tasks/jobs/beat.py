"""Beat's scheduler: RedBeat's, but it continues after the loss of its lock.

The beat that holds the lock starts the periodic jobs. The lock of a beat that was killed ends by
itself (`redbeat_lock_timeout`), and the next beat waits for that.
"""

from __future__ import annotations

from typing import Any

from celery.beat import ScheduleEntry
from redbeat import RedBeatScheduler
from redis.exceptions import ConnectionError, LockNotOwnedError, TimeoutError

from log import log

AWAY_SECONDS = 1.0
"""Between two tries while Redis is out of reach."""
AT_ONCE = ("jobs.partitions.extend",)
"""Jobs that run when a beat begins, and not only after their interval: what a dead run of theirs
left behind must not stay."""


class Scheduler(RedBeatScheduler):
    """Takes its lock again when that was lost: after a pause, or when Redis lost its data."""

    _began = True
    """Whether the lock was ours and the timetable was in Redis when they were last needed."""
    _at_once: tuple[str, ...] = AT_ONCE
    """What is still to be started because this beat has begun."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Start what is due; return the seconds until the next check."""
        try:
            if not self._began:
                self._begin_again()
            self._start_at_once()
            return float(super().tick(*args, **kwargs))
        except LockNotOwnedError:
            log.warning("beat has lost its lock and waits for it")
            self._began = False
            return 0.0
        except (ConnectionError, TimeoutError) as error:
            log.warning("beat waits for Redis", error=error)
            return AWAY_SECONDS

    def _start_at_once(self) -> None:
        names, self._at_once = self._at_once, ()
        for name in names:
            self.apply_entry(ScheduleEntry(name=name, task=name, app=self.app))

    def _begin_again(self) -> None:
        self.lock.acquire()
        self.setup_schedule()
        self._began = True
