"""Reconciliation: orders are asked about at their provider, unpaid ones until they are final.

Paid ones are asked about as well, at growing intervals: their provider's console can refund them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from models import Order, PayState
from services import payment
from services.payment import Payment, Provider, Purchase, Status
from settings import settings
from tasks.jobs.asking import asking
from tasks.jobs.periodic import Stop
from tasks.rpc.context import Ctx
from tasks.shared import counters, settlement

NO_PROVIDER = ""
"""Stands for the provider of a former reservation that was made without one."""
_asking = partial(
    asking,
    companies=(*payment.PROVIDERS, NO_PROVIDER),
    at_once=settings.payment.questions_at_once,
)


@_asking
def reconcile(ctx: Ctx, provider: str) -> int:
    """Ask about the order of a provider that has waited longest.

    Each order's change and its push are one transaction, and none is open while the provider is
    asked. A provider that does not answer costs the questions that are under way to it, even if
    many orders wait.
    """
    order = Order.take_due(ctx.db, provider or None, ctx.now)
    if order is None:
        return 0
    ask = partial(_ask, settlement.purchase(order), provider, by_card=order.cardid is not None)
    ctx.afterwards(ask, partial(_record, order.orderid, provider))
    return 1


@_asking
def find_refunds(ctx: Ctx, provider: str) -> int:
    """Ask whether a paid order was refunded; runs like `reconcile`."""
    order = Order.take_paid(ctx.db, provider or None, ctx.now)
    if order is None:
        return 0
    ask = partial(_ask_of_refund, settlement.purchase(order), provider)
    ctx.afterwards(ask, partial(_record_refund, order.orderid, provider))
    return 1


def _ask(purchase: Purchase, name: str, *, by_card: bool) -> Payment:
    """The provider's answer; an expired order is closed there first, so that nobody pays later."""
    over = time.time() >= purchase.expires
    provider = payment.named(name)
    if provider is None:
        # There is no provider to ask: it never was, or is not any more, set up.
        return Payment(Status.CLOSED if over and not name else Status.OPEN)
    return _counted(provider, partial(_answer, provider, purchase, over=over, by_card=by_card))


def _ask_of_refund(purchase: Purchase, name: str) -> Payment:
    provider = payment.named(name)
    if provider is None:
        return Payment(Status.OPEN)
    return _counted(provider, partial(provider.query, purchase))


def _counted(provider: Provider, ask: Callable[[], Payment]) -> Payment:
    """The answer, which is counted; without one the provider is asked no more."""
    try:
        answer = ask()
    except payment.Unavailable as error:
        counters.count(settlement.SERVICE, "query", "unavailable")
        raise Stop(f"{provider.name}: {error}") from None
    counters.count(settlement.SERVICE, "query", answer.status.value)
    return answer


def _answer(provider: Provider, purchase: Purchase, *, over: bool, by_card: bool) -> Payment:
    answer = provider.query(purchase)
    # A page may still be opened when the provider does not know the order; a charge was made at
    # once, or never because its worker ended before it.
    lost = answer.status is Status.UNKNOWN and by_card
    undecided = answer.status in (Status.OPEN, Status.UNKNOWN)
    if lost or (over and undecided):
        return Payment(Status.CLOSED) if provider.close(purchase) else provider.query(purchase)
    return answer


def _record(orderid: str, provider: str, ctx: Ctx, answer: Payment) -> None:
    order = Order.get(ctx.db, orderid, lock=True)
    settlement.settle(ctx, order, provider, answer, f"query {orderid} {answer.status.value}")
    if order.paystate == PayState.UNPAID:
        order.ask_again(ctx.now)


def _record_refund(orderid: str, provider: str, ctx: Ctx, answer: Payment) -> None:
    order = Order.get(ctx.db, orderid, lock=True)
    if answer.status is not Status.PAID:
        settlement.settle(ctx, order, provider, answer, f"query {orderid} {answer.status.value}")
    if order.paystate == PayState.PAID:
        order.ask_of_refund_again(ctx.now)
