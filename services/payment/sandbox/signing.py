"""The sandbox's signatures: HMAC with a key of its own, derived from SECRET_KEY."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from services.payment.interface import Forged
from settings import settings

SIGN = "sign"


def sign(purpose: str, text: str) -> str:
    """A signature that is good for one purpose only."""
    key = hmac.digest(settings.service.secret_key.encode(), b"payment sandbox", "sha256")
    return hmac.new(key, f"{purpose}\n{text}".encode(), "sha256").hexdigest()


def check(purpose: str, text: str, signature: str) -> None:
    """Raise Forged unless `sign` made the signature for this purpose and text."""
    if not hmac.compare_digest(sign(purpose, text).encode(), signature.encode()):
        raise Forged("wrong signature")


def signed(purpose: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values and their signature."""
    return {**values, SIGN: sign(purpose, _canonical(values))}


def verified(purpose: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values without their signature; raises Forged."""
    plain = {name: value for name, value in values.items() if name != SIGN}
    check(purpose, _canonical(plain), values.get(SIGN, ""))
    return plain


def _canonical(values: Mapping[str, str]) -> str:
    return urlencode(sorted(values.items()))
