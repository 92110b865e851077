"""What an action says on the page to which it sends the browser: a cookie for one page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from sanic import HTTPResponse, Request

from web.ops import access

COOKIE = "ops_told"
SECONDS = 60
LONGEST = 600


def leave(request: Request, reply: HTTPResponse, text: str) -> HTTPResponse:
    """Have the next page say this, once."""
    options: Any = {"httponly": True, "samesite": "Strict", "path": access.PREFIX}
    options["secure"] = access.by_https(request)
    reply.add_cookie(COOKIE, quote(text[:LONGEST]), max_age=SECONDS, **options)
    return reply


def left(request: Request) -> str:
    """What is to be said; "" for nothing."""
    return unquote(request.cookies.get(COOKIE) or "")[:LONGEST]


def clear(reply: HTTPResponse) -> HTTPResponse:
    """It was said."""
    reply.delete_cookie(COOKIE, path=access.PREFIX)
    return reply
