"""Imported last: makes a Celery task of every declared function, and checks every name.

A process with a wrong name does not start: after a commit it would be too late to find out.
"""

from tasks import app
from tasks.rpc import followups
from tasks.rpc.celery_task import register_all


def check_schedule() -> None:
    """Raise LookupError unless beat starts every periodic job, and nothing else."""
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    periodic = {name for name, task in app.tasks.items() if getattr(task, "periodic", False)}
    if unknown := sorted(scheduled - periodic):
        raise LookupError(f"celeryconfig.beat_schedule names no periodic job: {unknown}")
    if missing := sorted(periodic - scheduled):
        raise LookupError(f"celeryconfig.beat_schedule never starts: {missing}")


register_all()
followups.check()
check_schedule()
