"""The interface of payment providers, and their answers. Money is integer fen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

ANSWER_SECONDS = 6
"""A provider that has not answered by then counts as unavailable."""


class Status(StrEnum):
    """The state of a payment, as the provider says."""

    PAID = "paid"
    FAILED = "failed"
    """The payer tried and was refused; final."""
    CLOSED = "closed"
    """Payment is not possible any more, and what had been paid was refunded; final."""
    OPEN = "open"
    UNKNOWN = "unknown"
    """The provider does not know the order, for instance because nobody opened its page yet."""


class Purchase(NamedTuple):
    """The data of an order that a provider gets."""

    orderid: str
    uid: int
    amount: int
    """In fen."""
    subject: str
    """What the payer reads: the name of the goods."""
    expires: int
    """Unix seconds; until then the pay page can be used."""


class Payment(NamedTuple):
    """A provider's answer about a payment."""

    status: Status
    amount: int | None = None
    """In fen; None where the provider does not say."""
    tradeid: str = ""
    """The provider's own id."""
    reason: str = ""
    """Why it was refused, for the payer."""
    refunded: int | None = None
    """The refunded part, in fen; None where the provider does not say."""


class Notice(NamedTuple):
    """A notice of the provider whose signature is right."""

    noticeid: str
    orderid: str
    payment: Payment | None
    """None when it does not have the state of the payment: then the provider must be asked."""


class Card(NamedTuple):
    """A bound bank card: first and last digits, and unix seconds until which it is valid."""

    cardid: str
    card_name: str
    card_top: str
    card_last: str
    bindvalidthru: int | None


class ProviderError(Exception):
    """Base of what providers raise; `str()` is a short English text without secrets."""


class Unavailable(ProviderError):
    """No answer, or none that can be trusted. The request may have been executed."""


class Declined(ProviderError):
    """The provider answered no."""


class Forged(ProviderError):
    """The signature is missing or wrong, or the message is not for us."""


class NoSuchCard(ProviderError):
    """The user has not bound this card."""


class Provider(Protocol):
    """A payment company. Every method that sends a request may raise Unavailable."""

    name: str

    def pay_url(self, purchase: Purchase) -> str:
        """The page on which the payer pays. Made without a request."""

    def read(self, data: Mapping[str, str]) -> Notice:
        """Check a notice, or the parameters with which the payer's browser came back.

        Raises Forged.
        """

    def query(self, purchase: Purchase) -> Payment:
        """The state of the payment."""

    def close(self, purchase: Purchase) -> bool:
        """Close the order for payment; False when it is paid, or about to be."""

    def refund(self, purchase: Purchase) -> None:
        """Refund everything; a repeat changes nothing. Raises Declined."""


class CardProvider(Provider, Protocol):
    """A company that also keeps cards, and charges them without a page."""

    def cards(self, uid: int) -> list[Card]:
        """The user's bound cards."""

    def charge(self, purchase: Purchase, cardid: str) -> Payment:
        """Charge a bound card; a repeat for the same order gives the first answer.

        Raises NoSuchCard.
        """

    def unbind(self, uid: int, cardid: str) -> None:
        """Forget a card. Raises NoSuchCard."""
