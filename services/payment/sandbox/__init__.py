"""A payment company of our own, for development: real signatures, no real money."""

from __future__ import annotations

import time
from collections.abc import Mapping

from services.payment.interface import (
    ANSWER_SECONDS,
    Card,
    Declined,
    NoSuchCard,
    Notice,
    Payment,
    Purchase,
    Status,
    Unavailable,
)
from services.payment.sandbox import cards, ledger, notices, pages
from services.payment.sandbox.ledger import Trade

__all__ = ["Sandbox", "cards", "ledger", "notices", "pages"]


class Sandbox:
    """See services.payment.interface.CardProvider."""

    name = "sandbox"

    def pay_url(self, purchase: Purchase) -> str:
        return pages.url(purchase)

    def read(self, data: Mapping[str, str]) -> Notice:
        return notices.read(data)

    def query(self, purchase: Purchase) -> Payment:
        trade = ledger.trade(purchase.orderid)
        if trade is None:
            return Payment(Status.UNKNOWN)
        told = trade.payment()
        if told.status is Status.PAID and ledger.is_refunded(purchase.orderid):
            return told._replace(status=Status.CLOSED, refunded=told.amount)
        return told

    def close(self, purchase: Purchase) -> bool:
        """A trade that is still under way fails on a closed order."""
        trade = ledger.enter(purchase.orderid, Trade(Status.CLOSED, time.time()))
        return trade.status is not Status.PAID

    def refund(self, purchase: Purchase) -> None:
        trade = ledger.trade(purchase.orderid)
        if trade is None or trade.payment().status is not Status.PAID:
            raise Declined("nothing was paid")
        ledger.refund(purchase.orderid)

    def cards(self, uid: int) -> list[Card]:
        return [cards.card(cardid, bound) for cardid, bound in ledger.cards(uid).items()]

    def charge(self, purchase: Purchase, cardid: str) -> Payment:
        if (bound := ledger.cards(purchase.uid).get(cardid)) is None:
            raise NoSuchCard(cardid)
        kind = cards.KINDS[bound.kind]
        at = time.time() + kind.after
        wanted = Trade(kind.status, at, purchase.amount, ledger.new_id(), kind.reason)
        trade = ledger.enter(purchase.orderid, wanted)
        if not kind.answers:
            time.sleep(ANSWER_SECONDS)
            raise Unavailable("this card's answers get lost")
        return trade.payment()

    def unbind(self, uid: int, cardid: str) -> None:
        if not ledger.unbind(uid, cardid):
            raise NoSuchCard(cardid)
