"""The worker's Redis client: blocking, one small pool per process."""

from __future__ import annotations

from functools import cache

import redis
from redis.backoff import NoBackoff
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
