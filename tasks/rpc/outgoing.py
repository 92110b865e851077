"""Replies and pushes on their way out.

With the batching broker and pool solo they are collected, replies to the same gateway in one
message, and go with the broker's next trip; when the broker is not in the Redis of REDIS_URL, where
gateways listen, they go there at the same moment. Otherwise they are sent at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.exceptions import RedisError

import broker
from log import log
from push import deliver
from tasks.rpc.redis import client
from wire import bus

if TYPE_CHECKING:
    from tasks.rpc.pipeline import Outcome

_replies: dict[str, list[bytes]] = {}
_pushes: list[deliver.Command] = []
_unsent: list[deliver.Command] = []
"""What REDIS_URL did not take; it goes with the next trip. Clients know a push that comes twice."""
MOST_UNSENT = 5000


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


def apart() -> list[deliver.Command]:
    """Send what was collected to REDIS_URL; nothing of it goes with the broker's trip."""
    wanted = [*_unsent, *collected()]
    try:
        if wanted:
            deliver.send(client(), wanted)
        _unsent.clear()
    except RedisError as error:
        _unsent[:] = wanted[-MOST_UNSENT:]
        log.error("replies not published", commands=len(wanted), error=str(error))
    return []


def attach(*, ride: bool) -> None:
    """Send what is collected whenever the broker makes a trip: along with it, or apart."""
    wanted, other = (collected, apart) if ride else (apart, collected)
    if other in broker.piggyback:
        broker.piggyback.remove(other)
    if wanted not in broker.piggyback:
        broker.piggyback.append(wanted)
