"""The form of the login to operations: sent by a browser, it must have come from us.

Otherwise a page of another site could log somebody in as an operator of its own, who would then
do their work under that name. Nobody is logged in yet whose csrf the form could carry, so it
carries a keyed hash of a cookie that came with it: another site neither reads nor sets that.
"""

from __future__ import annotations

import secrets
import time

from sanic import HTTPResponse, Request

from web.ops import access, answers
from wire import seal
from wire.frames import JsonObject

COOKIE = "ops_entry"
SECONDS = 1800
"""How long a form is good."""


def ticket(request: Request) -> str:
    """The cookie's value: that of another tab while it is good for long enough, or a new one."""
    held = access.cookie(request, COOKIE)
    return held if _seconds_left(held) > SECONDS // 2 else _new()


def _new() -> str:
    return f"{int(time.time()) + SECONDS}.{secrets.token_urlsafe(24)}"


def _seconds_left(ticket: str) -> int:
    end = ticket.partition(".")[0]
    known = len(end) < 12 and end.isascii() and end.isdecimal()
    # One that ends later than ours do was never ours.
    left = int(end) - int(time.time()) if known else 0
    return left if left <= SECONDS else 0


def csrf(ticket: str) -> str:
    """What the form that goes with a cookie carries."""
    return seal.digest("operations login form", ticket).hex()


def is_ours(request: Request, values: JsonObject) -> bool:
    """Whether a login is that of our own form, or of a program, which has no other site's pages.

    Pages cannot ask for JSON by a form, and what their scripts send has an Origin.
    """
    if answers.wants_json(request) and "origin" not in request.headers:
        return True
    held = access.cookie(request, COOKIE)
    return _seconds_left(held) > 0 and access.carries(request, values, csrf(held))


def leave(request: Request, reply: HTTPResponse, ticket: str) -> HTTPResponse:
    """Give the browser the cookie that goes with a form."""
    return access.set_cookie(request, reply, COOKIE, ticket, SECONDS)


def clear(request: Request, reply: HTTPResponse) -> HTTPResponse:
    """The form, when there was one, has done its work."""
    if not access.cookie(request, COOKIE):
        return reply
    return access.set_cookie(request, reply, COOKIE, "", 0)
