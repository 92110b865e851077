"""The client's address, and the address clients reach us at."""

from __future__ import annotations

import re

from sanic import Request
from sanic.compat import Header

from edge import address
from settings import settings

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


def of(request: Request) -> str:
    """The client's address, which is the key of its limits."""
    return claimed(request.headers, str(request.ip))


def claimed(headers: Header, peer: str) -> str:
    """The same, of a request with these headers by `peer`."""
    return address.of(headers.getall("x-forwarded-for", []), peer)


def base(request: Request) -> str:
    """The service's public address, without a slash at its end."""
    if settings.service.public_url:
        return str(settings.service.public_url).rstrip("/")
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        host = f"{settings.gateway.host}:{settings.gateway.port}"
    return f"{'https' if request.scheme in ('https', 'wss') else 'http'}://{host}"


def public(request: Request) -> tuple[str, str]:
    """The bare `ws` and `wss` addresses for clients."""
    host = base(request).partition("://")[2]
    return f"ws://{host}/ws", f"wss://{host}/ws"
