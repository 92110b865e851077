"""Entries of gateways that ended without removing them."""

from __future__ import annotations

from typing import Any

from push import presence
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx
from tasks.rpc.redis import servers


@periodic
def clean_up(ctx: Ctx) -> int:
    """Remove the presence entries of gateways whose lease has ended."""
    return sum(servers().ask_each(_clean_up))


def _clean_up(redis: Any) -> int:
    total = 0
    for member in redis.smembers(presence.FRONTS):
        front = member.decode() if isinstance(member, bytes) else member
        if total < BATCH:
            keys = presence.forget_keys(front)
            total += redis.eval(presence.FORGET, len(keys), *keys, front, BATCH - total)
    return total
