"""What comes from the bus, to the calls, sessions and connections it concerns."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from front import websocket
from front.calls import Calls
from front.clock import Clock
from front.connection import Connection
from front.connections import Connections
from front.metrics import Metrics
from front.order import Order
from front.sessions import Sessions
from log import log
from push.pushes import OnlinePush
from telemetry import traces
from wire import bus, frames


class Early(NamedTuple):
    """A numbered push that came before its turn; no frame where the connection did it itself."""

    uid: int
    type: str
    frame: bytes | None


class Delivery:
    """Takes bus messages apart. One bad item does not cost the others."""

    def __init__(
        self,
        calls: Calls,
        sessions: Sessions,
        connections: Connections,
        metrics: Metrics,
        clock: Clock,
    ) -> None:
        self._calls, self._sessions = calls, sessions
        self._connections, self._metrics = connections, metrics
        self._numbered = Order(clock, lambda one: one.seq, self._push_early)
        self._posts = Order(clock, self._newest, self._publish_now)

    def expire(self) -> None:
        """Push what waited too long for something before it."""
        self._metrics.gaps += self._numbered.expire() + self._posts.expire()

    def forget(self, connection: Connection) -> None:
        """The connection is gone, and with it what waits for it."""
        self._numbered.forget(connection)

    def receive(self, data: bytes) -> None:
        """A message came on one of this gateway's channels."""
        try:
            items = bus.decode(data)
        except msgspec.MsgspecError as error:
            # The connection to Redis must not end with it. The error's text may quote the message.
            log.error("unreadable message on the bus", error=type(error).__name__)
            self._metrics.dropped("unreadable bus message")
            return
        for item in items:
            try:
                self._receive(item)
            except Exception:  # noqa: BLE001 - one bad item must not cost the others
                log.exception("bus item failed", item=type(item).__name__)

    def _receive(self, item: bus.Message) -> None:
        if isinstance(item, bus.Reply):
            self._calls.answer(item)
        elif isinstance(item, bus.Push):
            if item.trace:
                with traces.delivering(item.trace, item.type):
                    self._take(item)
            else:
                self._take(item)
        else:
            self._obey(item)

    def _take(self, item: bus.Push) -> None:
        if not isinstance(item, bus.ToConnection) and item.lsn:
            self._saw(item)
        if isinstance(item, bus.ToUsers) and item.seqs:
            self._push_numbered(item)
        elif isinstance(item, bus.ToTopic):
            self._publish(item)
        else:
            self._push(item.frame, item.type, self._receivers(item))

    def _saw(self, item: bus.ToUsers | bus.ToTopic) -> None:
        """Let reads of who gets the push find what it tells, before it is shown."""
        if isinstance(item, bus.ToUsers):
            receivers = [one for uid in item.uids for one in self._sessions.users.get(uid)]
        else:
            receivers = list(self._sessions.topics.get(item.topic, ()))
        for one in receivers:
            one.lsn = max(one.lsn, item.lsn)

    def _obey(self, item: bus.Command) -> None:
        if isinstance(item, bus.DropWatch):
            self._sessions.drop_watch(item.topic, item.uids)
        elif isinstance(item, bus.Online | bus.DropOnline):
            self._tell(item)
        elif isinstance(item, bus.CloseSessions):
            self._sessions.revoke(item.sids, item.code)
        elif one := self._connections.find(item.conn):
            one.close(item.code)

    def _receivers(self, item: bus.ToUsers | bus.ToConnection) -> list[Connection]:
        if isinstance(item, bus.ToUsers):
            return self._skipping(item.skip, item.uids)
        one = self._connections.find(item.conn)
        return [one] if one and (one.uid or one.early is not None) else []

    def _tell(self, item: bus.Online | bus.DropOnline) -> None:
        watches = self._sessions.online
        if isinstance(item, bus.Online):
            watchers, online = list(watches.of(item.uid)), item.online
        else:
            watchers, online = watches.drop(item), 0
        push = OnlinePush(uid=item.uid, online=online)
        self._push(push.frame(), push.type, watchers)

    def _skipping(self, skip: str, uids: list[int]) -> list[Connection]:
        found = [connection for uid in uids for connection in self._sessions.users.get(uid)]
        skipped = self._connections.find(skip)
        return [one for one in found if one is not skipped]

    def _push_numbered(self, item: bus.ToUsers) -> None:
        """A frame of its own for each user, who has a number of his own for the item."""
        skipped = self._connections.find(item.skip)
        if skipped is not None and skipped.own_pushes:
            skipped = None
        for uid, seq in zip(item.uids, item.seqs, strict=True):
            if not (found := self._sessions.users.get(uid)):
                continue
            # What a user did on the only connection here is pushed to nobody.
            frame = None if found == (skipped,) else frames.numbered(item.frame, item.type, seq)
            ready = []
            for one in found:
                if seq <= one.seq + 1:
                    ready.append(one)
                else:
                    early = Early(uid, item.type, None if one is skipped else frame)
                    self._numbered.hold(one, seq, seq - 1, early)
            if frame is not None:
                self._push(frame, item.type, [one for one in ready if one is not skipped])
            for one in ready:
                one.numbered(seq)
                self._numbered.follow(one)

    def _push_early(self, one: Connection, seq: int, early: Early) -> None:
        if one.uid != early.uid:
            return  # the user whom it was for has left the connection
        one.numbered(seq)
        if early.frame is not None:
            self._push(early.frame, early.type, [one])

    def _publish(self, item: bus.ToTopic) -> None:
        if item.topic in self._sessions.topics and item.after > self._newest(item.topic):
            self._posts.hold(item.topic, item.number, item.after, item)
        else:
            self._publish_now(item.topic, item.number, item)
            self._posts.follow(item.topic)

    def _publish_now(self, topic: str, number: int, item: bus.ToTopic) -> None:
        self._sessions.published(topic, number)
        skipped, only, but = self._connections.find(item.skip), item.only, item.but or ()
        receivers = [
            one
            for one in self._sessions.topics.get(topic, ())
            if one is not skipped and (only is None or one.uid in only) and one.uid not in but
        ]
        self._push(item.frame, item.type, receivers)

    def _newest(self, topic: str) -> int:
        return self._sessions.newest.get(topic, 0)

    def _push(self, frame: bytes, type_: str, receivers: list[Connection]) -> None:
        """Encode once, deflate once, write the same bytes to every socket."""
        if not receivers:
            return
        plain = websocket.encode(websocket.TEXT, frame)
        self._write(plain, [one for one in receivers if not one.zlib])
        if packing := [one for one in receivers if one.zlib]:
            self._write(websocket.encode(websocket.BINARY, frames.deflate(frame)), packing)
        self._metrics.pushed(type_, len(receivers))
        self._metrics.frames_out += len(receivers)
        self._metrics.bytes_out += len(receivers) * len(plain)

    @staticmethod
    def _write(frame: bytes, receivers: list[Connection]) -> None:
        # Nothing but writes in the second loop: a sender slower than its receivers pays for
        # waking them once per frame, which costs more than the writing.
        for transport in [one.transport for one in receivers if one.takes(frame)]:
            transport.write(frame)
