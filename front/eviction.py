"""Whether a Redis may evict keys: queue, leases and limits are no cache."""

from __future__ import annotations

from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from log import log

SAFE = "noeviction"


async def may_evict(*servers: Redis | None) -> bool:
    """Whether a Redis has a memory limit and evicts keys at it. Raises RedisError."""
    found = [await one.info("memory") for one in servers if one is not None]
    return any(one.get("maxmemory") and one.get("maxmemory_policy") != SAFE for one in found)


async def warn(*servers: Redis | None) -> None:
    """Warn in the log if so; not when it cannot be found out."""
    found = False
    for one in servers:
        with suppress(RedisError, OSError):
            found |= await may_evict(one)
    if found:
        log.warning("redis may evict keys", hint=f"set its maxmemory-policy to {SAFE}")
