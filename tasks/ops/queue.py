"""Dead letters: queue messages that no worker can run, and the way back for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
from msgspec import Meta
from redis.exceptions import RedisError

from broker import dead
from tasks.ops.action import action
from tasks.rpc import NONE, Ctx, rpc
from tasks.rpc.redis import queue_client
from wire.errors import Busy, NotFound
from wire.types import Count200, Offset

LetterId = Annotated[str, Meta(min_length=1, max_length=200)]


class Line(msgspec.Struct):
    """A dead letter. What it holds is not shown: it may be what people wrote."""

    time: int
    letter: str
    queue: str
    task: str
    error: str
    bytes: int


class Lines(msgspec.Struct):
    rows: list[Line]


class Requeued(msgspec.Struct):
    letter: str
    queue: str
    task: str


@rpc(rate=NONE, login=False, internal=True, readonly=True)
def dead_letters(ctx: Ctx, pos: Offset = 0, count: Count200 = 50) -> Lines:
    """Dead letters, newest first; `pos`: so many are left out. Leaves no audit row."""
    if (redis := queue_client()) is None:
        return Lines([])
    with _reachable():
        return Lines([_line(one) for one in dead.page(redis, pos, count)])


@action("RequeueDeadLetter", errors=[NotFound, Busy])
def requeue(ctx: Ctx, letter: LetterId) -> Requeued:
    """Put a dead letter back into its queue."""
    redis = queue_client()
    with _reachable():
        found = dead.requeue(redis, letter) if redis else None
    if found is None:
        raise NotFound("dead letter")
    return Requeued(letter, found.queue, found.task)


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise Busy("queue unreachable") from error


def _line(one: dead.Letter) -> Line:
    return Line(int(one.time), one.id, one.queue, one.task, one.error, one.size)
