"""Work without a client: `@job` for what follows a change, `@periodic` for what beat starts."""

from tasks.jobs.periodic import periodic
from tasks.jobs.queued import GiveUp, job

__all__ = ["GiveUp", "job", "periodic"]
