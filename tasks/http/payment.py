"""Messages of payment providers and payers' browsers, for the HTTP endpoints."""

from __future__ import annotations

from typing import Any

import msgspec

from models import Order, PayState
from services import payment
from services.payment import Notice, Payment, Status
from tasks.rpc import NONE, Ctx, rpc
from tasks.shared import counters, settlement
from tasks.shared.settlement import Verdict
from wire.errors import BadRequest, Forbidden, NotFound

LONGEST = 16 * 1024
"""The most characters of a notice."""


class Standing(msgspec.Struct):
    """The state of an order, for the page that its payer comes back to."""

    orderid: str
    productname: str
    amount: int
    """In fen."""
    paystate: int


@rpc(rate=NONE, login=False, internal=True, errors=[Forbidden, NotFound])
def notice(ctx: Ctx, data: dict[str, Any]) -> None:
    """Book a payment provider's notice; it is refused unless it is booked now or was before."""
    name, told = _read(data)
    if told.payment is None:
        raise Forbidden("says nothing of the payment")
    verdict = _book(ctx, name, told, told.payment)
    if not verdict.is_good:
        raise ctx.keeping(Forbidden(f"not booked: {verdict.value}"))


@rpc(rate=NONE, login=False, internal=True, queue="slow", errors=[Forbidden, NotFound])
def returned(ctx: Ctx, data: dict[str, Any]) -> Standing:
    """Book what the payer's returning browser brings, like a notice; return the order's state."""
    name, told = _read(data)
    answer = told.payment or _asked(name, Order.get(ctx.db, told.orderid))
    _book(ctx, name, told, answer)
    order = Order.get(ctx.db, told.orderid)
    return Standing(order.orderid, order.productname, order.amount, order.paystate)


def _read(data: dict[str, Any]) -> tuple[str, Notice]:
    """The provider's name and what it says; raises Forbidden for what is not signed by it."""
    provider = payment.present()
    if provider is None:
        raise Forbidden("no payment provider is set")
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    if len(texts) < len(data) or sum(map(len, texts.values())) > LONGEST:
        raise BadRequest("not a notice")
    try:
        return provider.name, provider.read(texts)
    except payment.Forged as error:
        counters.count(settlement.SERVICE, "notice", "forged")
        raise Forbidden(f"not booked: {error}") from None


def _asked(name: str, order: Order) -> Payment:
    """The provider's own answer about an unpaid order; empty when it does not answer."""
    provider = payment.named(name)
    if provider is None or order.paystate != PayState.UNPAID:
        return Payment(Status.OPEN)
    try:
        return provider.query(settlement.purchase(order))
    except payment.Unavailable:
        return Payment(Status.OPEN)


def _book(ctx: Ctx, name: str, told: Notice, answer: Payment) -> Verdict:
    order = Order.find_locked(ctx.db, told.orderid)
    if order is None:
        if answer.status is Status.PAID:
            # Signed by the provider, but no order of this service: somebody has paid without an
            # order.
            settlement.note(ctx, told.orderid, name, answer, told.noticeid, Verdict.UNEXPECTED)
        raise ctx.keeping(NotFound("no such order"))
    verdict = settlement.settle(ctx, order, name, answer, told.noticeid)
    counters.count(settlement.SERVICE, "notice", verdict.value)
    return verdict
