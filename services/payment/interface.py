"""What every payment provider can do, and what it may answer. Money is integer fen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

ANSWER_SECONDS = 6
"""A provider that has not answered by then is taken to be away."""


class Status(StrEnum):
    """How far a payment is, as the provider says."""

    PAID = "paid"
    FAILED = "failed"
    """The payer tried and was refused; final."""
    CLOSED = "closed"
    """Nobody can pay any more, and what had been paid was paid back; final."""
    OPEN = "open"
    UNKNOWN = "unknown"
    """The provider has not heard of it, for instance because nobody opened its page yet."""


class Purchase(NamedTuple):
    """What a provider is told of an order."""

    orderid: str
    uid: int
    amount: int
    """In fen."""
    subject: str
    """What the payer reads: the name of the goods."""
    expires: int
    """Unix seconds; its pay page is good until then."""


class Payment(NamedTuple):
    """What a provider says of a payment."""

    status: Status
    amount: int | None = None
    """In fen; None where the provider does not say."""
    tradeid: str = ""
    """The provider's own id."""
    reason: str = ""
    """Why it was refused, for the payer."""
    refunded: int | None = None
    """In fen, what was paid back of it; None where the provider does not say."""


class Notice(NamedTuple):
    """A message of the provider whose signature is right."""

    noticeid: str
    orderid: str
    payment: Payment | None
    """None when it does not say how far the payment is: then the provider must be asked."""


class Card(NamedTuple):
    """A bound bank card: first and last digits, and unix seconds until which it is good."""

    cardid: str
    card_name: str
    card_top: str
    card_last: str
    bindvalidthru: int | None


class ProviderError(Exception):
    """Base of what providers raise; `str()` is a short English text without secrets."""


class Unavailable(ProviderError):
    """No answer, or none that can be trusted. Whatever was asked may have been done."""


class Declined(ProviderError):
    """The provider answered no."""


class Forged(ProviderError):
    """The signature is missing or wrong, or the message is not for us."""


class NoSuchCard(ProviderError):
    """The user has not bound this card."""


class Provider(Protocol):
    """A payment company. Everything that asks it may raise Unavailable."""

    name: str

    def pay_url(self, purchase: Purchase) -> str:
        """The page on which the payer pays. Made without asking anybody."""

    def read(self, data: Mapping[str, str]) -> Notice:
        """Check a notice, or the parameters with which the payer's browser came back.

        Raises Forged.
        """

    def query(self, purchase: Purchase) -> Payment:
        """How far the payment is."""

    def close(self, purchase: Purchase) -> bool:
        """See to it that nobody can pay any more; False when it is paid, or about to be."""

    def refund(self, purchase: Purchase) -> None:
        """Pay everything back; a repeat changes nothing. Raises Declined."""


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
