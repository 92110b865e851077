"""The books of the sandbox: who paid what, and which cards are bound.

They stand in Redis, apart from our own tables, as another company's would: a charge is theirs at
once, whatever becomes of the transaction in which we note it. A payment is written down once and
never changed; `at` lies in the future while it is still under way.
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

from services.payment.interface import Payment, Status, Unavailable
from settings import settings

KEPT_SECONDS = 90 * 86_400


class Trade(msgspec.Struct, frozen=True):
    """What became, or will become, of one order."""

    status: Status
    at: float
    """Unix seconds when that is so; before it the payment is under way."""
    amount: int = 0
    """In fen."""
    tradeid: str = ""
    reason: str = ""

    def payment(self) -> Payment:
        """What the sandbox says of it now."""
        if time.time() < self.at:
            return Payment(Status.OPEN, self.amount, self.tradeid)
        return Payment(self.status, self.amount, self.tradeid, self.reason)


class BoundCard(msgspec.Struct, frozen=True):
    """A test card of a user; `kind` decides what charging it leads to."""

    kind: str
    time: float


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.redis.url, socket_timeout=3, socket_connect_timeout=2)


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
    """Write a trade down unless there is one already; the one that stands in the books."""
    with _books() as books:
        raw = books.set(
            _trade_key(orderid), msgspec.json.encode(trade), nx=True, get=True, ex=KEPT_SECONDS
        )
    return _decoded(raw) or trade


def trade(orderid: str) -> Trade | None:
    """What stands in the books of an order."""
    with _books() as books:
        raw = books.get(_trade_key(orderid))
    return _decoded(raw)


def _decoded(raw: Any) -> Trade | None:
    return None if raw is None else msgspec.json.decode(raw, type=Trade)


def refund(orderid: str) -> None:
    """Write down that everything was paid back; a repeat changes nothing."""
    with _books() as books:
        books.set(_refund_key(orderid), int(time.time()), nx=True, ex=KEPT_SECONDS)


def is_refunded(orderid: str) -> bool:
    with _books() as books:
        return bool(books.exists(_refund_key(orderid)))


def bind(uid: int, kind: str) -> str:
    """Bind a card of a kind; the cardid."""
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
