"""Where providers and payers find this service."""

from __future__ import annotations

from settings import settings

BACK = "/payresult/Paybackend"
"""Notices are posted to it, and the payer's browser comes back to it."""


def base() -> str:
    """Our own address; without PUBLIC_URL the one that works on this machine."""
    return (settings.service.public_url or f"http://127.0.0.1:{settings.gateway.port}").rstrip("/")


def back() -> str:
    return base() + BACK
