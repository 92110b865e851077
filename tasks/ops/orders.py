"""All orders, with filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta
from sqlalchemy import ColumnElement

from models import Order
from services import payment
from settings import settings
from tasks.ops.action import action
from tasks.ops.lists import OrderCursor, Orders, place_of
from tasks.ops.parts import order_line
from tasks.rpc import Ctx
from wire.errors import BadRequest
from wire.types import Count200

Day = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$(?!\n)")]
Yuan = Annotated[str, Meta(pattern=r"^([0-9]{1,10}(\.[0-9]{1,2})?)?$(?!\n)")]
State = Annotated[int, Meta(ge=-1, le=3)]
Provider = Annotated[str, Meta(pattern=f"^({'|'.join(payment.PROVIDERS)})$(?!\n)")]


@action("Orders")
def find(
    ctx: Ctx,
    paystate: State | None = None,
    since: Day = "",
    until: Day = "",
    least: Yuan = "",
    most: Yuan = "",
    provider: Provider | None = None,
    before: OrderCursor = "",
    count: Count200 = 50,
) -> Orders:
    """Orders of everybody, newest first; `before`: orderid, exclusive.

    `since`, `until`: the first and the last day, in OPS_TIMEZONE. `least`, `most`: bounds of the
    amount in yuan.
    """
    which: list[ColumnElement[bool]] = []
    if paystate is not None:
        which.append(Order.paystate == paystate)
    if provider:
        which.append(Order.provider == provider)
    if least:
        which.append(Order.amount >= _fen(least))
    if most:
        which.append(Order.amount <= _fen(most))
    which += _within(since, until)
    return Orders([order_line(row) for row in Order.of_all(ctx.db, which, place_of(before), count)])


def _within(since: str, until: str) -> Iterator[ColumnElement[bool]]:
    if since:
        yield Order.create_time >= _midnight(_day("since", since))
    if until:
        yield Order.create_time < _midnight(_day("until", until) + timedelta(1))


def _day(name: str, text: str) -> date:
    try:
        # Two days less than there are, because of zones.
        return min(date.fromisoformat(text), date.max - timedelta(2))
    except ValueError:
        raise BadRequest(f"{name}: no such day") from None


def _midnight(day: date) -> int:
    """When a day begins for operators, in unix seconds."""
    zone = ZoneInfo(settings.ops.timezone) if settings.ops.timezone else UTC
    return int(datetime.combine(day, time(), zone).timestamp())


def _fen(yuan: str) -> int:
    whole, _, part = yuan.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))
