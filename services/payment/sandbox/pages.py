"""The address of an order's pay page; like a real company's, it carries the order, signed."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec

from configuration.payment import SANDBOX_PATH
from services.payment import addresses
from services.payment.interface import Purchase
from services.payment.sandbox import signing


def url(purchase: Purchase) -> str:
    return f"{addresses.base()}{SANDBOX_PATH}?order={token(purchase)}"


def token(purchase: Purchase) -> str:
    """The order as signed text."""
    text = urlsafe_b64encode(msgspec.json.encode(purchase)).decode().rstrip("=")
    return f"{text}.{signing.sign('page', text)}"


def purchase(token: str) -> Purchase:
    """The order of a page; raises services.payment.interface.Forged for what is not a token."""
    text, _, signature = token.partition(".")
    signing.check("page", text, signature)
    return msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Purchase)
