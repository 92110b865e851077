"""Workers hand replies and pushes to the gateways; everything of one call in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from push import presence
from wire import bus

DIRECT = 100
"""Pushes to more users than this go to every gateway instead of looking each user up."""


def send(redis: Any, front: str, reply: bus.Reply, items: Sequence[bus.Message]) -> None:
    """Publish a reply to the gateway that asked, then the pushes."""
    back: list[bus.Message] = [
        reply,
        *(item for item in items if isinstance(item, bus.ToConnection)),
    ]
    pipeline = redis.pipeline(transaction=False)
    pipeline.publish(bus.channel(front), bus.encode(back))
    _add(pipeline, [item for item in items if not isinstance(item, bus.ToConnection)])
    pipeline.execute()


def publish(redis: Any, items: Sequence[bus.Message]) -> None:
    """Publish pushes that belong to no call."""
    pipeline = redis.pipeline(transaction=False)
    _add(pipeline, items)
    pipeline.execute()


def _add(pipeline: Any, items: Sequence[bus.Message]) -> None:
    shared = []
    for item in items:
        if isinstance(item, bus.ToUsers) and len(item.uids) <= DIRECT:
            keys = [presence.user_key(uid) for uid in item.uids]
            pipeline.eval(presence.DELIVER, len(keys), *keys, bus.encode([item]))
        else:
            shared.append(item)
    if shared:
        pipeline.publish(bus.EVERY_GATEWAY, bus.encode(shared))


def online(redis: Any, uids: Sequence[int]) -> list[int]:
    """Those of the users who have a started connection on a living gateway."""
    if not uids:
        return []
    keys = [presence.user_key(uid) for uid in uids]
    flags = redis.eval(presence.DELIVER, len(keys), *keys, "")
    return [uid for uid, flag in zip(uids, flags, strict=True) if flag]
