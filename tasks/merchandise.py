"""Goods, orders, cards. All money is integer fen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
from msgspec import UNSET

from models import Merchandise as Goods
from models import Order as Row
from models import PayState
from models import StoreGroup as Shop
from push.pushes import PaylogPush
from services import payment
from services.payment import CardProvider, Payment, Purchase, Status
from settings import settings
from tasks.rpc import CREATE, LIGHT, READ, Ctx, rpc
from tasks.shared import counters, settlement
from wire import objects
from wire.errors import Busy, Forbidden, NotFound
from wire.objects.merchandise import Card, Merchandise, Order, StoreGroup
from wire.types import (
    CardId,
    Count1000,
    Gid,
    HardwareId,
    Id,
    IdOrIds,
    OrderCursor,
    PeopleCount,
    Uid,
    listed,
)

PAGE = 10


class Shops(msgspec.Struct):
    groups: list[StoreGroup]


class Listed(msgspec.Struct):
    merchandises: list[Merchandise]


class Price(msgspec.Struct):
    """In fen."""

    price: int


class Ordered(msgspec.Struct):
    """`gourl`: the page on which to pay, null when there is nothing to pay."""

    gourl: str | None
    orderid: str


class Charged(msgspec.Struct):
    orderid: str


class Reserved(msgspec.Struct):
    """`msg`: a text of this service for the user who reserved, "" by default."""

    orderid: str
    msg: str


class Orders(msgspec.Struct):
    history: list[Order]


class Cards(msgspec.Struct):
    cards: list[Card]


class Unbound(msgspec.Struct):
    cardid: str


# -------------------------------------------------------------------------------------- goods


@rpc(rate=READ, readonly=True)
def groups(ctx: Ctx) -> Shops:
    """All groups of goods (shops), by gid."""
    return Shops([_shop(row) for row in Shop.all_(ctx.db)])


def _shop(row: Shop) -> StoreGroup:
    info = UNSET if row.show_info is None else row.show_info
    return StoreGroup(gid=row.gid, groupname=row.groupname, show_info=info)


@rpc(rate=READ, readonly=True, errors=[NotFound])
def list_(ctx: Ctx, gid: Gid) -> Listed:
    """The goods of a group, by mid, without hidden ones."""
    found = Goods.listed(ctx.db, gid)
    if not found:
        Shop.get(ctx.db, gid)
    return Listed([Merchandise(**one) for one in found])


@rpc(rate=READ, readonly=True, errors=[NotFound])
def count_price(ctx: Ctx, mid: Id, people_count: PeopleCount) -> Price:
    """Compute the price in fen: amount + ex_people_amount x people_count."""
    return Price(Goods.get(ctx.db, mid).price(people_count))


@rpc(rate=READ, readonly=True, errors=[NotFound])
def get(ctx: Ctx, mid: IdOrIds) -> Listed:
    """Goods by id, hidden ones too, in the order asked.

    Only a single id can be "not found"; unknown ids of a list are left out.
    """
    found = Goods.shown(ctx.db, listed(mid))
    if not found and not isinstance(mid, list):
        raise NotFound("no such merchandise")
    return Listed([Merchandise(**one) for one in found])


# ------------------------------------------------------------------------------------- orders


@rpc(rate=CREATE, errors=[Forbidden, NotFound], pushes=[PaylogPush])
def createorder(
    ctx: Ctx,
    mid: Id,
    people_count: PeopleCount,
    hardwareid: HardwareId,
    recommend_uid: Uid | None = None,
) -> Ordered:
    """Order goods, and get a page to pay on in a browser.

    The outcome is pushed as `paylog`. An order of price 0 is paid at once.
    """
    goods, recommender = settlement.goods_and_recommender(ctx, mid, recommend_uid)
    provider = payment.present() if goods.price(people_count) else None
    if provider is None and goods.price(people_count):
        raise Forbidden("no payment provider is set")
    order = Row.make(
        ctx.db,
        goods,
        ctx.uid,
        people_count,
        ctx.now,
        recommend_uid=recommender,
        hardwareid=hardwareid,
        provider=provider.name if provider else None,
    )
    if provider is None:
        settlement.pay_free(ctx, order)
        return Ordered(None, order.orderid)
    return Ordered(provider.pay_url(settlement.purchase(order)), order.orderid)


@rpc(rate=CREATE, queue="slow", errors=[Forbidden, NotFound], pushes=[PaylogPush])
def paybycard(
    ctx: Ctx,
    cardid: CardId,
    mid: Id,
    people_count: PeopleCount,
    hardwareid: HardwareId,
    recommend_uid: Uid | None = None,
) -> Charged:
    """Order goods and charge a bound card; the outcome is pushed as `paylog`, too.

    Refused: errno 2 with `orderid` and `reason`. Without an answer within 6 s: errno 0, and the
    outcome comes later. Nothing is charged twice, because the order is stored before the card is
    charged.
    """
    goods, recommender = settlement.goods_and_recommender(ctx, mid, recommend_uid)
    provider = _with_cards()
    _require_card(provider, ctx.uid, cardid)
    order = Row.make(
        ctx.db,
        goods,
        ctx.uid,
        people_count,
        ctx.now,
        recommend_uid=recommender,
        hardwareid=hardwareid,
        provider=provider.name,
        cardid=cardid,
    )
    if order.remain == 0:
        settlement.pay_free(ctx, order)
    else:
        ctx.afterwards(
            partial(_charge, provider, settlement.purchase(order), cardid),
            partial(_record_charge, order.orderid, provider.name),
        )
    return Charged(order.orderid)


def _with_cards() -> CardProvider:
    if (provider := payment.with_cards()) is None:
        raise Forbidden("no payment provider that keeps cards")
    return provider


def _require_card(provider: CardProvider, uid: int, cardid: str) -> None:
    """Raise NotFound for a card of somebody else; Busy when the provider does not answer."""
    try:
        mine = provider.cards(uid)
    except payment.Unavailable as error:
        raise Busy(f"no answer from the payment provider: {error}") from None
    if cardid not in {card.cardid for card in mine}:
        raise NotFound("no such card")


def _charge(provider: CardProvider, purchase: Purchase, cardid: str) -> Payment:
    """The provider's answer; without an answer the charge may have happened."""
    try:
        answer = provider.charge(purchase, cardid)
    except payment.Unavailable:
        answer = Payment(Status.OPEN)
    except payment.NoSuchCard:
        # The card was unbound since the check.
        answer = Payment(Status.FAILED, reason="no such card")
    counters.count(settlement.SERVICE, "charge", answer.status.value)
    return answer


def _record_charge(orderid: str, provider: str, ctx: Ctx, answer: Payment) -> Charged:
    order = Row.get(ctx.db, orderid, lock=True)
    settlement.settle(ctx, order, provider, answer, f"charge {orderid}")
    if order.paystate == PayState.FAILED:
        reason = answer.reason or "the order was closed"
        raise ctx.keeping(Forbidden("not charged", orderid=orderid, reason=reason))
    return Charged(orderid)


@rpc(rate=CREATE, errors=[NotFound])
def pre_order(ctx: Ctx, mid: Id, recommend_uid: Uid | None = None) -> Reserved:
    """Reserve goods, without payment; operations decide about the reservation."""
    goods, recommender = settlement.goods_and_recommender(ctx, mid, recommend_uid)
    order = Row.reserve(ctx.db, goods, ctx.uid, ctx.now, recommender)
    return Reserved(order.orderid, settings.payment.pre_order_msg)


@rpc(rate=READ, readonly=True)
def history(ctx: Ctx, before: OrderCursor | None = None, count: Count1000 = PAGE) -> Orders:
    """My orders in every state, newest first; `before`: orderid, exclusive."""
    return _orders(Row.of_buyer(ctx.db, ctx.uid, _place(before), count))


@rpc(rate=READ, readonly=True)
def recommendbyme(ctx: Ctx, before: OrderCursor | None = None, count: Count1000 = PAGE) -> Orders:
    """Paid and refunded orders that name me as recommender, newest first.

    `before`: orderid, exclusive.
    """
    return _orders(Row.recommended_by(ctx.db, ctx.uid, _place(before), count))


def _place(before: str | None) -> tuple[int, int] | None:
    """The two numbers of an orderid, by which orders are sorted."""
    if not before:
        return None
    seconds, _, sequence = before.partition("-")
    return int(seconds), int(sequence)


def _orders(rows: Sequence[Row]) -> Orders:
    return Orders(objects.all_of(Order, rows))


# -------------------------------------------------------------------------------------- cards


@rpc(rate=READ, readonly=True, queue="slow")
def cards(ctx: Ctx) -> Cards:
    """My bound bank cards; none if the provider does not answer within 6 s. Slow: cache it."""
    provider = payment.with_cards()
    try:
        found = provider.cards(ctx.uid) if provider else []
    except payment.Unavailable:
        found = []
    return Cards([Card(**card._asdict()) for card in found])


@rpc(rate=LIGHT, queue="slow", errors=[Forbidden, NotFound])
def unbind(ctx: Ctx, cardid: CardId) -> Unbound:
    """Unbind a bank card at the payment provider; nothing is stored here."""
    try:
        _with_cards().unbind(ctx.uid, cardid)
    except payment.NoSuchCard:
        raise NotFound("no such card") from None
    except payment.Unavailable as error:
        raise Busy(f"no answer from the payment provider: {error}") from None
    return Unbound(cardid)
