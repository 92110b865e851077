"""The client's address, and the address clients reach us at."""

from __future__ import annotations

from sanic import Request

from settings import settings


def of(request: Request) -> str:
    """The client's IP: from X-Forwarded-For only as far as TRUSTED_PROXIES reach."""
    hops: list[str] = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
    trusted = settings.trusted_proxies
    if trusted and len(hops) >= trusted and hops[-trusted]:
        return str(hops[-trusted])
    return str(request.ip)


def public(request: Request) -> tuple[str, str]:
    """The bare `ws` and `wss` addresses clients are told."""
    if settings.public_url:
        host = settings.public_url.partition("://")[2].rstrip("/")
    else:
        host = request.headers.get("host", f"{settings.host}:{settings.port}")
    return f"ws://{host}/ws", f"wss://{host}/ws"
