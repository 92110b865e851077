"""The addresses of this service for providers and payers."""

from __future__ import annotations

from configuration.payment import BACK_PATH
from settings import settings


def base() -> str:
    """The service's own address; without PUBLIC_URL one that works on this machine."""
    return (settings.service.public_url or f"http://127.0.0.1:{settings.gateway.port}").rstrip("/")


def back() -> str:
    return base() + BACK_PATH
