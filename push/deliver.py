"""Replies and pushes as Redis commands, which go in one trip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from push import presence
from wire import bus

PART = 1000
"""The most users in one question to Redis."""
DIRECT = 100
"""Pushes to more users than this go to every gateway instead of looking each user up."""

PART_BYTES = 256 * 1024
"""No item is added to a script that has so much: Redis does nothing else while it runs."""

Command = tuple[str | bytes | int, ...]


def split(items: Iterable[bus.Message]) -> tuple[list[bus.Message], list[bus.Message]]:
    """The items for the gateway of the call, and the items for others."""
    back: list[bus.Message] = []
    out: list[bus.Message] = []
    for item in items:
        (back if isinstance(item, bus.ToConnection) else out).append(item)
    return back, out


def back(front: str, items: Sequence[bytes]) -> Command:
    """Send encoded items to one gateway."""
    return ("PUBLISH", bus.channel(front), bus.join(items))


def commands(items: Iterable[bus.Message], lsn: int = 0) -> list[Command]:
    """The commands that send items to the gateways concerned.

    `lsn`: the position in the database's log at which stands what pushes tell.
    """
    looked_up, shared = _Script(), list[bytes]()
    for item in items:
        if isinstance(item, bus.ToUsers | bus.ToTopic):
            item.lsn = lsn
        if isinstance(item, bus.ToUsers) and len(item.uids) <= DIRECT:
            looked_up.add(item.uids, bus.encode(item))
        else:
            shared.append(bus.encode(item))
    wanted = looked_up.commands()
    if shared:
        wanted.append(("PUBLISH", bus.every_gateway(), bus.join(shared)))
    return wanted


class _Script:
    """Items for users whose gateways Redis looks up: one script for as many as one may have."""

    def __init__(self) -> None:
        self._done: list[Command] = []
        self._keys: list[str] = []
        self._items: list[bytes] = []
        self._bytes = 0

    def add(self, uids: Sequence[int], item: bytes) -> None:
        if len(self._keys) + len(uids) > PART or self._bytes >= PART_BYTES:
            self._end()
        self._keys += map(presence.user_key, uids)
        self._items += [item, *[b""] * len(uids)][: len(uids)]
        self._bytes += len(item)

    def commands(self) -> list[Command]:
        self._end()
        return self._done

    def _end(self) -> None:
        if self._keys:
            # Whole each time: nobody reads the answer of a trip, which would say that Redis has
            # lost the script.
            head: Command = ("EVAL", presence.DELIVER, len(self._keys))
            self._done.append((*head, *self._keys, *self._items))
        self._keys, self._items, self._bytes = [], [], 0


def send(redis: Any, wanted: Sequence[Command]) -> None:
    """Run commands in one trip. Raises RedisError."""
    with redis.pipeline(transaction=False) as pipeline:
        for command in wanted:
            pipeline.execute_command(*command)
        pipeline.execute()


def where(redis: Any, uids: Iterable[int]) -> dict[int, list[str]]:
    """By user: the living gateways with started connections; users without any are left out."""
    asked = sorted(uids)
    if not asked:
        return {}
    keys = [presence.user_key(uid) for uid in asked]
    found = zip(asked, redis.eval(presence.WHERE, len(keys), *keys), strict=True)
    return {uid: [front.decode() for front in fronts] for uid, fronts in found if fronts}


def living(redis: Any, fronts: Iterable[str]) -> set[str]:
    """Those of the gateways whose leases have not ended."""
    asked = sorted(fronts)
    if not asked:
        return set()
    leases = redis.mget([presence.front_key(front) for front in asked])
    return {front for front, lease in zip(asked, leases, strict=True) if lease}


def online(redis: Any, uids: Sequence[int]) -> list[int]:
    """Those of the users who have a started connection on a living gateway."""
    if not uids:
        return []
    keys = [presence.user_key(uid) for uid in uids]
    flags = redis.eval(presence.ONLINE, len(keys), *keys)
    return [uid for uid, flag in zip(uids, flags, strict=True) if flag]


def forget_seen(redis: Any, uid: int) -> None:
    """Delete the time when a user was last online."""
    redis.delete(presence.seen_key(uid))


def online_among(redis: Any, uids: set[int]) -> set[int]:
    """Those of many users who have a started connection on a living gateway.

    Of each gateway either all its users are read, or which of these it has, whatever is less.
    """
    fronts = sorted(living(redis, (_text(front) for front in redis.smembers(presence.FRONTS))))
    found: set[int] = set()
    for key in (presence.front_users_key(front) for front in fronts):
        if redis.scard(key) <= len(uids):
            found.update(uids.intersection(map(int, redis.smembers(key))))
        else:
            found.update(_members(redis, key, sorted(uids)))
    return found


def _members(redis: Any, key: str, uids: Sequence[int]) -> Iterator[int]:
    for start in range(0, len(uids), PART):
        part = uids[start : start + PART]
        flags = redis.smismember(key, part)
        yield from (uid for uid, flag in zip(part, flags, strict=True) if flag)


def _text(name: str | bytes) -> str:
    return name.decode() if isinstance(name, bytes) else name


def last_seen(redis: Any, uids: Sequence[int]) -> dict[int, int]:
    """When users' last connections ended, unix seconds, as far as it is known."""
    if not uids:
        return {}
    times = redis.mget([presence.seen_key(uid) for uid in uids])
    return {uid: int(time) for uid, time in zip(uids, times, strict=True) if time}
