"""Who is online, and pushes when others come and go."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType
from redis.exceptions import RedisError

from models import Friend
from push import deliver
from push.pushes import OnlinePush
from tasks.rpc import LIGHT, READ, Ctx, rpc
from tasks.rpc.redis import servers
from wire.errors import BadRequest, Busy
from wire.types import IdOrIds, listed

MOST_WATCHED = 200


class OnlineLine(msgspec.Struct):
    """`last_time`: when the last connection of an offline user ended; absent if not known."""

    uid: int
    online: int
    last_time: int | UnsetType = UNSET


class OnlineUsers(msgspec.Struct):
    online: list[OnlineLine]


@rpc(rate=READ, readonly=True)
def online(ctx: Ctx, uid: IdOrIds) -> OnlineUsers:
    """Which of these users are online, in the order asked.

    Users who do not have me as a friend, or do not show it (`user.update`, `show_online`), are left
    out.
    """
    uids = Friend.showing(ctx.db, ctx.uid, listed(uid))
    try:
        there = set(deliver.online(servers(), uids))
        seen = deliver.last_seen(servers(), [one for one in uids if one not in there])
    except RedisError as error:
        raise Busy from error
    lines = (OnlineLine(one, int(one in there), seen.get(one, UNSET)) for one in uids)
    return OnlineUsers(list(lines))


@rpc(rate=LIGHT, readonly=True, primary=True, replay=False, pushes=[OnlinePush])
def watch_online(ctx: Ctx, uid: IdOrIds) -> None:
    """Watch users on this connection: `online` pushes tell when they come and go.

    At most 200, who replace those watched before; [] ends all watches. As in `user.online` only
    users count who have me as a friend and show it. When a user takes me off the friend list,
    blocks me or stops showing it, a last push says 0 and the watch ends. The present state is not
    pushed: ask `user.online` afterwards, also after a `resync`.
    """
    uids = listed(uid)
    if len(uids) > MOST_WATCHED:
        raise BadRequest(f"uid: at most {MOST_WATCHED}")
    ctx.watch_online(Friend.showing(ctx.db, ctx.uid, uids))
