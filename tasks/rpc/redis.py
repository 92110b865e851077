"""The worker's Redis client: blocking, one small pool per process."""

from __future__ import annotations

from functools import cache
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from settings import settings


@cache
def client() -> redis.Redis:
    """Commands are never repeated behind our back: a repeated publish is a repeated push."""
    return redis.Redis.from_url(
        settings.redis.url,
        socket_timeout=3,
        socket_connect_timeout=2,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


def place(of: redis.Redis) -> tuple[str, int] | None:
    """The server that a client reaches, whatever its address says, and the database there.

    None when it does not tell.
    """
    try:
        told: dict[str, Any] = of.info("server")
    except RedisError:
        return None
    database: int = of.connection_pool.connection_kwargs.get("db") or 0
    return (told["run_id"], database) if "run_id" in told else None
