"""Celery's signals around calls, for receivers such as traces, error reports and profilers.

For calls that run inline Celery itself sends no signals, and a failed call is a reply and no
exception. Without a receiver a call only costs a check of two lists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from billiard.einfo import ExceptionInfo
from celery import Task, states
from celery.signals import task_failure, task_postrun, task_prerun

if TYPE_CHECKING:
    from tasks.rpc.pipeline import Outcome

Arguments = tuple[Any, ...]


def run(task: Task, id_: str, args: Arguments, work: Callable[[], Outcome]) -> Outcome:
    """Do the work of one call, with the signals before and after it that have receivers."""
    if not (task_prerun.receivers or task_postrun.receivers):
        return work()
    task.push_request(id=id_, task=task.name, args=args, kwargs={}, called_directly=False)
    about: dict[str, Any] = {"task_id": id_, "task": task, "args": args, "kwargs": {}}
    ended: dict[str, Any] = {"retval": None, "state": states.FAILURE}
    try:
        task_prerun.send(sender=task, **about)
        ended["retval"] = outcome = work()
        if outcome.error is None:
            ended["state"] = states.SUCCESS
    finally:
        task_postrun.send(sender=task, **about, **ended)
        task.pop_request()
    return outcome


def failed(task: Task, id_: str, args: Arguments, error: BaseException) -> None:
    """Report a call that raised an unexpected exception; its reply is errno 7."""
    if task_failure.receivers:
        task_failure.send(
            sender=task,
            task_id=id_,
            exception=error,
            args=args,
            kwargs={},
            traceback=error.__traceback__,
            einfo=ExceptionInfo((type(error), error, error.__traceback__)),
        )
