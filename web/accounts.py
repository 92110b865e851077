"""Logins by code and by password, and the exchange of a session id: for shipped clients."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from front import address
from web.functions import Function
from web.parameters import read
from web.replies import page, refusal, reply
from wire.errors import OK, BadRequest, Forbidden, TooFast
from wire.frames import JsonObject

blueprint = Blueprint("accounts")

GET_POST = ("GET", "POST")
API = ("/static/PhoneTest.html", "API test page: call functions, watch pushes")
BY_CODE = ("/PhoneLogin", "Log in by phone and code")
BY_PASSWORD = ("/login", "Log in by password")

SEND_CODE = Function("http.account.send_code")
LOGIN_BY_CODE = Function("http.account.login_by_code")
LOGIN = Function("http.account.login")
RENEW = Function("http.account.renew")


@blueprint.route("/getcode", methods=GET_POST)
async def getcode(request: Request) -> HTTPResponse:
    """Send a code by SMS. `msg` of a refusal is made for users."""
    parm = read(request, "phone", "proof")
    if "phone" not in parm:
        return _refused(BadRequest.errno, {})
    errno, _, result = await SEND_CODE(request, parm)
    return reply(**result) if errno == OK else _refused(errno, result)


def _refused(errno: int, result: JsonObject) -> HTTPResponse:
    texts = {
        TooFast.errno: f"获取验证码太频繁，请 {result.get('retry_after')} 秒后再试",
        BadRequest.errno: "请输入正确的手机号码",
        Forbidden.errno: "暂不支持该国家或地区的手机号码",
    }
    if "challenge" in result:
        texts[TooFast.errno] = "请稍候，正在验证"
    text = texts.get(errno, "服务繁忙，请稍后再试")
    return reply(errno, text, msg=text, **result)


@blueprint.route("/PhoneLogin", methods=GET_POST)
async def phone_login(request: Request) -> HTTPResponse:
    """Log in by phone and code; without parameters a page to try it."""
    parm = read(request, "phone", "code")
    if not parm:
        return page("accounts/phone_login.html", links=[BY_PASSWORD, API])
    if len(parm) < 2:
        return refusal(BadRequest("phone and code are needed"))
    return await _session(request, LOGIN_BY_CODE, parm)


@blueprint.route("/login", methods=GET_POST)
async def login(request: Request) -> HTTPResponse:
    """Log in by name and password; without parameters a form."""
    parm = read(request, "name", "psw")
    if not parm:
        return page("accounts/login.html", links=[BY_CODE, API])
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
