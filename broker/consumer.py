"""Celery's consumer, which tries to reach a lost broker once a second for as long as it takes."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from celery.worker.consumer import Consumer as CeleryConsumer

RETRY_SECONDS = 1


class Consumer(CeleryConsumer):
    """Celery's own waits up to 30 s between two tries, so that after a long outage nobody works."""

    class Blueprint(CeleryConsumer.Blueprint):
        """Without queues of RabbitMQ for tasks that are to run later: the outbox holds ours."""

        default_steps: ClassVar = [
            step for step in CeleryConsumer.Blueprint.default_steps if "delayed" not in step
        ]

    def ensure_connected(self, conn: Any) -> Any:
        """Return when there is a connection."""
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=RETRY_SECONDS, interval_max=RETRY_SECONDS
        )
        return super().ensure_connected(conn)
