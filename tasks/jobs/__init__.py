"""Jobs: `@job` for follow-ups of a change, `@periodic` for those that beat starts."""

from tasks.jobs.periodic import periodic
from tasks.jobs.queued import GiveUp, job

__all__ = ["GiveUp", "job", "periodic"]
