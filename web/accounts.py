"""Logins by code and by password, and the exchange of a session id: for shipped clients."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from front import address
from web import console, language
from web.functions import Function
from web.parameters import read
from web.replies import page, refusal, reply
from wire.errors import OK, BadRequest, Forbidden, TooFast
from wire.frames import JsonObject
from wire.readable import told

blueprint = Blueprint("accounts")

GET_POST = ("GET", "POST")

SEND_CODE = Function("http.account.send_code")
LOGIN_BY_CODE = Function("http.account.login_by_code")
LOGIN = Function("http.account.login")
RENEW = Function("http.account.renew")


@blueprint.route("/getcode", methods=GET_POST)
async def getcode(request: Request) -> HTTPResponse:
    """Send a code by SMS. `msg` of a refusal is made for users."""
    parm = read(request, "phone", "proof")
    if "phone" not in parm:
        return _refused(request, BadRequest.errno, {})
    errno, _, result = await SEND_CODE(request, parm)
    return reply(**result) if errno == OK else _refused(request, errno, result)


def _refused(request: Request, errno: int, result: JsonObject) -> HTTPResponse:
    _, wait = language.words(request), str(result.get("retry_after"))
    texts = {
        TooFast.errno: _("A code was just sent. Please try again in {seconds} s."),
        BadRequest.errno: _("Please enter a phone number that exists."),
        Forbidden.errno: _("Numbers of this country are not served."),
    }
    if "challenge" in result:
        texts[TooFast.errno] = _("One moment please, this is being checked.")
    text = texts.get(errno, _("The service is busy. Please try again."))
    text = text.replace("{seconds}", wait)
    return reply(errno, text, msg=text, **result)


@blueprint.route("/PhoneLogin", methods=GET_POST)
async def phone_login(request: Request) -> HTTPResponse:
    """Log in by phone and code; without parameters a page to try it."""
    parm = read(request, "phone", "code")
    if not parm:
        return _form(request, "accounts/phone_login.html")
    if len(parm) < 2:
        return refusal(BadRequest("phone and code are needed"))
    return await _session(request, LOGIN_BY_CODE, parm)


@blueprint.route("/login", methods=GET_POST)
async def login(request: Request) -> HTTPResponse:
    """Log in by name and password; without parameters a form."""
    parm = read(request, "name", "psw")
    if not parm:
        return _form(request, "accounts/login.html")
    if len(parm) < 2:
        return refusal(BadRequest("name and psw are needed"))
    return await _session(request, LOGIN, parm)


@blueprint.route("/RenewSession", methods=GET_POST)
async def renew_session(request: Request) -> HTTPResponse:
    """Exchange a session id for a new one."""
    parm = read(request, "sessionid")
    if not parm:
        return refusal(BadRequest("sessionid is needed"))
    return await _session(request, RENEW, parm)


def _form(request: Request, template: str) -> HTTPResponse:
    _, others = language.words(request), menu(request)
    links = [(href, text) for href, text in others if href != request.path]
    links += [(console.PAGE, _("API test page: call functions, watch pushes"))]
    spoken = language.of(request)
    return page(request, template, menus=[(_("Pages"), links)], told=told(spoken))


def menu(request: Request) -> list[tuple[str, str]]:
    """The addresses of the pages to log in by, and what they are called."""
    _ = language.words(request)
    return [("/PhoneLogin", _("Log in by phone")), ("/login", _("Log in by password"))]


async def _session(request: Request, function: Function, parm: dict[str, str]) -> HTTPResponse:
    """What every login replies: the session id and where to open the websocket."""
    errno, error, result = await function(request, parm)
    if errno != OK:
        # `until` of a suspended account also where other functions have their results.
        if "until" in result:
            return reply(errno, error, **result, result=result)
        return reply(errno, error, **result)
    ws, wss = address.public(request)
    return reply(**result, ws=ws, wss=wss)
