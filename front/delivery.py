"""What comes from the bus, to the calls, sessions and connections it concerns."""

from __future__ import annotations

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
from push.events import OnlinePush
from wire import bus, frames


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
        self._order = Order(clock, lambda one, type_, frame: self._push(frame, type_, [one]))
        self.expire = self._order.expire

    def receive(self, data: bytes) -> None:
        """A message came on one of this gateway's channels."""
        try:
            items = bus.decode(data)
        except msgspec.MsgspecError as error:
            # The connection to Redis must not end with it.
            log.error("unreadable message on the bus", error=error)
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
        elif isinstance(item, bus.ToUsers) and item.seqs:
            self._push_numbered(item)
        elif isinstance(item, bus.ToUsers | bus.ToTopic | bus.ToConnection):
            self._push(item.frame, item.type, self._receivers(item))
        elif isinstance(item, bus.DropWatch):
            self._sessions.drop_watch(item.topic, item.uids)
        elif isinstance(item, bus.Online | bus.DropOnline):
            self._tell(item)
        elif isinstance(item, bus.CloseSessions):
            self._sessions.revoke(item.sids, item.code)
        elif one := self._connections.find(item.conn):
            one.close(item.code)

    def _receivers(self, item: bus.ToUsers | bus.ToTopic | bus.ToConnection) -> list[Connection]:
        if isinstance(item, bus.ToUsers):
            return self._skipping(item.skip, item.uids)
        if isinstance(item, bus.ToTopic):
            self._sessions.published(item.topic, item.number)
            skipped, only, but = self._connections.find(item.skip), item.only, item.but or ()
            watchers = self._sessions.topics.get(item.topic, ())
            return [
                one
                for one in watchers
                if one is not skipped and (only is None or one.uid in only) and one.uid not in but
            ]
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
        for uid, seq in zip(item.uids, item.seqs, strict=True):
            if not (found := self._sessions.users.get(uid)):
                continue
            frame = frames.numbered(item.frame, item.type, seq)
            next_ = [one for one in found if seq <= one.seq + 1]
            for one in found:
                if one not in next_:
                    self._order.hold(one, seq, (item.type, None if one is skipped else frame))
            self._push(frame, item.type, [one for one in next_ if one is not skipped])
            for one in next_:
                one.numbered(seq)
                self._order.follow(one)

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
