"""The cookie of operations: who has one may use the pages."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

from sanic import HTTPResponse, Request

from settings import settings
from web.functions import Done, Function
from wire.frames import JsonObject

PREFIX = "/operational_background"
COOKIE = "ops"
SECONDS = 8 * 3600

CHECK = Function("ops.access.check")


async def check(request: Request) -> Done:
    """Whether the request's cookie is that of a living login; then `result.csrf`."""
    return await CHECK(request, {"cookie": cookie(request)})


def cookie(request: Request, name: str = COOKIE) -> str:
    """What the browser brings back; "" for nothing."""
    return request.cookies.get(_name(request, name)) or ""


def _name(request: Request, name: str) -> str:
    """Browsers take `__Host-` only over https from this very host, so nobody else can set it."""
    return f"__Host-{name}" if by_https(request) else name


def carries(request: Request, values: JsonObject, csrf: str) -> bool:
    """Whether a POST carries what only our own forms know."""
    token = request.headers.get("x-csrf-token") or values.get("csrf") or ""
    return compare_digest(str(token).encode(), csrf.encode())


def is_foreign(request: Request) -> bool:
    """Whether a browser says that another site's page sends this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def let_in(request: Request, reply: HTTPResponse, value: str) -> HTTPResponse:
    """Give the browser its cookie."""
    return set_cookie(request, reply, COOKIE, value, SECONDS)


def let_out(request: Request, reply: HTTPResponse) -> HTTPResponse:
    """Take the cookie back."""
    return set_cookie(request, reply, COOKIE, "", 0)


def set_cookie(
    request: Request, reply: HTTPResponse, name: str, value: str, seconds: int
) -> HTTPResponse:
    """Give the browser a cookie that only our own pages bring back; 0 seconds take it away."""
    secure = by_https(request)
    options: Any = {"httponly": True, "samesite": "Strict", "secure": secure}
    # `__Host-` stands for a cookie of all paths.
    path = "/" if secure else PREFIX
    reply.add_cookie(_name(request, name), value, max_age=seconds, path=path, **options)
    return reply


def by_https(request: Request) -> bool:
    """Whether clients reach us by https, perhaps through a proxy that ends it."""
    if settings.service.public_url:
        return str(settings.service.public_url).startswith("https:")
    trusted = settings.gateway.trusted_proxies
    forwarded = request.headers.get("x-forwarded-proto") if trusted else None
    return bool((forwarded or request.scheme) == "https")
