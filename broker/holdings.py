"""What this process took from the queues, and what goes out with its next trip to Redis."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from base64 import b64decode
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

Command = tuple[str | bytes | int, ...]
"""One Redis command with its arguments."""

direct: dict[str, Callable[[str, str, str], None]] = {}
"""By task name: run a message (its id, body and W3C trace context, "" when it is not traced) here
and now instead of handing it to Celery."""

piggyback: list[Callable[[], list[Command]]] = []
"""Asked before every trip for commands that go with it. Their answers are not read, and when the
connection is lost they go out again: twice must do no harm."""

BATCH = 64
FLUSH_SECONDS = 0.006
"""Replies of finished tasks wait no longer for the rest of their batch, unless flushes are dear."""
WORK_PER_FLUSH = 4
"""A batch is worked on for this many times as long as its replies take to leave: where the disk,
which they wait for, is slow, more of them share one wait."""
MOST_FLUSH_SECONDS = 0.05
FLUSHES_PER_BATCH = 2
"""A batch should be worked off in about the time of so many, because what waits in it waits for its
end."""


class Taken(NamedTuple):
    """A message that is parked under our name. `field` is its name there."""

    tag: int
    field: str
    queue: str
    message: bytes
    kills: int = 0
    """How many consumers were killed while they ran it, or may have been."""


def consumer(pid: int, token: str) -> str:
    """The id of the process as a consumer; a token tells it from others that had its pid."""
    return f"{socket.gethostname()}:{pid}:{token}"


class Holdings:
    """One per process; survives reconnects, so that a running task stays known as ours."""

    def __init__(self) -> None:
        self.installed = False
        """Whether this transport is in use."""
        self.renew()

    def renew(self, token: str = "") -> None:
        """Become a consumer of our own (at the start, and after a fork)."""
        self.pid = os.getpid()
        self.consumer = consumer(self.pid, token or secrets.token_hex(4))
        self.last_tag = 0
        self.waiting: deque[Taken] = deque()
        """Taken and not started yet."""
        self.running: dict[str, Taken] = {}
        """Started and not acknowledged yet, by delivery tag."""
        self.finished: list[str] = []
        """Acknowledged; sent to Redis with the next trip."""
        self.unconfirmed: list[Command] = []
        """Written to Redis, or to be written, and no answer shows yet that it arrived."""
        self.recent: deque[str] = deque(maxlen=8 * BATCH)
        """Tags acknowledged lately: Redis may not have heard of it yet, so none is taken back."""
        self.lock = threading.Lock()
        """Held while a message goes from waiting to running, or back to the queue."""
        self.inline = False
        """Whether tasks run where they are delivered (pool solo), so that batches make sense."""
        self.slots = 1
        """How many tasks run at once."""
        self.seconds_each = FLUSHES_PER_BATCH * FLUSH_SECONDS
        """How long a task takes, smoothed."""
        self.seconds_for_others = 0.0
        """How much of its time the running task has spent on what waits behind it."""
        self.seconds_to_leave = 0.0
        """How long it takes until replies may leave, smoothed."""
        self._worked = 0.0
        self._began: float | None = None

    def most(self) -> int:
        """How many messages to take next."""
        seconds = FLUSHES_PER_BATCH * self.until_flush()
        return max(1, min(BATCH, int(seconds / self.seconds_each)))

    def until_flush(self) -> float:
        """How long replies wait for others, in seconds."""
        return min(max(FLUSH_SECONDS, WORK_PER_FLUSH * self.seconds_to_leave), MOST_FLUSH_SECONDS)

    def left(self, seconds: float) -> None:
        """Replies may leave; it took so long."""
        self.seconds_to_leave += (seconds - self.seconds_to_leave) / 8

    def took(self, seconds: float) -> None:
        """A task was done; slow ones count at once, fast ones slowly."""
        seconds, self.seconds_for_others = seconds - self.seconds_for_others, 0.0
        weight = 0.5 if seconds > self.seconds_each else 0.05
        self.seconds_each += (max(seconds, 1e-5) - self.seconds_each) * weight

    def begin_batch(self, now: float) -> None:
        """Note that this thread works from now on (pool solo)."""
        self._began = now

    def end_batch(self, now: float) -> None:
        """Note that it waits again."""
        self._worked, self._began = self.worked(now), None

    def worked(self, now: float) -> float:
        """Seconds that batches have taken so far."""
        began = self._began
        return self._worked + (now - began if began is not None else 0.0)

    def start(self) -> Taken | None:
        """The next in line, from now on running; None when nothing waits any more."""
        with self.lock:
            if not self.waiting:
                return None
            taken = self.waiting.popleft()
            self.running[str(taken.tag)] = taken
            return taken

    def end(self, tag: str) -> Taken | None:
        """The message was acknowledged; None when it was not ours (any more)."""
        self.recent.append(tag)
        return self.running.pop(tag, None)

    def kept(self) -> list[str]:
        """Tags that must not go back to the queue."""
        return [*self.recent, *self.running, *(str(one.tag) for one in self.waiting)]

    def take(self, queue: str, message: bytes, kills: int) -> None:
        self.last_tag += 1
        field = f"{self.last_tag} {queue}"
        self.waiting.append(Taken(self.last_tag, field, queue, message, kills))


holdings = Holdings()


def run_inline(inline: bool, slots: int = 1) -> None:
    """Say whether the worker's pool runs tasks in the consuming thread; else how many at once."""
    holdings.inline, holdings.slots = inline, slots


def inline() -> bool:
    """Whether tasks run straight from the batch, so that `piggyback` and `direct` are served."""
    return holdings.installed and holdings.inline


def more_waits() -> bool:
    """Whether another message of the batch runs before the next trip."""
    return bool(holdings.waiting)


def decode_body(body: str) -> bytes:
    """A message's body as bytes."""
    return b64decode(body)
