"""kombu's Redis transport with another way to take, park and acknowledge messages.

One trip takes a batch, parks it atomically, and carries the acknowledgements, replies and pushes of
the last batch. Everything else (publishing, control commands, events, purge) is kombu's.
"""

from __future__ import annotations

import time
from base64 import b64decode
from queue import Empty
from typing import Any

import msgspec
from celery import current_app
from kombu.log import get_logger
from kombu.transport import redis as stock
from kombu.transport import virtual
from redis.exceptions import NoScriptError, ResponseError

from broker import dead, scripts
from broker.holdings import Command, Taken, direct, holdings, piggyback
from broker.lease import Lease

logger = get_logger("broker")

WAIT_SECONDS = 1.0
SEVERAL_WAIT_SECONDS = 0.1
"""A wait watches one list; with several they take turns."""

UNREADABLE = (msgspec.MsgspecError, ValueError, LookupError, TypeError, AttributeError)
"""What reading a message that is none of ours can raise."""

_decode = msgspec.json.Decoder().decode
_SKIP: Command = ("CLIENT", "REPLY", "SKIP")


class QoS(stock.QoS):
    """Unacknowledged messages are parked by the fetch itself."""

    channel: Channel

    def append(self, message: Any, delivery_tag: str) -> None:
        virtual.QoS.append(self, message, delivery_tag)

    def ack(self, delivery_tag: str) -> None:
        if (taken := holdings.end(delivery_tag)) is not None:
            self.channel.finish(taken)
            self.channel.acquit(taken)
        virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if not requeue:
            self.ack(delivery_tag)
            return
        holdings.running.pop(delivery_tag, None)
        virtual.QoS.ack(self, delivery_tag)
        self.channel.return_refused()

    def restore_unacked(self, client: Any = None) -> list[Any]:
        """Everything we hold goes back: called when the process ends."""
        self._delivered.clear()
        holdings.running.clear()
        self.channel.hand_back()
        return []

    def restore_visible(self, *args: Any, **kwargs: Any) -> None:
        """Leases, not a visibility timeout, tell whose messages are free."""


class Channel(stock.Channel):
    """Fetches in batches."""

    QoS = QoS
    _lease: Lease | None = None
    _flushed_at = 0.0
    _fetch_sha = ""
    _written = 0
    """How many of the unconfirmed commands were written on our connection."""
    _in_poll: Any = None
    _brpop_sent_at: Any = None

    # ------------------------------------------------------------------------------- taking

    def _brpop_start(self, timeout: float | None = None) -> None:
        """Send what is to go out, wait for a message, and order a batch for when there is one.

        The wait moves one message, so that one worker wakes up for it, to a list that is given back
        like what is parked. The fetch stands behind it in the same write and runs the moment the
        wait ends, so waking up costs no further trip. Commands before it are not answered, or their
        answers would wake us.
        """
        keys = self._keys()
        if not keys:
            return
        if self._lease is None:
            self._begin(keys)
        seconds = WAIT_SECONDS if len(keys) == 1 else SEVERAL_WAIT_SECONDS
        wait = scripts.wait(holdings.consumer, keys[0], seconds)
        parked = scripts.parked_key(holdings.consumer)
        most = holdings.most() if holdings.inline else self._room()
        fetch: Command = ("EVALSHA", self._fetch_sha, len(keys) + 1, parked, *keys)
        fetch += (most, holdings.last_tag, holdings.consumer)
        connection = self.client.connection
        self._in_poll = connection
        self._brpop_sent_at = time.monotonic()
        self._write(connection, [*self._due(), wait, fetch])

    def _keys(self) -> list[str]:
        queues = self._queue_cycle.consume(len(self.active_queues))
        return [self._q_for_pri(queue, step) for step in self.priority_steps for queue in queues]

    def _room(self) -> int:
        room = self.qos.can_consume_max_estimate()
        return 16 if room is None else max(1, room)

    def _begin(self, keys: list[str]) -> None:
        """The first wait of this channel: begin the lease, and return what an earlier one left."""
        if self.global_keyprefix:
            raise ValueError("broker_transport_options: global_keyprefix is not supported")
        client = self.Client(connection_pool=self._get_pool())
        self._fetch_sha = client.script_load(scripts.FETCH)
        lease = self.connection.lease(client, sorted(keys))
        lease.hand_back()
        self._lease = lease

    def _brpop_read(self, **options: Any) -> bool:
        connection = self.client.connection
        try:
            connection.read_response()
            batch = connection.read_response()
        except NoScriptError:
            with self.conn_or_acquire() as client:
                self._fetch_sha = client.script_load(scripts.FETCH)
            raise Empty from None
        except self.connection_errors:
            connection.disconnect()
            self._written = 0
            raise
        finally:
            self._in_poll = None
        # Redis answers in order: everything before the wait has arrived.
        del holdings.unconfirmed[: self._written]
        self._written = 0
        if not batch:
            self._rotate()
            raise Empty
        for queue, message, kills in zip(*(batch[part::3] for part in range(3)), strict=True):
            holdings.take(queue.decode(), message, kills)
        self._work_off()
        return True

    def _rotate(self) -> None:
        if self.active_queues:
            self._queue_cycle.rotate(self.active_queues[0])

    def _work_off(self) -> None:
        """Deliver the batch; with pool solo each task runs here and now."""
        self._flushed_at = started = time.monotonic()
        holdings.begin_batch(started)
        try:
            self._deliver(started)
        finally:
            holdings.end_batch(time.monotonic())

    def _deliver(self, started: float) -> None:
        while (taken := holdings.start()) is not None:
            self._deliver_one(taken)
            now = time.monotonic()
            holdings.took(now - started)
            started = now
            stopping = self._stopping()
            if stopping or now - self._flushed_at > holdings.until_flush():
                self._flush()
                started = self._flushed_at
            if stopping:
                self.hand_back()

    def _deliver_one(self, taken: Taken) -> None:
        if taken.kills and not self._may_run(taken):
            return
        try:
            message = dead.head(taken.message)
            run = direct.get(message.headers.task) if holdings.inline else None
            payload = None if run else self._payload(taken)
        except UNREADABLE as error:
            self._set_aside(taken, error)
            return
        if run is None:
            # From here on Celery is responsible for it.
            self.connection._deliver(payload, taken.queue.split(self.sep, 1)[0])
            return
        try:
            run(message.headers.id, message.body, message.headers.traceparent)
        except dead.Unreadable as error:
            self._set_aside(taken, error)
            return
        except Exception as error:
            logger.exception("message %s failed", message.headers.id)
            self._set_aside(taken, error)
            return
        holdings.end(str(taken.tag))
        holdings.finished.append(taken.field)
        self.acquit(taken)

    def _may_run(self, taken: Taken) -> bool:
        """Say before it starts that it does: if we die over it, too, it is the one to blame."""
        if taken.kills >= scripts.FATAL:
            self._set_aside(taken, dead.Fatal(f"{scripts.FATAL} workers died over it"))
            return False
        # What others wait for leaves first.
        self._flush()
        with self.conn_or_acquire() as client:
            client.sadd(scripts.started_key(holdings.consumer), taken.field)
        return True

    def acquit(self, taken: Taken) -> None:
        """It was run, and we live."""
        if taken.kills:
            with self.conn_or_acquire() as client:
                client.hdel(scripts.KILLS, dead.id_of(taken.message))

    @staticmethod
    def _payload(taken: Taken) -> dict[str, Any]:
        """The message as Celery takes it; raises what its parts are wrong by."""
        payload: dict[str, Any] = _decode(taken.message)
        properties = payload["properties"]
        if properties["body_encoding"] == "base64":
            b64decode(payload["body"], validate=True)
        name = payload["headers"].get("task")
        # Answers to `celery inspect` name no task. Celery would log any other message whole.
        if name not in current_app.tasks and not (name is None and "pidbox" in taken.queue):
            raise LookupError(f"unknown task {name}")
        return payload | {"properties": properties | {"delivery_tag": str(taken.tag)}}

    def _set_aside(self, taken: Taken, error: Exception) -> None:
        """Keep a message that no worker can run where operations find it; it must not come back."""
        logger.error("a message of queue %s is set aside: %s", taken.queue, error)
        with self.conn_or_acquire() as client:
            dead.add(client, taken.queue, taken.message, error)
        holdings.end(str(taken.tag))
        self.finish(taken)

    @staticmethod
    def _stopping() -> bool:
        from celery.worker import state

        return state.should_stop is not None or state.should_terminate is not None

    # ------------------------------------------------------------------------------ finishing

    def finish(self, taken: Taken) -> None:
        """A message was acknowledged: tell Redis with the next trip, or now if none is near."""
        if holdings.inline:
            holdings.finished.append(taken.field)
            return
        with self.conn_or_acquire() as client:
            client.hdel(scripts.parked_key(holdings.consumer), taken.field)

    def _due(self) -> list[Command]:
        """The commands to send now: the new ones, and those lost with an earlier connection."""
        began = time.monotonic()
        for ask in piggyback:
            holdings.unconfirmed += ask()
        if holdings.finished:
            holdings.left(time.monotonic() - began)
            fields, holdings.finished = holdings.finished, []
            parked = scripts.parked_key(holdings.consumer)
            holdings.unconfirmed.append(("HDEL", parked, *fields))
        due = holdings.unconfirmed[self._written :]
        self._written = len(holdings.unconfirmed)
        return [one for command in due for one in (_SKIP, command)]

    def _write(self, connection: Any, commands: list[Command]) -> None:
        try:
            connection.send_packed_command(connection.pack_commands(commands))
        except self.connection_errors:
            self._written = 0
            raise

    def _flush(self) -> None:
        """Send what is to go out, without waiting for an answer."""
        if commands := self._due():
            self._write(self.client.connection, commands)
        self._flushed_at = time.monotonic()

    def return_refused(self) -> None:
        """Return a message that was refused for now; those in line stay."""
        if self._lease is not None:
            self._lease.reclaim()

    def hand_back(self) -> None:
        """Return to the queues what is not running."""
        if self._lease is None:
            return
        try:
            self._lease.hand_back()
        except self.connection_errors as error:
            logger.warning("messages left to the lease: %s", error)

    # -------------------------------------------------------------------------------- the end

    def close(self) -> None:
        """End the wait with its connection, then return what nobody has started."""
        if self._lease is not None and not self.closed:
            self._leave()
        self._in_poll = None
        super().close()

    def _leave(self) -> None:
        connection = self.client.connection
        try:
            if self._in_poll is None:
                self._flush()
            else:
                self._send_the_rest()
        except self.connection_errors as error:
            logger.warning("last commands not sent: %s", error)
        connection.disconnect()
        self.hand_back()

    def _send_the_rest(self) -> None:
        """Over another connection, because ours is in its wait."""
        commands = [command for command in self._due() if command is not _SKIP]
        if commands:
            with self.conn_or_acquire() as client, client.pipeline(transaction=False) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                pipeline.execute(raise_on_error=False)


class Transport(stock.Transport):
    """`redis://` and `rediss://` with batches."""

    Channel = Channel
    # A Redis without memory refuses commands; a worker tries again until it accepts them.
    connection_errors = (*stock.Transport.connection_errors, ResponseError)
    _process_lease: Lease | None = None

    def lease(self, client: Any, queues: list[str]) -> Lease:
        """The process's lease, begun at the first use."""
        kept = Transport._process_lease
        if kept is not None and kept.is_alive():
            kept.go_on(queues, client)
            return kept
        made = Transport._process_lease = Lease(holdings, client, queues)
        made.start()
        return made


class SentinelChannel(Channel, stock.SentinelChannel):
    """Fetches in batches from the primary that Sentinels name."""


class SentinelTransport(Transport, stock.SentinelTransport):
    """`sentinel://` with batches."""

    Channel = SentinelChannel
