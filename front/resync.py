"""After a break of the bus, or a start: the connections that missed pushes, and only these.

Pushes that were published meanwhile are gone. Numbers tell what they were: those of users, which
workers look up many at once, against those that went out on their connections; and the newest posts
of watched groups against the newest that went out here.

A start has such a gap, too: between the worker's look at the user's number and the moment when
Redis knows the connection nothing is pushed to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from redis.exceptions import RedisError

from front.calls import Calls
from front.close_codes import RESTART
from front.connection import Connection
from front.metrics import Metrics
from front.sessions import Sessions
from log import log
from push.pushes import Resync as Push
from wire import frames

AT_ONCE = 1000
"""Users, or topics, in one call."""
CALL_SECONDS = 2.0
RETRY_SECONDS = 0.3
GRACE_SECONDS = 0.5
"""What was stored a moment ago may still be on its way here."""
SPREAD_SECONDS = 10.0
"""Connections that know no numbers are closed within this time, not all at once."""
USERS, TOPICS = "http.resync.users", "http.resync.topics"
"""Functions that return users and topics with higher numbers."""


class Since(NamedTuple):
    """The state when the bus was back, before anything came over it; or at connections' starts."""

    server: int | None
    """That of REDIS_URL over which something may have been missed; None: these are starts."""
    seqs: dict[Connection, int]
    """The highest number that was sent to each connection."""
    topics: dict[str, int]
    """The newest of what was published to each topic."""


class Resync:
    """One comparison at a time; a break during one begins another behind it."""

    def __init__(
        self,
        calls: Calls,
        sessions: Sessions,
        metrics: Metrics,
        ready: Callable[[int], Awaitable[object]],
    ) -> None:
        """`ready` returns when a server has all our users, or raises RedisError or OSError."""
        self._calls, self._sessions, self._metrics = calls, sessions, metrics
        self._ready = ready
        self._due: list[Since] = []
        self._running: asyncio.Task[None] | None = None

    def begin(self, server: int) -> None:
        """Something may have been missed. To be called before more is received."""
        started = self._started()
        for one in started:
            one.told = one.told or set()
        seqs = {one: one.seq for one in started}
        self._due.append(Since(server, seqs, dict(self._sessions.newest)))
        if not self._is_running:
            self._start()

    def second(self) -> None:
        """Compare those that started since the last time; they wait for a comparison that runs."""
        if self._sessions.newcomers and not self._is_running:
            self._due.append(Since(None, self._take_newcomers(), {}))
            self._start()

    def _take_newcomers(self) -> dict[Connection, int]:
        taken, self._sessions.newcomers = self._sessions.newcomers, {}
        return taken

    @property
    def _is_running(self) -> bool:
        return self._running is not None and not self._running.done()

    def _start(self) -> None:
        self._running = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _started(self) -> list[Connection]:
        users = self._sessions.users
        return [one for uid in users for one in users.get(uid)]

    async def _run(self) -> None:
        compared: set[Connection] = set()
        while self._due:
            since = self._due.pop(0)
            compared.update(since.seqs)
            try:
                if since.server is not None:
                    await self._until_ready(since.server)
                await self._compare(since)
            except Exception:  # noqa: BLE001 - the next break begins anew
                log.exception("resync failed", connections=len(since.seqs))
        for one in compared - self._sessions.newcomers.keys():
            one.told = None

    async def _until_ready(self, server: int) -> None:
        while True:
            try:
                await self._ready(server)
            except (RedisError, OSError):
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    # ------------------------------------------------------------------------------ comparing

    async def _compare(self, since: Since) -> None:
        known: dict[int, int] = {}
        for one, seq in since.seqs.items():
            known[one.uid] = min(seq, known.get(one.uid, seq))
        known.pop(0, None)  # closed meanwhile
        users = await self._ahead(USERS, known)
        topics = await self._ahead(TOPICS, since.topics)
        if users:
            await asyncio.sleep(GRACE_SECONDS)
        behind = [
            one
            for uid, seq in users.items()
            for one in self._sessions.users.get(uid)
            if _lacks(one, since.seqs.get(one, seq), seq)
        ]
        for one in behind:
            self._tell(one, users[one.uid], Push())
        closing = {one for one in behind if one.legacy}
        for topic, gid in topics.items():
            watchers = self._sessions.topics.get(topic, ())
            for one in watchers:
                self._tell(one, one.seq, Push(gid=gid))
            closing.update(one for one in watchers if one.legacy)
        counts = {"connections": len(since.seqs), "behind": len(behind)}
        if since.server is not None:
            log.info("compared after a break", **counts)
        elif behind:
            log.info("missed by starts", **counts)
        await self._close(sorted(closing, key=lambda one: one.number))

    async def _ahead(self, function: str, known: dict[Any, int]) -> dict[Any, int]:
        """What workers know of those that have got further, for so many at once."""
        ids, found = list(known), dict[Any, int]()
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found |= await self._asked(
                function, {"of": some, "known": [known[id_] for id_ in some]}
            )
        return found

    async def _asked(self, function: str, parm: dict[str, Any]) -> dict[Any, int]:
        while True:
            errno, _, result = await self._calls.run(function, parm, seconds=CALL_SECONDS)
            if errno == 0:
                return dict(result["ahead"])
            await asyncio.sleep(RETRY_SECONDS)

    # --------------------------------------------------------------------------------- telling

    def _tell(self, one: Connection, seq: int, push: Push) -> None:
        one.lsn = max(one.lsn, self._calls.lsn)  # what the missed pushes would have told
        if not one.legacy:
            one.push_alone(frames.numbered(push.frame(), push.type, seq))
            self._metrics.pushed(push.type, 1)

    @staticmethod
    async def _close(connections: Sequence[Connection]) -> None:
        for one in connections:
            one.close(RESTART)
            await asyncio.sleep(SPREAD_SECONDS / len(connections))


def _lacks(one: Connection, last: int, seq: int) -> bool:
    """Whether a number after `last`, up to `seq`, did not go out on the connection."""
    told = one.told or set()
    return seq - last > len(told) or not told.issuperset(range(last + 1, seq + 1))
