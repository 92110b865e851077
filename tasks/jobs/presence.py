"""Entries of gateways that ended without removing them."""

from __future__ import annotations

from push import presence
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx
from tasks.rpc.redis import client


@periodic
def clean_up(ctx: Ctx) -> int:
    """Remove the presence entries of gateways whose lease has ended."""
    redis, total = client(), 0
    for member in redis.smembers(presence.FRONTS):
        front = member.decode() if isinstance(member, bytes) else member
        if total < BATCH:
            keys = presence.forget_keys(front)
            total += redis.eval(presence.FORGET, len(keys), *keys, front, BATCH - total)
    return total
