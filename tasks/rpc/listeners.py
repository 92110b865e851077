"""Celery's signals around calls, for whoever listens: traces, error reports, profilers.

Calls that run inline pass by Celery's own sending, and a call that failed is a reply and no
exception. Without a listener a call costs a look at two lists.
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
    """Do the work of one call, with the signals before and after it that somebody wants."""
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
    """A call raised what nobody expected; its reply is errno 7."""
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
