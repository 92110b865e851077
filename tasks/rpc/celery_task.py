"""One Celery task per function, named like it, so that Flower shows `message.send`."""

from __future__ import annotations

from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

import broker
from log import log
from tasks import app
from tasks.rpc import listeners, outgoing
from tasks.rpc.pipeline import Outcome, traced_answer
from tasks.rpc.registry import Rpc, registry
from wire.calls import Origin, trace_header


class RpcTask(Task):
    """Answers one call; its success callback publishes the reply to the gateway of the call."""

    abstract = True
    ignore_result = True
    Strategy = "tasks.rpc.inline:strategy"
    Request = "tasks.rpc.celery_events:CallRequest"
    rpc: Rpc

    def run(self, parm: str, origin: list[Any]) -> Outcome:
        traceparent = self.request.get("traceparent") or ""
        return traced_answer(self.rpc, parm, Origin(*origin), traceparent)

    def on_success(self, retval: Outcome, task_id: str, args: Any, kwargs: Any) -> None:
        """Publish the reply, then the pushes, in one pipeline; then queue the follow-up jobs."""
        if broker.inline():
            outgoing.collect(retval)
        else:
            outgoing.send(retval)
            for job, outbox_id in retval.followups:
                queue_followup(job, outbox_id, retval.work.traceparent if retval.work else "")
        if retval.error is not None:
            listeners.failed(self, task_id, args, retval.error)


def queue_followup(job: str, outbox_id: int, traceparent: str = "") -> None:
    """Queue a stored job; if that fails the sweep does it later."""
    task = app.tasks.get(job)
    if task is None:
        # The job was stored by a release that had it.
        log.error("job unknown", job=job, outbox_id=outbox_id)
        return
    try:
        task.apply_async(
            args=(outbox_id,),
            task_id=f"outbox-{outbox_id}",
            retry=False,
            headers=trace_header(traceparent),
        )
    except (OSError, OperationalError) as error:
        log.error("job not queued", job=job, outbox_id=outbox_id, error=error)


def register_all() -> None:
    """Make a task of every function in the registry."""
    for name, function in registry.items():
        if name not in app.tasks:
            task = type(
                name, (RpcTask,), {"name": name, "rpc": function, "queue_name": function.queue}
            )
            app.register_task(task())
