"""Replies of the pages of operations: JSON for scripts, HTML for people."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request

from settings import settings
from web.ops import flash, sayings
from web.ops.access import PREFIX
from web.replies import page, reply, see_other
from wire.errors import (
    OK,
    OK_TEXT,
    BadRequest,
    Busy,
    Forbidden,
    Internal,
    NotFound,
    RpcError,
    TooFast,
)
from wire.frames import JsonObject

STATUS = {
    OK: 200,
    Forbidden.errno: 403,
    NotFound.errno: 404,
    TooFast.errno: 429,
    Busy.errno: 503,
    BadRequest.errno: 400,
    Internal.errno: 500,
}
"""Of pages; JSON has its outcome in errno."""


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def to_script(
    result: JsonObject, errno: int = OK, error: str = OK_TEXT, *, status: int = 200
) -> HTTPResponse:
    """`{"errno", "error", "result"}`."""
    return reply(errno, error, status=status, result=result)


def to_page(name: str, *, status: int = 200) -> HTTPResponse:
    """Send the browser to another page; 303 makes a POST a GET."""
    return see_other(f"{PREFIX}/{name}", status=status if status > 300 else 303)


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
    """A page for somebody who is logged in, with what the last action left to say there."""
    told = flash.left(request)
    made = page(request, template, status=status, told=told, zone=settings.ops.timezone, **values)
    return flash.clear(made) if told else made


def refused(
    request: Request,
    errno: int,
    error: str,
    result: JsonObject | None = None,
    *,
    status: int = 0,
) -> HTTPResponse:
    """Refuse without a form; `status`: the same for scripts, too."""
    if wants_json(request):
        return to_script(result or {}, errno, error, status=status or 200)
    told = sayings.failed(request, errno, error)
    return page(request, "ops/refused.html", status=status or STATUS.get(errno, 500), error=told)


def not_logged_in(request: Request) -> HTTPResponse:
    """Scripts hear it, browsers are sent to the login."""
    if wants_json(request):
        return refused(request, Forbidden.errno, "not logged in", status=401)
    return to_page("Login")


def forbidden(request: Request, why: str) -> HTTPResponse:
    """Refuse what did not come from our own forms."""
    error: RpcError = Forbidden(why)
    return refused(request, error.errno, str(error), status=403)


def not_for(request: Request, role: str) -> HTTPResponse:
    """Refuse what the operator's role does not allow."""
    return forbidden(request, f"an operator of role {role} may not do this")
