"""Which of the Redis servers of REDIS_URL has what. Most deployments list one, which has all.

What is known of a user is on one server, so that scripts find together what they need. Every
process of a deployment must know the same list.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from settings import settings


def number() -> int:
    """How many there are."""
    return len(settings.redis.urls)


def of_user(uid: int) -> int:
    """The server that has a user's presence, limits, and the way of replies and pushes."""
    return uid % len(settings.redis.urls)


def of_topic(topic: str) -> int:
    """The server over which goes what concerns a topic, so that its order stays."""
    return crc32(topic.encode()) % len(settings.redis.urls)


def by_user(uids: Iterable[int]) -> dict[int, list[int]]:
    """The users of each server, in their order; servers without any are left out."""
    found: dict[int, list[int]] = {}
    for uid in uids:
        found.setdefault(of_user(uid), []).append(uid)
    return found
