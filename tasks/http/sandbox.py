"""The actions of the payment sandbox's own pages, for its HTTP endpoint."""

from __future__ import annotations

import time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from services import payment
from services.payment import Payment, Purchase, Status, sandbox
from services.payment.sandbox import cards, ledger, notices, pages
from services.payment.sandbox.ledger import Trade
from tasks.rpc import NONE, Ctx, rpc
from tasks.rpc.followups import FollowUp
from wire.errors import BadRequest, Forbidden, NotFound

NOTIFY = FollowUp("jobs.sandbox.notify", "data", "once")
REFUSED = "refused on the pay page"
"""The reason of a failed payment: the payer chose this outcome."""


Token = Annotated[str, Meta(max_length=4096)]
Action = Annotated[str, Meta(pattern="^(pay|fail|delay)$")]
Telling = Annotated[str, Meta(pattern="^(once|twice|mixed|none)$")]
Word = Annotated[str, Meta(max_length=64)]

Standing = Literal["open", "under way", "paid", "failed", "closed", "refunded"]


class Choice(msgspec.Struct):
    """A card, or a kind of card."""

    id: str
    name: str
    meaning: str


class Page(msgspec.Struct):
    """What the pay page shows; `amount` in fen."""

    orderid: str
    amount: int
    subject: str
    standing: Standing
    reason: str
    bound: list[Choice]
    kinds: list[Choice]


class Done(msgspec.Struct):
    """`back`: the signed parameters with which the payer returns to the shop, if any."""

    back: dict[str, str] | None


@rpc(rate=NONE, login=False, internal=True, readonly=True, errors=[NotFound, Forbidden])
def page(ctx: Ctx, order: Token) -> Page:
    """Show an order's pay page."""
    purchase = _purchase(order)
    trade = ledger.trade(purchase.orderid)
    return Page(
        purchase.orderid,
        purchase.amount,
        purchase.subject,
        _standing(purchase, trade),
        trade.reason if trade else "",
        [_bound(cardid, one) for cardid, one in ledger.cards(purchase.uid).items()],
        [Choice(kind, _shown(one), one.meaning) for kind, one in cards.KINDS.items()],
    )


@rpc(rate=NONE, login=False, internal=True, errors=[NotFound, Forbidden])
def pay(ctx: Ctx, order: Token, action: Action, tell: Telling = "once") -> Done:
    """The payer pays, is refused, or pays in a way that takes a while.

    `tell`: the notices to the shop: one, two at the same time, mixed with outdated ones in the
    wrong order, or none.
    """
    purchase = _purchase(order)
    if (standing := _standing(purchase, ledger.trade(purchase.orderid))) != "open":
        raise Forbidden(f"this order is {standing}")
    wanted = _trade(purchase, action)
    trade = ledger.enter(purchase.orderid, wanted)
    if trade.tradeid != wanted.tradeid:
        raise Forbidden("somebody else was faster")
    wait = max(0, round(trade.at - time.time()))
    final = Payment(trade.status, trade.amount, trade.tradeid)
    for data, once in _told(purchase.orderid, final, tell):
        _send(ctx, data, once=once, wait=wait)
    back = None if tell == "none" else _back(purchase.orderid, trade)
    return Done(back)


@rpc(rate=NONE, login=False, internal=True, errors=[NotFound, Forbidden])
def refund(ctx: Ctx, order: Token) -> None:
    """Refund a payment as the company's own console would: the shop gets a notice."""
    purchase = _purchase(order)
    trade = ledger.trade(purchase.orderid)
    standing = _standing(purchase, trade)
    if trade is None or standing != "paid":
        raise Forbidden(f"this order is {standing}")
    ledger.refund(purchase.orderid)
    news = Payment(Status.CLOSED, trade.amount, trade.tradeid, refunded=trade.amount)
    _send(ctx, notices.write(purchase.orderid, news), once=False, wait=0)


@rpc(rate=NONE, login=False, internal=True, errors=[NotFound, Forbidden])
def bind(ctx: Ctx, order: Token, kind: Word) -> None:
    """Bind a test card to the buyer, for `merchandise.paybycard`."""
    if kind not in cards.KINDS:
        raise BadRequest("kind: no such card")
    ledger.bind(_purchase(order).uid, kind)


@rpc(rate=NONE, login=False, internal=True, errors=[NotFound, Forbidden])
def unbind(ctx: Ctx, order: Token, cardid: Word) -> None:
    """Forget a card of the buyer."""
    ledger.unbind(_purchase(order).uid, cardid)


def _purchase(token: str) -> Purchase:
    """The order of a page. Raises NotFound unless the sandbox is in use."""
    if not isinstance(payment.present(), sandbox.Sandbox):
        raise NotFound("no payment sandbox here")
    try:
        return pages.purchase(token)
    except payment.Forged:
        raise Forbidden("not a page of ours") from None


def _standing(purchase: Purchase, trade: Trade | None) -> Standing:
    if trade is None:
        return "closed" if time.time() >= purchase.expires else "open"
    if ledger.is_refunded(purchase.orderid):
        return "refunded"
    words: dict[Status, Standing] = {
        Status.PAID: "paid",
        Status.FAILED: "failed",
        Status.CLOSED: "closed",
    }
    return words.get(trade.payment().status, "under way")


def _trade(purchase: Purchase, action: str) -> Trade:
    status = Status.FAILED if action == "fail" else Status.PAID
    wait = cards.DELAY_SECONDS if action == "delay" else 0
    reason = REFUSED if action == "fail" else ""
    return Trade(status, time.time() + wait, purchase.amount, ledger.new_id(), reason)


def _told(orderid: str, final: Payment, how: str) -> list[tuple[dict[str, str], bool]]:
    """The notices, and for each whether it is sent only once, whatever the answer is."""
    news = notices.write(orderid, final)
    if how == "mixed":
        old = notices.write(orderid, Payment(Status.OPEN, final.amount, final.tradeid))
        return [(news, False), (old, True), (news, False)]
    return [(news, False)] * {"once": 1, "twice": 2, "none": 0}[how]


def _send(ctx: Ctx, data: dict[str, str], *, once: bool, wait: int) -> None:
    if wait:
        ctx.later_in(wait, NOTIFY, data=data, once=once)
    else:
        ctx.later(NOTIFY, data=data, once=once)


def _back(orderid: str, trade: Trade) -> dict[str, str]:
    return notices.write(orderid, trade.payment())


def _bound(cardid: str, bound: ledger.BoundCard) -> Choice:
    kind = cards.KINDS[bound.kind]
    return Choice(cardid, _shown(kind), kind.meaning)


def _shown(kind: cards.Kind) -> str:
    return f"{kind.card_name} {kind.card_top}…{kind.card_last}"
