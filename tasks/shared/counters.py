"""Counts of other companies' answers for /metrics: hash `outcomes:<service>`."""

from __future__ import annotations

from redis.exceptions import RedisError

from log import log
from tasks.rpc.redis import client


def key(service: str) -> str:
    """The hash with the counts of a service."""
    return f"outcomes:{service}"


def count(service: str, kind: str, outcome: str, number: int = 1) -> None:
    """Count answers under "<kind> <outcome>"; `outcome` is one word."""
    try:
        client().hincrby(key(service), f"{kind} {outcome}", number)
    except RedisError as error:
        log.warning("outcome not counted", service=service, error=error)
