"""Looking at what waits in a worker's batch, so that calls of one kind can share a question."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from broker import dead
from broker.holdings import holdings


def waiting(task: str) -> Iterator[tuple[str, str]]:
    """Id and body of each message of a task that runs before the next trip, the next first.

    Without those that are part of a trace, and those over which a worker may have died.
    """
    with holdings.lock:
        taken = list(holdings.waiting)
    name = f'"{task}"'.encode()
    for one in taken:
        # Most messages are of other tasks: they are not read twice.
        if name not in one.message or one.kills:
            continue
        try:
            message = dead.head(one.message)
        except (msgspec.MsgspecError, ValueError):
            continue
        if message.headers.task == task and not message.headers.traceparent:
            yield message.headers.id, message.body


def spent_on_waiting(seconds: float) -> None:
    """Say that the running task has spent so much of its time on what waits behind it."""
    holdings.seconds_for_others = seconds
