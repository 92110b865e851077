"""Redis, and the queue of the workers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from configuration import kinds
from configuration.base import REQUIRED, Environment, Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Redis(Group):
    title = "Redis and queue"

    urls: tuple[str, ...] = setting(
        "REDIS_URL",
        kinds.redis_list,
        REQUIRED,
        "Redis 7+ or Valkey 8+, or its Sentinels: presence, pushes, limits. Several, with commas"
        " between them, share the users; all processes must know the same list",
    )
    broker_url: str = setting(
        "CELERY_BROKER_URL",
        kinds.broker("amqp", "amqps"),
        None,
        "queue of the workers; default REDIS_URL, the first. amqp:// works on Celery's stock path",
    )
    batching: bool = setting(
        "BATCHING_BROKER",
        kinds.flag,
        True,
        "use our own batching transport for a Redis broker; off: kombu's",
    )

    @property
    def url(self) -> str:
        """The first server, which has besides what is nobody's: leases, counts, figures, beat."""
        return self.urls[0]

    def completed(self, environment: Environment) -> Self:
        """The queue is in the same Redis unless it has an address of its own."""
        return replace(self, broker_url=self.broker_url or self.url)
