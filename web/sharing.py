"""CORS: which pages of other sites may log in and get upload tokens by a browser's script.

Session ids travel as parameters and no cookie counts here, so that a page can do nothing in its
visitor's name. Operations, payments and pushes of other systems are for nobody else's pages.
"""

from __future__ import annotations

from types import MappingProxyType

from sanic import HTTPResponse, Request
from sanic.response import BaseHTTPResponse, empty

from edge.guard import App
from settings import settings
from wire.uploads import KINDS

LOGINS = ("/getcode", "/PhoneLogin", "/login", "/RenewSession")
SHARED = frozenset([*LOGINS, *(kind.path for kind in KINDS.values() if not kind.internal)])
ORIGIN = "Access-Control-Allow-Origin"
PREFLIGHT = MappingProxyType(
    {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "86400",
    }
)


def add(app: App) -> None:
    """Share with the sites of CORS_ORIGINS; without any nothing is different."""
    if not settings.gateway.cors_origins:
        return
    for number, path in enumerate(sorted(SHARED)):
        app.add_route(_allow, path, methods=["OPTIONS"], name=f"preflight{number}")
    app.register_middleware(_share, "response")


async def _allow(request: Request) -> HTTPResponse:
    """What a browser asks before it sends something else than a form."""
    return empty(204, dict(PREFLIGHT))


def _share(request: Request, response: BaseHTTPResponse) -> None:
    """Let the page of a site we know read the answer."""
    if request.route is None or f"/{request.route.path}" not in SHARED:
        return
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("origin", "")
    if origin in (settings.gateway.cors_origins or ()):
        response.headers[ORIGIN] = origin
