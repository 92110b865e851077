"""Connections that want to know when users come and go."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from redis.exceptions import RedisError

from front.commands import Commands
from front.connection import Connection
from log import log
from push import presence
from wire import bus, servers
from wire.calls import CALL_SECONDS

REMEMBERED_SECONDS = 2 * CALL_SECONDS
"""No call takes longer until its reply."""


class Dropped(NamedTuple):
    """When watches of a user ended: the reply to an older call does not begin them again."""

    time: float
    watchers: frozenset[int] | None


class OnlineWatches:
    """The watches of this gateway's connections; Redis has the users who are watched here."""

    def __init__(self, front: str, commands: Sequence[Commands]) -> None:
        """`commands`: to each server of REDIS_URL."""
        self._front, self._commands = front, commands
        self._watchers: dict[int, set[Connection]] = {}
        self._dropped: dict[int, Dropped] = {}
        """By the user who is watched, the oldest first."""
        self._untold: set[int] = set()
        """Servers that do not have all their users who are watched here."""

    def of(self, uid: int) -> Iterable[Connection]:
        """The connections that watch a user."""
        return self._watchers.get(uid, ())

    def replace(self, connection: Connection, wish: bus.WatchOnline) -> None:
        """A connection watches these users, and no others any more."""
        uids = [uid for uid in wish.uids if not self._was_dropped(uid, connection, wish.asked)]
        for uid in set(connection.online or ()).difference(uids):
            self._remove(uid, connection)
        new = [uid for uid in uids if uid not in self._watchers]
        for uid in uids:
            self._watchers.setdefault(uid, set()).add(connection)
        connection.online = tuple(uids) or None
        self._tell("SADD", new)

    def forget(self, connection: Connection) -> None:
        """A connection watches nobody any more."""
        for uid in connection.online or ():
            self._remove(uid, connection)
        connection.online = None

    def drop(self, item: bus.DropOnline) -> list[Connection]:
        """End the watches of a user, all or those of some; the connections that had one."""
        watchers = None if item.watchers is None else frozenset(item.watchers)
        self._remember(item.uid, watchers)
        found = [one for one in self.of(item.uid) if watchers is None or one.uid in watchers]
        for connection in found:
            left = tuple(uid for uid in connection.online or () if uid != item.uid)
            connection.online = left or None
            self._remove(item.uid, connection)
        return found

    def _remember(self, uid: int, watchers: frozenset[int] | None) -> None:
        former = self._dropped.pop(uid, None)
        if former is not None and watchers is not None:
            watchers = None if former.watchers is None else watchers | former.watchers
        self._dropped[uid] = Dropped(time.time(), watchers)

    def _was_dropped(self, uid: int, connection: Connection, asked: float) -> bool:
        dropped = self._dropped.get(uid)
        if dropped is None or dropped.time < asked:
            return False
        return dropped.watchers is None or connection.uid in dropped.watchers

    def _remove(self, uid: int, connection: Connection) -> None:
        if watchers := self._watchers.get(uid):
            watchers.discard(connection)
            if not watchers:
                del self._watchers[uid]
                self._tell("SREM", [uid])

    def expire(self) -> None:
        """Forget what is over; to be called regularly."""
        over = time.time() - REMEMBERED_SECONDS
        while self._dropped:
            uid, dropped = next(iter(self._dropped.items()))
            if dropped.time > over:
                break
            del self._dropped[uid]

    # ---------------------------------------------------------------------------- in Redis

    def beat(self, server: int, *, anew: bool) -> None:
        """Write to a server again what it lost or never got; `anew`: everything."""
        if anew or server in self._untold:
            self._untold.discard(server)
            self._tell("SADD", servers.by_user(self._watchers).get(server, []))

    def _tell(self, word: str, uids: list[int]) -> None:
        # Sent in the order in which things happened, and answered in it.
        for server, watched in servers.by_user(uids).items():
            for uid in watched:
                self._send(server, word, presence.watched_key(uid), self._front)
            self._send(server, word, presence.front_watched_key(self._front), *watched)

    def _send(self, server: int, *command: str | int) -> None:
        answer = self._commands[server].send(*command)
        answer.add_done_callback(partial(self._answered, server))

    def _answered(self, server: int, answer: asyncio.Future[Any]) -> None:
        if not isinstance(error := answer.exception(), RedisError):
            return
        if server not in self._untold:
            log.warning("watches not written", error=error)
        self._untold.add(server)
