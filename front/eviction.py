"""Whether a Redis may throw keys away: queue, leases and limits are no cache."""

from __future__ import annotations

from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from log import log

SAFE = "noeviction"


async def may_evict(*servers: Redis | None) -> bool:
    """Whether one has a limit of memory and drops keys when it is reached. Raises RedisError."""
    found = [await one.info("memory") for one in servers if one is not None]
    return any(one.get("maxmemory") and one.get("maxmemory_policy") != SAFE for one in found)


async def warn(*servers: Redis | None) -> None:
    """Say so in the log; nothing when it cannot be known."""
    with suppress(RedisError, OSError):
        if await may_evict(*servers):
            log.warning("redis may evict keys", hint=f"set its maxmemory-policy to {SAFE}")
