"""Replies and pushes on their way out.

With the batching broker and pool solo they go with the broker's next trip to Redis, replies to the
same gateway in one message; otherwise they are sent at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import broker
from push import deliver
from tasks.rpc.redis import client
from wire import bus

if TYPE_CHECKING:
    from tasks.rpc.pipeline import Outcome

_replies: dict[str, list[bytes]] = {}
_pushes: list[deliver.Command] = []


def send(outcome: Outcome) -> None:
    """Send a call's reply and pushes now. Raises RedisError."""
    back, out = deliver.split(outcome.items)
    encoded = [bus.encode(item) for item in (outcome.reply, *back)]
    wanted = [deliver.back(outcome.front, encoded), *deliver.commands(out)]
    deliver.send(client(), wanted)


def collect(outcome: Outcome) -> None:
    """Send a call's reply and pushes with the broker's next trip."""
    replies = _replies.setdefault(outcome.front, [])
    replies.append(bus.encode(outcome.reply))
    if outcome.items:
        back, out = deliver.split(outcome.items)
        replies.extend(bus.encode(item) for item in back)
        _pushes.extend(deliver.commands(out))


def collected() -> list[deliver.Command]:
    """What is to be sent now: all replies, then all pushes."""
    wanted = [deliver.back(front, items) for front, items in _replies.items()]
    if _pushes:
        # Nobody reads the answers here, so nobody would hear that Redis forgot the script.
        wanted += [deliver.SCRIPT, *_pushes]
    _replies.clear()
    _pushes.clear()
    return wanted


def attach() -> None:
    """Let the broker's trips take replies and pushes along."""
    if collected not in broker.piggyback:
        broker.piggyback.append(collected)
