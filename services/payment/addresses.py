"""The addresses of this service for providers and payers."""

from __future__ import annotations

from settings import settings

BACK = "/payresult/Paybackend"
"""The path for notices, and for the payer's browser when it comes back."""


def base() -> str:
    """The service's own address; without PUBLIC_URL one that works on this machine."""
    return (settings.service.public_url or f"http://127.0.0.1:{settings.gateway.port}").rstrip("/")


def back() -> str:
    return base() + BACK
