"""Payments, behind one interface. PAY_PROVIDER names the company."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

from services.payment.interface import (
    ANSWER_SECONDS,
    Card,
    CardProvider,
    Declined,
    Forged,
    NoSuchCard,
    Notice,
    Payment,
    Provider,
    Purchase,
    Status,
    Unavailable,
)
from services.payment.sandbox import Sandbox
from settings import settings

__all__ = [
    "ANSWER_SECONDS",
    "Card",
    "CardProvider",
    "Declined",
    "Forged",
    "NoSuchCard",
    "Notice",
    "Payment",
    "Provider",
    "Purchase",
    "Status",
    "Unavailable",
    "named",
    "present",
    "with_cards",
]


def _alipay() -> Provider | None:
    # Slow to import.
    from services.payment.alipay import Alipay

    return Alipay.make()


PROVIDERS: dict[str, Callable[[], Provider | None]] = {"sandbox": Sandbox, "alipay": _alipay}


@cache
def named(name: str) -> Provider | None:
    """The provider of that name, None when it is not set up in this deployment (any more)."""
    return PROVIDERS[name]() if name in PROVIDERS else None


def present() -> Provider | None:
    """The provider of new orders; None when only free orders and reservations are taken."""
    return named(settings.payment.provider)


def with_cards() -> CardProvider | None:
    """The provider of new orders, if it keeps cards."""
    provider = present()
    return cast(CardProvider, provider) if hasattr(provider, "charge") else None
