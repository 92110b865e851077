"""Calls to the queues of RabbitMQ: one thread with one connection, which blocks in our place.

Calls keep their order. The broker confirms each message, so that calls it lost are answered errno 5
as soon as that is known, and not when their time is over.
"""

from __future__ import annotations

import asyncio
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import takewhile
from threading import Thread
from typing import Any, NamedTuple

import amqp  # type: ignore[import-untyped]
from kombu.entity import Queue

from log import log
from tasks import app
from tasks.rpc import Rpc
from telemetry.traces import Trace
from wire.calls import Origin, body, message_headers, message_properties

ANSWER_SECONDS = 4
CONNECT_SECONDS = 2
HEARTBEAT_SECONDS = 10
RETRY_SECONDS = 0.3
WAIT_SECONDS = 1.0
"""How often the thread looks at the time when nothing else wakes it."""

DEAD = Queue(  # type: ignore[no-untyped-call]
    "dead",
    routing_key="dead",
    queue_arguments={
        "x-queue-type": "quorum",
        "x-max-length": 1000,
        "x-message-ttl": 14 * 86_400_000,
    },
)
"""Messages that expired or over which workers died (celeryconfig); their header x-death says which.
No worker reads it."""

Lost = (OSError, amqp.AMQPError, AttributeError)
"""What py-amqp raises when a connection is lost; AttributeError when a callback found it so."""


class Message(NamedTuple):
    """A call, as the event loop hands it to the thread."""

    call: int
    queue: str
    content: amqp.Message


class Published(NamedTuple):
    """A call that the broker has not confirmed yet."""

    until: float
    call: int


class AmqpQueue:
    """Publishes Celery messages, never blocking the event loop."""

    def __init__(self, fail: Callable[[int], None]) -> None:
        """`fail` is called in the event loop, with the number of a call that is lost."""
        self._fail_call = fail
        self._loop = asyncio.get_running_loop()
        self._batch: list[Message] = []
        # Written by the event loop, read by the thread.
        self._waiting: deque[Message] = deque()
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        self._closed = False
        # Of the thread.
        self._unconfirmed: dict[int, Published] = {}
        """By the number of the publication, in their order."""
        self._connection: Any = None
        self._channel: Any = None
        self._tag = 0
        self._blocked = False
        self._thread = Thread(target=self._run, name="amqp", daemon=True)

    @property
    def is_up(self) -> bool:
        """Whether the broker takes messages, as far as is known."""
        return self._channel is not None and not self._blocked

    async def start(self) -> None:
        """Connect. Raises OSError or amqp.AMQPError."""
        await asyncio.to_thread(self._connect)
        self._thread.start()

    def send(self, function: Rpc, parm: bytes, origin: Origin, trace: Trace | None = None) -> None:
        """Queue a call soon; a failure comes back through `fail`."""
        headers = message_headers(function.name, parm, origin, trace.sent() if trace else "")
        content = amqp.Message(
            body(parm, origin),
            content_type="application/json",
            content_encoding="utf-8",
            application_headers=headers,
            **message_properties(origin),
        )
        if not self._batch:
            self._loop.call_soon(self._flush)
        self._batch.append(Message(origin.call, function.queue, content))

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        if not self.is_up:
            self._fail([message.call for message in batch])
            return
        self._waiting.extend(batch)
        self._wake_up()

    def _wake_up(self) -> None:
        with suppress(BlockingIOError):  # it has been woken often enough
            self._wake.send(b"1")

    def _fail(self, calls: list[int]) -> None:
        for call in calls:
            self._fail_call(call)

    def expire(self) -> None:
        """The thread looks at the time itself."""

    async def close(self) -> None:
        """Send what is left, and disconnect."""
        self._closed = True
        self._wake_up()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, ANSWER_SECONDS)

    # ------------------------------------------------------------------------------- the thread

    def _run(self) -> None:
        while not self._closed:
            try:
                if self._channel is None:
                    self._connect()
                    log.info("broker back")
                self._serve()
            except Lost as error:
                self._lost(error)
                time.sleep(RETRY_SECONDS)
        self._disconnect()

    def _connect(self) -> None:
        options = {
            "write_timeout": ANSWER_SECONDS,
            "on_blocked": self._block,
            "on_unblocked": self._unblock,
        }
        made = app.connection_for_write(
            heartbeat=HEARTBEAT_SECONDS, connect_timeout=CONNECT_SECONDS, transport_options=options
        )
        connection = made.transport.establish_connection()
        channel = connection.channel()
        for queue in app.amqp.queues.values():
            queue.bind(channel).declare()
        DEAD.bind(channel).declare()  # type: ignore[no-untyped-call]
        channel.confirm_select()
        channel.events["basic_ack"].add(self._confirmed)
        channel.events["basic_nack"].add(self._refused)
        self._tag, self._blocked = 0, False
        self._connection, self._channel = connection, channel

    def _serve(self) -> None:
        """Publish what comes, and read what the broker says, until closed or lost."""
        sock = self._connection.sock
        while not self._closed or self._waiting:
            readable, _, _ = select.select([sock, self._woken], [], [], WAIT_SECONDS)
            if self._woken in readable:
                self._woken.recv(4096)
            if sock in readable:
                self._read()
            self._publish()
            self._connection.heartbeat_tick()
            oldest = next(iter(self._unconfirmed.values()), None)
            if oldest is not None and oldest.until < time.monotonic():
                raise TimeoutError("messages are not confirmed")

    def _read(self) -> None:
        """Take in what has come. To wait here would hold up what is to be published."""
        try:
            while True:
                self._connection.drain_events(timeout=0)
        except TimeoutError:
            pass

    def _publish(self) -> None:
        until = time.monotonic() + ANSWER_SECONDS
        while self._waiting:
            message = self._waiting.popleft()
            self._tag += 1
            self._unconfirmed[self._tag] = Published(until, message.call)
            self._channel.basic_publish(message.content, routing_key=message.queue)

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self._settled(tag, multiple)

    def _refused(self, tag: int, multiple: bool) -> None:
        calls = self._settled(tag, multiple)
        log.error("queue refused calls", calls=len(calls))
        self._tell(calls)

    def _settled(self, tag: int, multiple: bool) -> list[int]:
        """The calls that an answer of the broker is about."""
        tags = takewhile(lambda one: one <= tag, self._unconfirmed) if multiple else [tag]
        # After the broker was blocked it may confirm what was given up.
        done = [self._unconfirmed.pop(one, None) for one in list(tags)]
        return [one.call for one in done if one is not None]

    def _block(self, reason: str) -> None:
        """The broker has no memory or disk left; it will read nothing more from us."""
        log.error("broker takes no messages", reason=reason)
        self._blocked = True
        self._give_up()

    def _unblock(self) -> None:
        log.info("broker takes messages again")
        self._blocked = False

    def _lost(self, error: BaseException) -> None:
        if self._channel is not None:
            log.error("broker lost", error=error)
        self._disconnect()
        self._give_up()

    def _disconnect(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            connection.collect()

    def _give_up(self) -> None:
        """Nobody knows what became of these: resends get the stored replies, or run."""
        lost = [one.call for one in self._unconfirmed.values()]
        self._unconfirmed.clear()
        while self._waiting:
            lost.append(self._waiting.popleft().call)
        self._tell(lost)

    def _tell(self, calls: list[int]) -> None:
        if calls and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._fail, calls)
