"""Beat's scheduler: RedBeat's, but it continues after the loss of its lock.

The beat that holds the lock starts the periodic jobs. The lock of a beat that was killed ends by
itself (`redbeat_lock_timeout`), and the next beat waits for that.
"""

from __future__ import annotations

from typing import Any

from redbeat import RedBeatScheduler
from redis.exceptions import LockNotOwnedError

from log import log


class Scheduler(RedBeatScheduler):
    """Takes its lock again when that was lost: after a pause, or when Redis lost its data."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Start what is due; return the seconds until the next check."""
        try:
            return float(super().tick(*args, **kwargs))
        except LockNotOwnedError:
            log.warning("beat has lost its lock and waits for it")
        self.lock.acquire()
        self.setup_schedule()
        return 0.0
