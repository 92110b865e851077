"""Pushes that other systems send through `POST /push`."""

from __future__ import annotations

from typing import Any

import msgspec
from redis.exceptions import RedisError

from push import deliver
from tasks.rpc import NONE, Ctx, rpc
from tasks.rpc.redis import servers
from wire import bus, frames
from wire.errors import BadRequest, Busy
from wire.types import Ids, PushType

DATA_BYTES = 64 * 1024


class Reached(msgspec.Struct):
    """How many of the users have a connection."""

    online: int


@rpc(rate=NONE, login=False, readonly=True, internal=True, errors=[Busy])
def push(ctx: Ctx, uid: Ids, type: PushType, data: dict[str, Any]) -> Reached:
    """Push to users who are online; `data`, at most 64 KiB as JSON, goes out as it is."""
    if len(msgspec.json.encode(data)) > DATA_BYTES:
        raise BadRequest(f"data: at most {DATA_BYTES} bytes as JSON")
    try:
        online = deliver.online(servers(), uid)
    except RedisError:
        raise Busy("no way to the gateways") from None
    if online:
        ctx.items.append(bus.ToUsers(online, type, frames.push(type, data)))
    return Reached(len(online))
