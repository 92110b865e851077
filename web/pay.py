"""Payment notices, the page payers come back to, and the payment sandbox's own pages."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound as NoPage
from sanic.response import text

from configuration.payment import BACK_PATH, SANDBOX_PATH
from settings import settings
from web import language
from web.functions import Function
from web.parameters import form, query, read
from web.replies import headers, page, see_other
from wire.errors import OK, Busy
from wire.frames import JsonObject
from wire.readable import told

blueprint = Blueprint("pay")

NOTICE = Function("http.payment.notice")
RETURNED = Function("http.payment.returned")
SANDBOX_PAGE = Function("http.sandbox.page")
SANDBOX_PAY = Function("http.sandbox.pay"), ("order", "action", "tell")
SANDBOX_ACTS = {
    "refund": (Function("http.sandbox.refund"), ("order",)),
    "bind": (Function("http.sandbox.bind"), ("order", "kind")),
    "unbind": (Function("http.sandbox.unbind"), ("order", "cardid")),
}
"""What the sandbox's page can do beside paying, and which fields that needs."""
STATUS = {OK: 200, Busy.errno: 503}
NOTICE_BYTES = 64 * 1024
"""Anybody may post here: what no provider sends does not get into the queue."""


# ------------------------------------------------------------------------------ any provider


@blueprint.post(BACK_PATH)
async def notice(request: Request) -> HTTPResponse:
    """Take the provider's word: `success` once it is booked, else `fail` and it comes again."""
    booked = len(request.body) <= NOTICE_BYTES and await _book(request)
    return text("success" if booked else "fail", 200 if booked else 400, headers())


async def _book(request: Request) -> bool:
    errno, _, _ = await NOTICE(request, {"data": form(request)})
    return errno == OK


@blueprint.get(BACK_PATH)
async def back(request: Request) -> HTTPResponse:
    """The payer's browser comes back, with what the provider signed."""
    data = query(request)
    errno, _, order = await RETURNED(request, {"data": data})
    known = order if errno == OK else None
    app = _app(order.get("orderid", ""))
    return page(request, "pay/back.html", status=_status(errno), order=known, app=app)


def _app(orderid: str) -> str:
    """The way back to the app."""
    return (settings.payment.app_url or "").replace("{orderid}", quote(orderid))


# ------------------------------------------------------------------------------- the sandbox


@blueprint.get(SANDBOX_PATH)
async def sandbox(request: Request) -> HTTPResponse:
    """The page on which an order is paid without money."""
    _require_sandbox()
    return await _show(request, request.args.get("order") or "")


@blueprint.post(SANDBOX_PATH)
async def act(request: Request) -> HTTPResponse:
    """What was pressed on it: pay in one of three ways, pay back, bind or unbind a test card."""
    _require_sandbox()
    given = read(request, "order", "action", "tell", "kind", "cardid")
    order = given.get("order", "")
    function, names = SANDBOX_ACTS.get(given.get("action", ""), SANDBOX_PAY)
    parm = {name: given[name] for name in names if name in given}
    errno, error, result = await function(request, parm)
    if errno != OK:
        return await _show(request, order, errno, error)
    if data := result.get("back"):
        return see_other(f"{BACK_PATH}?{urlencode(data)}")
    return see_other(f"{SANDBOX_PATH}?{urlencode({'order': order})}")


async def _show(request: Request, order: str, wrong: int = OK, error: str = "") -> HTTPResponse:
    """`wrong`: the errno of what was pressed."""
    errno, refused, result = await SANDBOX_PAGE(request, {"order": order})
    if errno != OK:
        return page(request, "pay/nothing.html", status=_status(errno), error=refused)
    words = told(language.of(request))
    values: JsonObject = {"order": order, "errno": wrong, "error": error, "told": words}
    return page(request, "pay/sandbox.html", status=400 if error else 200, **values, **result)


def _require_sandbox() -> None:
    if settings.payment.provider != "sandbox":
        raise NoPage("not found")


def _status(errno: int) -> int:
    return STATUS.get(errno, 400)
