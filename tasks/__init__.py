"""What a client can call, and jobs, which run without a client. `app` is the Celery application."""

import time
from typing import Any

from celery import Celery, signals

import broker
import telemetry
from log import configure

app = Celery("tasks")
app.config_from_object("celeryconfig")


@signals.setup_logging.connect
def _configure_logging(**_: Any) -> None:
    configure("worker")
    telemetry.start("worker", calls=True)


@signals.celeryd_after_setup.connect
def _tell_broker(instance: Any, **_: Any) -> None:
    # Only pool solo runs a task where its message is delivered, so only it takes batches.
    broker.run_inline("solo" in str(instance.pool_cls), instance.concurrency or 1)


@signals.before_task_publish.connect
def _stamp(headers: dict[str, Any], **_: Any) -> None:
    headers["queued_at"] = time.time()
