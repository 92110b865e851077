"""The books of the sandbox: who paid what, and which cards are bound.

They are in Redis, apart from the tables of the service, as another company's would be: a charge is
stored at once, even if the transaction of the service rolls back. A payment is stored once and
never changed; `at` is in the future while it is still under way.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import msgspec
import redis
from redis.exceptions import RedisError

from configuration import redis_servers
from services.payment.interface import Payment, Status, Unavailable
from settings import settings

KEPT_SECONDS = 90 * 86_400


class Trade(msgspec.Struct, frozen=True):
    """The present or future outcome of one order."""

    status: Status
    at: float
    """Unix seconds of the outcome; before it the payment is under way."""
    amount: int = 0
    """In fen."""
    tradeid: str = ""
    reason: str = ""

    def payment(self) -> Payment:
        """The present answer of the sandbox about it."""
        if time.time() < self.at:
            return Payment(Status.OPEN, self.amount, self.tradeid)
        return Payment(self.status, self.amount, self.tradeid, self.reason)


class BoundCard(msgspec.Struct, frozen=True):
    """A test card of a user; `kind` decides the outcome of charging it."""

    kind: str
    time: float


@cache
def _redis() -> redis.Redis:
    return redis_servers.client(settings.redis.url, socket_timeout=3, socket_connect_timeout=2)


@contextmanager
def _books() -> Iterator[redis.Redis]:
    try:
        yield _redis()
    except RedisError as error:
        raise Unavailable("the sandbox's books are out of reach") from error


def _trade_key(orderid: str) -> str:
    return f"sandbox:trade:{orderid}"


def _refund_key(orderid: str) -> str:
    return f"sandbox:refund:{orderid}"


def _cards_key(uid: int) -> str:
    return f"sandbox:cards:{uid}"


def new_id() -> str:
    """An id for a trade or a notice."""
    return f"S{time.time_ns() // 1_000_000}{secrets.token_hex(4)}"


def enter(orderid: str, trade: Trade) -> Trade:
    """Store a trade unless the order has one already; return the stored one."""
    with _books() as books:
        raw = books.set(
            _trade_key(orderid), msgspec.json.encode(trade), nx=True, get=True, ex=KEPT_SECONDS
        )
    return _decoded(raw) or trade


def trade(orderid: str) -> Trade | None:
    """The stored trade of an order."""
    with _books() as books:
        raw = books.get(_trade_key(orderid))
    return _decoded(raw)


def _decoded(raw: Any) -> Trade | None:
    return None if raw is None else msgspec.json.decode(raw, type=Trade)


def refund(orderid: str) -> None:
    """Store that everything was refunded; a repeat changes nothing."""
    with _books() as books:
        books.set(_refund_key(orderid), int(time.time()), nx=True, ex=KEPT_SECONDS)


def is_refunded(orderid: str) -> bool:
    with _books() as books:
        return bool(books.exists(_refund_key(orderid)))


def bind(uid: int, kind: str) -> str:
    """Bind a card of a kind; return its cardid."""
    cardid = f"card-{secrets.token_hex(6)}"
    with _books() as books:
        books.hset(_cards_key(uid), cardid, msgspec.json.encode(BoundCard(kind, time.time())))
    return cardid


def cards(uid: int) -> dict[str, BoundCard]:
    """The bound cards of a user by cardid, oldest first."""
    with _books() as books:
        raw: Any = books.hgetall(_cards_key(uid))
    found = {key.decode(): msgspec.json.decode(text, type=BoundCard) for key, text in raw.items()}
    return dict(sorted(found.items(), key=lambda item: item[1].time))


def unbind(uid: int, cardid: str) -> bool:
    """Forget a card; False when the user has none of that id."""
    with _books() as books:
        return bool(books.hdel(_cards_key(uid), cardid))
