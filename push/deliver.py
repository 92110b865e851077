"""Replies and pushes as Redis commands, one trip to each server; and who is online."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from redis import Redis
from redis.exceptions import RedisError

from log import log
from push import presence
from push.servers import Command, Servers
from wire import bus, servers
from wire.calls import Origin

PART = 1000
"""The most users in one question to Redis."""
DIRECT = 100
"""Pushes to more users than this go to every gateway instead of looking each user up."""

PART_BYTES = 256 * 1024
"""No item is added to a script that has so much: Redis does nothing else while it runs."""


class Mail:
    """Replies and pushes that leave together, by the server of REDIS_URL over which they go."""

    def __init__(self, lsn: int = 0) -> None:
        """`lsn`: the position in the database's log at which stands what pushes tell."""
        self._lsn = lsn
        self._shares = [_Share() for _ in range(servers.number())]

    def reply(self, origin: Origin, items: Iterable[bytes]) -> None:
        """Encoded items for the gateway of a call."""
        server = servers.of_user(origin.uid or origin.call)
        self._shares[server].back.setdefault(origin.front, []).extend(items)

    def push(self, item: bus.Message) -> None:
        """Something for the gateways that it concerns."""
        if isinstance(item, bus.ToUsers | bus.ToTopic):
            item.lsn = self._lsn
        if len(self._shares) == 1:
            self._shares[0].out.append(item)
            return
        for server, part in _parts(item):
            self._shares[server].out.append(part)

    def send(
        self, ways: Servers, piggyback: int | None = None
    ) -> tuple[list[Command], list[Command]]:
        """Send it. What its own server does not take goes over another one, to all gateways.

        Returns commands that shall go with another trip, to server `piggyback`; and those that no
        server took, which any one may take later.
        """
        own: list[Command] = []
        anywhere: list[Command] = []
        tried: set[int] = set()
        for server, share in enumerate(self._shares):
            if server == piggyback:
                own = share.commands()
            elif share.is_empty:
                continue
            elif ways.is_away(server) or not _sent(ways, server, share.commands()):
                tried.add(server)
                anywhere += share.commands(look_up=False)
        if piggyback is not None:
            return [*own, *anywhere], []
        return [], send_by_any(ways, anywhere, tried)


def send_by_any(ways: Servers, wanted: list[Command], tried: Container[int] = ()) -> list[Command]:
    """Send commands over any server but those that were tried; returns what none took."""
    for server in range(len(ways)):
        free = server not in tried and not ways.is_away(server)
        if wanted and free and _sent(ways, server, wanted):
            return []
    return wanted


def _sent(ways: Servers, server: int, wanted: list[Command]) -> bool:
    try:
        ways.send(server, wanted)
    except RedisError as error:
        log.error("replies or pushes not published", server=server, error=error)
        return False
    return True


class _Share:
    """What goes over one server: first what is for the gateways of calls."""

    def __init__(self) -> None:
        self.back: dict[str, list[bytes]] = {}
        self.out: list[bus.Message] = []

    @property
    def is_empty(self) -> bool:
        return not self.back and not self.out

    def commands(self, *, look_up: bool = True) -> list[Command]:
        backs = (
            ("PUBLISH", bus.channel(front), bus.join(items)) for front, items in self.back.items()
        )
        return [*backs, *commands(self.out, look_up=look_up)]


def _parts(item: bus.Message) -> Iterable[tuple[int, bus.Message]]:
    """What of an item goes over which server, where there are several."""
    if isinstance(item, bus.ToTopic | bus.DropWatch):
        return [(servers.of_topic(item.topic), item)]
    if isinstance(item, bus.DropOnline):
        return [(servers.of_user(item.uid), item)]
    if not isinstance(item, bus.ToUsers):
        # The end of sessions stays in front of what follows, wherever that goes.
        return [(server, item) for server in range(servers.number())]
    if len(item.uids) > DIRECT:
        return [(servers.of_user(item.uids[0]), item)]
    return _by_user(item)


def _by_user(item: bus.ToUsers) -> Iterator[tuple[int, bus.ToUsers]]:
    seqs = dict(zip(item.uids, item.seqs, strict=False))
    for server, uids in servers.by_user(item.uids).items():
        own = [seqs[uid] for uid in uids] if seqs else []
        yield server, msgspec.structs.replace(item, uids=uids, seqs=own)


def split(items: Iterable[bus.Message]) -> tuple[list[bus.Message], list[bus.Message]]:
    """The items for the gateway of the call, and the items for others."""
    back: list[bus.Message] = []
    out: list[bus.Message] = []
    for item in items:
        (back if isinstance(item, bus.ToConnection) else out).append(item)
    return back, out


def commands(items: Iterable[bus.Message], *, look_up: bool = True) -> list[Command]:
    """The commands that send items to the gateways concerned.

    `look_up`: whether the server knows them; else all gateways are.
    """
    looked_up, shared = _Script(), list[bytes]()
    for item in items:
        if look_up and isinstance(item, bus.ToUsers) and len(item.uids) <= DIRECT:
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


def where(ways: Servers, uids: Iterable[int]) -> dict[int, list[str]]:
    """By user: the living gateways with started connections; users without any are left out."""
    found = ways.ask(sorted(uids), partial(_of_users, presence.WHERE))
    return {uid: [front.decode() for front in fronts] for uid, fronts in found.items() if fronts}


def _of_users(script: str, redis: Redis, uids: Sequence[int]) -> Any:
    return redis.eval(script, len(uids), *map(presence.user_key, uids))


def living(ways: Servers, fronts: Mapping[int, Iterable[str]]) -> dict[int, set[str]]:
    """Those of a user's gateways whose leases have not ended, by user."""

    def ask(redis: Redis, uids: list[int]) -> Iterator[set[str]]:
        lives = _living(redis, {front for uid in uids for front in fronts[uid]})
        return (lives.intersection(fronts[uid]) for uid in uids)

    return ways.ask(fronts, ask)


def _living(redis: Any, fronts: Iterable[str]) -> set[str]:
    asked = sorted(fronts)
    leases = redis.mget([presence.front_key(front) for front in asked]) if asked else []
    return {front for front, lease in zip(asked, leases, strict=True) if lease}


def online(ways: Servers, uids: Sequence[int]) -> list[int]:
    """Those of the users who have a started connection on a living gateway."""
    flags = ways.ask(uids, partial(_of_users, presence.ONLINE))
    return [uid for uid in uids if flags[uid]]


def count_online(ways: Servers) -> int:
    """How many are online, as far as the servers answer; who is at two gateways counts twice."""
    return sum(ways.ask_each(lambda redis: redis.eval(presence.COUNT, 0)))


def last_seen(ways: Servers, uids: Sequence[int]) -> dict[int, int]:
    """When users' last connections ended, unix seconds, as far as it is known."""

    def ask(redis: Any, some: list[int]) -> Any:
        return redis.mget([presence.seen_key(uid) for uid in some])

    return {uid: int(time) for uid, time in ways.ask(uids, ask).items() if time}


def forget_seen(ways: Servers, uid: int) -> None:
    """Delete the time when a user was last online."""
    with ways.asking(servers.of_user(uid)) as redis:
        redis.delete(presence.seen_key(uid))


def online_among(ways: Servers, uids: Iterable[int]) -> set[int]:
    """Those of many users who have a started connection on a living gateway.

    When one of several servers is away, its users are taken to be online.
    """
    found: set[int] = set()
    for server, some in servers.by_user(uids).items():
        try:
            with ways.asking(server) as redis:
                found |= _online_among(redis, set(some))
        except RedisError:
            if len(ways) == 1:
                raise
            found.update(some)
    return found


def _online_among(redis: Any, uids: set[int]) -> set[int]:
    """Of each gateway either all its users are read, or which of these it has: what is less."""
    fronts = sorted(_living(redis, (_text(front) for front in redis.smembers(presence.FRONTS))))
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
