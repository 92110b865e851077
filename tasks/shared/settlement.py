"""Settling orders by the provider's word, and actions of operations on them.

Every way on which news of a payment comes (notice, the browser's return, the answer to a charge,
reconciliation) ends in `settle`.
"""

from __future__ import annotations

from enum import StrEnum

from log import log
from models import (
    Audit,
    Delivery,
    Merchandise,
    Order,
    Paylog,
    PaymentNotice,
    PayState,
    User,
    meeting,
)
from models.delivery import Kind
from push.pushes import PaylogPush
from services import payment
from services.payment import Payment, Provider, Purchase, Status
from tasks.rpc import Ctx
from tasks.shared import alerts, counters
from wire import objects
from wire.errors import Busy, Forbidden
from wire.objects import merchandise as wire

SERVICE = "payment"


class Verdict(StrEnum):
    """The result of `settle`."""

    BOOKED = "booked"
    """The order's state was changed."""
    KNOWN = "known"
    """The order had that state already."""
    OPEN = "open"
    """Nothing is decided yet."""
    REFUNDED = "refunded"
    """The provider refunded everything by itself."""
    PARTLY = "partly refunded"
    """The provider refunded a part by itself. The order stays as it is."""
    AMOUNT = "amount"
    """Paid, but not the price of the order. The order stays as it is."""
    LATE = "late"
    """Paid, but the order had failed before: operations must refund it."""
    UNEXPECTED = "unexpected"
    """It contradicts what happened before. The order stays as it is."""

    @property
    def is_good(self) -> bool:
        """Whether the provider need not repeat its notice."""
        return self in (Verdict.BOOKED, Verdict.KNOWN, Verdict.REFUNDED, Verdict.PARTLY)

    @property
    def is_alarming(self) -> bool:
        """Whether operations must look at it."""
        return self in (Verdict.AMOUNT, Verdict.LATE, Verdict.PARTLY, Verdict.UNEXPECTED)


# ------------------------------------------------------------------------------------- making


def goods_and_recommender(
    ctx: Ctx, mid: int, recommend_uid: int | None
) -> tuple[Merchandise, int | None]:
    """What is bought, and who recommended it: never the buyer."""
    goods = Merchandise.get(ctx.db, mid)
    if recommend_uid is not None:
        User.get(ctx.db, recommend_uid)
    return goods, None if recommend_uid == ctx.uid else recommend_uid


def purchase(order: Order) -> Purchase:
    """The data of an order for its provider."""
    return Purchase(
        order.orderid, order.uid, order.remain, order.productname, order.close_time or 0
    )


def pay_free(ctx: Ctx, order: Order) -> None:
    """An order of price 0 is paid at once, without a provider."""
    push_paylog(ctx, order.move(ctx.db, PayState.PAID, ctx.now))


def push_paylog(ctx: Ctx, log_: Paylog) -> None:
    """Push to buyer and, unless one has blocked the other, to the recommender."""
    people = sorted({uid for uid in (log_.uid, log_.recommend_uid) if uid})
    if len(people) > 1 and not meeting.may(ctx.db, *people):
        people = [log_.uid]
    seqs = Delivery.number(ctx.db, people, Kind.PAYLOG, log_.payid, ctx.now)
    ctx.push_numbered(seqs, PaylogPush(log=objects.of(wire.Paylog, log_)))
    alerts.alert(ctx, people, alerts.PAYLOG, log_.payid)


# ----------------------------------------------------------------------------------- settling


def settle(ctx: Ctx, order: Order, provider: str, told: Payment, noticeid: str) -> Verdict:
    """Let an order follow the provider's word in any state; `order` is locked."""
    if told.status is Status.PAID:
        verdict = _paid(ctx, order, provider, told)
    elif told.status in (Status.FAILED, Status.CLOSED):
        verdict = _ended(ctx, order, provider, told)
    else:
        verdict = Verdict.OPEN
    if verdict is not Verdict.OPEN:
        note(ctx, order.orderid, provider, told, noticeid, verdict)
    return verdict


def _paid(ctx: Ctx, order: Order, provider: str, told: Payment) -> Verdict:
    if order.provider != provider:
        return Verdict.UNEXPECTED
    if told.amount != order.remain:
        return Verdict.AMOUNT
    if order.paystate == PayState.FAILED:
        return Verdict.LATE
    if booked := order.paystate == PayState.UNPAID:
        order.tradeid = told.tradeid or None
        push_paylog(ctx, order.move(ctx.db, PayState.PAID, ctx.now))
    if told.refunded and order.paystate == PayState.PAID:
        return Verdict.PARTLY
    return Verdict.BOOKED if booked else Verdict.KNOWN


def _ended(ctx: Ctx, order: Order, provider: str, told: Payment) -> Verdict:
    """Fail an order; there is a push only if the payer was refused."""
    if order.paystate in (PayState.FAILED, PayState.REFUNDED):
        return Verdict.KNOWN
    was_paid = order.paystate == PayState.PAID or told.refunded
    if was_paid and told.status is Status.CLOSED:
        return _paid_back(ctx, order, provider, told)
    if order.paystate != PayState.UNPAID:
        return Verdict.UNEXPECTED
    log_ = order.move(ctx.db, PayState.FAILED, ctx.now)
    if told.status is Status.FAILED:
        push_paylog(ctx, log_)
    return Verdict.BOOKED


def _paid_back(ctx: Ctx, order: Order, provider: str, told: Payment) -> Verdict:
    """A refund in the provider's own console, perhaps of a payment that was not known yet."""
    if order.provider != provider:
        return Verdict.UNEXPECTED
    if told.amount not in (None, order.remain):
        return Verdict.AMOUNT
    if order.paystate == PayState.UNPAID:
        order.tradeid = told.tradeid or None
        order.move(ctx.db, PayState.PAID, ctx.now)
    order.move(ctx.db, PayState.REFUNDED, ctx.now)
    return Verdict.REFUNDED


def note(
    ctx: Ctx, orderid: str, provider: str, told: Payment, noticeid: str, verdict: Verdict
) -> None:
    """Store what the provider said, and once, a finding that operations must look at."""
    new = PaymentNotice.note(
        ctx.db,
        provider=provider,
        noticeid=noticeid,
        orderid=orderid,
        amount=told.amount,
        outcome=verdict.value,
        create_time=ctx.now,
    )
    if new and (verdict.is_alarming or verdict is Verdict.REFUNDED):
        found = {"orderid": orderid, "provider": provider, **told._asdict()}
        ctx.db.add(
            Audit(time=ctx.now, who=SERVICE, action=f"payment {verdict.value}", params=found)
        )
    if new and verdict.is_alarming:
        counters.count(SERVICE, "alarm", verdict.value)
        log.error("payment needs a look", orderid=orderid, verdict=verdict.value)


# --------------------------------------------------------------------------------- operations


def refund(ctx: Ctx, orderid: str) -> Order:
    """Refund an order at its provider, then note it; a repeat changes nothing.

    An order that had failed before its payment came is refunded and keeps its state. Raises
    NotFound, Forbidden (nothing to refund, or the provider refuses), Busy (no answer: try again,
    nothing is refunded twice).
    """
    # Locked while the provider is asked: its own notice of the refund waits until it is noted.
    order = Order.get(ctx.db, orderid, lock=True)
    if order.paystate == PayState.REFUNDED:
        return order
    if order.paystate != PayState.PAID and not came_late(ctx, order):
        raise Forbidden("this order was not paid")
    if order.remain:
        _pay_back(order)
    if order.paystate == PayState.PAID:
        order.move(ctx.db, PayState.REFUNDED, ctx.now)
    return order


def came_late(ctx: Ctx, order: Order) -> bool:
    """Whether the order was paid after it had failed."""
    failed = order.paystate == PayState.FAILED
    return failed and PaymentNotice.came_to(ctx.db, order.orderid, Verdict.LATE)


def ask(order: Order) -> Payment:
    """The present answer of the order's provider; raises Forbidden and Busy."""
    try:
        return _provider(order).query(purchase(order))
    except payment.Unavailable as error:
        raise Busy(f"no answer from the provider: {error}") from None


def _provider(order: Order) -> Provider:
    provider = payment.named(order.provider or "")
    if provider is None:
        raise Forbidden("its payment provider is not set up any more")
    return provider


def _pay_back(order: Order) -> None:
    provider = _provider(order)
    try:
        provider.refund(purchase(order))
    except payment.Declined as error:
        if not _is_paid_back(provider, order):
            raise Forbidden(f"the provider refuses: {error}") from None
    except payment.Unavailable as error:
        raise Busy(f"no answer from the provider: {error}") from None


def _is_paid_back(provider: Provider, order: Order) -> bool:
    """Whether the provider refuses because the order was refunded in its own console."""
    try:
        told = provider.query(purchase(order))
    except payment.Unavailable:
        return False
    # Of a payment that came late, a closed trade alone does not say that anything was paid back.
    was_paid = order.paystate == PayState.PAID or bool(told.refunded)
    return told.status is Status.CLOSED and was_paid


def end_reservation(
    ctx: Ctx, orderid: str, *, to_pay: bool, people: int | None = None
) -> tuple[Order, str | None]:
    """End a reservation: it becomes payable, or fails. Returns the order and its pay page.

    With more people the price grows. A price of 0 is paid at once. Raises NotFound, Forbidden.
    """
    order = Order.get(ctx.db, orderid, lock=True)
    if not to_pay:
        _require_reserved(order)
        order.move(ctx.db, PayState.FAILED, ctx.now)
        return order, None
    provider = payment.present()
    order.end_reservation(ctx.db, people, provider.name if provider else None, ctx.now)
    if order.remain == 0:
        pay_free(ctx, order)
        return order, None
    return order, provider.pay_url(purchase(order)) if provider else None


def _require_reserved(order: Order) -> None:
    if order.paystate != PayState.RESERVED:
        raise Forbidden("this order is no reservation")
