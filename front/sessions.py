"""Which connections belong to whom: session starts and ends, watches, presence in Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError

from front.calls import Call
from front.clock import Clock
from front.close_codes import REPLACED
from front.commands import Commands
from front.connection import WATCHES, Connection
from front.index import Index
from front.online import OnlineWatches
from front.redis_link import some_start
from front.registration import Registration
from front.work import MEMBER, STRANGER
from log import log
from push import presence
from settings import settings
from wire import bus, errors, frames, servers
from wire.calls import CALL_SECONDS

AT_ONCE = 500
REVOKED_SECONDS = 2 * CALL_SECONDS
"""A worker may have found a session good before it ended: no start takes longer to come back."""


class Revoked(NamedTuple):
    until: float
    code: int


class Start(NamedTuple):
    """A session start that a worker has found good."""

    connection: Connection
    call: Call
    reply: bus.Reply
    bind: bus.Bind


class Sessions:
    """The gateway's own tables, and their copy in Redis that workers read."""

    def __init__(self, front: str, clock: Clock, redis: Sequence[Redis]) -> None:
        """`redis`: the servers of REDIS_URL."""
        self._front, self._clock, self._redis = front, clock, redis
        self.leaving = False
        """Whether all entries in Redis are about to be taken away together."""
        self.commands = [Commands(url) for url in settings.redis.urls]
        self.users: Index[Connection] = Index()
        self.sessions: Index[Connection] = Index()
        self.topics: dict[str, set[Connection]] = {}
        self.newest: dict[str, int] = {}
        """The highest number that was published to each watched topic."""
        self.registrations = [Registration(front, one) for one in self.commands]
        self.online = OnlineWatches(front, self.commands)
        self._starting: dict[int, list[Start]] = {}
        """Those of this turn of the event loop, which are registered together, by server."""
        self.newcomers: dict[Connection, int] = {}
        """Connections that were registered lately, with the number of their user before that."""
        self._revoked: dict[int, Revoked] = {}
        """Sessions that ended lately, the oldest first."""
        self._lost: set[int] = set()
        """Servers that lost our entries and do not have all of them again."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Connect to Redis. Raises when it is away, of several servers all."""
        await some_start(one.start() for one in self.commands)

    def expire(self) -> None:
        """Forget what is over, and give the connection up to a Redis that does not answer."""
        for one in self.commands:
            one.expire()
        self.online.expire()
        while self._revoked:
            sid, revoked = next(iter(self._revoked.items()))
            if revoked.until > self._clock.now:
                break
            del self._revoked[sid]

    def stop(self) -> None:
        for one in self.commands:
            one.stop()

    # ------------------------------------------------------------------------ starts and stops

    def started(self, connection: Connection, call: Call, reply: bus.Reply) -> None:
        """A session start was answered: bind before the reply is sent."""
        bind = next((one for one in reply.effects if isinstance(one, bus.Bind)), None)
        if bind is None:
            connection.start_answered(reply.frame, reply.errno, by_url=call.by_url)
        else:
            # At once: what the start itself pushes comes right behind its reply.
            connection.early = []
            start = Start(connection, call, reply, bind)
            if connection.uid:
                self._later(self._start_again(start))
            else:
                self._enter(start)

    async def _start_again(self, start: Start) -> None:
        await self._unregister(start.connection, *self._detach(start.connection))
        self._enter(start)

    def _enter(self, start: Start) -> None:
        self._attach(start.connection, start.bind)
        server = servers.of_user(start.bind.uid)
        if server not in self._starting:
            self._later(self._register(server))
        self._starting.setdefault(server, []).append(start)

    async def _register(self, server: int) -> None:
        together = self._starting.pop(server)
        try:
            overtaken = await self.registrations[server].bind([one.connection for one in together])
        except (RedisError, OSError) as error:
            log.error("presence not written", error=error, starts=len(together))
            for start in together:
                self._refuse(start)
            return
        for start in together:
            self._complete(start, overtaken=start.connection in overtaken)

    def _refuse(self, start: Start) -> None:
        connection = start.connection
        self._detach(connection)
        connection.was_started, connection.early = False, None
        busy = errors.Busy()
        frame = frames.refusal(busy, start.call.cdata)
        connection.start_answered(frame, busy.errno, by_url=start.call.by_url)

    def _complete(self, start: Start, *, overtaken: bool) -> None:
        connection, reply = start.connection, start.reply
        if connection.close_code or connection.transport.is_closing():
            self.release(connection)
            return
        self.newcomers[connection] = start.bind.seq
        connection.start_answered(reply.frame, reply.errno, by_url=start.call.by_url)
        if overtaken:
            connection.close(REPLACED)
        elif revoked := self._revoked.get(start.bind.sid):
            connection.close(revoked.code)

    def revoke(self, sids: list[int], code: int) -> None:
        """Close these sessions' connections, and those whose start is still under way."""
        for sid in sids:
            self._revoked[sid] = Revoked(self._clock.now + REVOKED_SECONDS, code)
            for connection in self.sessions.get(sid):
                connection.close(code)

    def _attach(self, connection: Connection, bind: bus.Bind) -> None:
        connection.uid, connection.sid, connection.legacy = bind.uid, bind.sid, bind.legacy
        connection.was_started, connection.allowance = True, MEMBER
        connection.seq, connection.told = bind.seq, set()
        self.users.add(bind.uid, connection)
        self.sessions.add(bind.sid, connection)

    def _detach(self, connection: Connection) -> tuple[int, int, bool]:
        """Forget the connection's user: (uid, sid, whether it was the user's last one here)."""
        uid, sid = connection.uid, connection.sid
        connection.uid = connection.sid = connection.work = 0
        connection.allowance = STRANGER
        for topic in connection.topics or ():
            self._drop(topic, connection)
        connection.topics = None
        self.online.forget(connection)
        self.sessions.remove(sid, connection)
        return uid, sid, self.users.remove(uid, connection)

    def ask(self, uid: int, tell: Callable[[int, int], None]) -> None:
        """Find out at how many gateways the user has connections; told when Redis knows."""
        answer = self.commands[servers.of_user(uid)].send("HVALS", presence.user_key(uid))

        def answered(done: asyncio.Future[Any]) -> None:
            if done.exception() is None:
                tell(uid, max(1, len(set(done.result()))))

        answer.add_done_callback(answered)

    def release(self, connection: Connection) -> None:
        """Unbind the connection: here at once, in Redis soon."""
        if not connection.uid:
            return
        former = self._detach(connection)
        if not self.leaving:
            self._later(self._unregister(connection, *former))

    async def _unregister(self, connection: Connection, uid: int, sid: int, last: bool) -> None:
        try:
            registration = self.registrations[servers.of_user(uid)]
            await registration.unbind(connection, uid, sid, last)
        except (RedisError, OSError) as error:
            # The lease of a broken entry ends with this gateway; nothing else to do.
            log.warning("presence not removed", error=error)

    def apply(self, connection: Connection, effect: bus.Effect) -> None:
        """What a worker decided for the calling connection."""
        if isinstance(effect, bus.Unbind):
            self.release(connection)
        elif isinstance(effect, bus.Watch):
            self._watch(effect.topic, connection)
            self.published(effect.topic, effect.number)
        elif isinstance(effect, bus.Unwatch):
            self.unwatch(effect.topic, connection)
        elif isinstance(effect, bus.WatchOnline):
            self.online.replace(connection, effect)

    def saw(self, connection: Connection, lsn: int) -> None:
        """Let reads of the connection, and of the user's others, find at least this position."""
        for one in (connection, *self.users.get(connection.uid)):
            one.lsn = max(one.lsn, lsn)

    # -------------------------------------------------------------------------------- watching

    def _watch(self, topic: str, connection: Connection) -> None:
        if connection.topics is None:
            connection.topics = {}
        connection.topics.pop(topic, None)
        connection.topics[topic] = None
        self.topics.setdefault(topic, set()).add(connection)
        if len(connection.topics) > WATCHES:
            self.unwatch(next(iter(connection.topics)), connection)

    def published(self, topic: str, number: int) -> None:
        """What has this number went out to those who watch the topic."""
        if topic in self.topics:
            self.newest[topic] = max(number, self.newest.get(topic, 0))

    def unwatch(self, topic: str, connection: Connection) -> None:
        if connection.topics is not None:
            connection.topics.pop(topic, None)
        self._drop(topic, connection)

    def drop_watch(self, topic: str, uids: list[int] | None) -> None:
        """End the watches of users on a topic, on all their connections; None: of all users."""
        if uids is None:
            found = list(self.topics.get(topic, ()))
        else:
            found = [connection for uid in uids for connection in self.users.get(uid)]
        for connection in found:
            self.unwatch(topic, connection)

    def _drop(self, topic: str, connection: Connection) -> None:
        if watchers := self.topics.get(topic):
            watchers.discard(connection)
            if not watchers:
                del self.topics[topic]
                self.newest.pop(topic, None)

    # -------------------------------------------------------------------------------- the lease

    async def beat(self, server: int) -> bool:
        """Renew the lease on a server; when it lost our entries, write all again, and report it."""
        if self.leaving:
            return False
        key = presence.front_key(self._front)
        async with self._redis[server].pipeline(transaction=False) as pipeline:
            pipeline.set(key, 1, ex=presence.LEASE_SECONDS, get=True)
            pipeline.sadd(presence.FRONTS, self._front)
            known, _ = await pipeline.execute()
        self.online.beat(server, anew=known is None)
        if known is None and len(self.users):
            self._lost.add(server)
        if server in self._lost:
            # The connection for commands may come back later than this one: then it is tried again.
            await self._register_all(server)
            self._lost.discard(server)
            return True
        return False

    async def _register_all(self, server: int) -> None:
        uids = servers.by_user(self.users).get(server, [])
        log.warning("presence registered anew", users=len(uids))
        for start in range(0, len(uids), AT_ONCE):
            some = uids[start : start + AT_ONCE]
            found = [one for uid in some for one in self.users.get(uid)]
            await self.registrations[server].bind(found)

    async def leave(self) -> None:
        """A normal stop: give the leases up, and remove our entries."""
        self.leaving = True
        await asyncio.gather(*map(self._leave, range(len(self.commands))))

    async def _leave(self, server: int) -> None:
        keys = presence.forget_keys(self._front)
        try:
            await self._redis[server].delete(keys[0])
            while await self.commands[server].run(presence.FORGET, keys, [self._front, AT_ONCE]):
                pass
        except (RedisError, OSError) as error:
            log.warning("presence left to its lease", error=error)

    @property
    def pending(self) -> int:
        """Starts and ends that are not written to Redis yet."""
        return len(self._tasks)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
