"""Call any function in the name of a user, as if a phone of theirs had called it."""

from __future__ import annotations

from typing import Any

import msgspec
from sanic import HTTPResponse

from front import address
from tasks.rpc import Rpc
from web.functions import Done, Function, hub
from web.ops import answers, cells, forms, sayings
from web.ops.visit import Visit
from wire.errors import OK, BadRequest, RpcError
from wire.frames import JsonObject

NAME = "ActAs"
BEGIN, END = Function("ops.act_as.begin"), Function("ops.act_as.end")
OF_CONNECTIONS = ("session", "ios", "device", "debug")
"""Namespaces about the caller's own connection, login or phone, which an operator is not."""
WATCHING = ("group.regupdate", "group.unregupdate", "user.watch_online")
SECRET = frozenset({"psw", "old", "code", "confirm", "sessionid", "token", "device_token"})
"""Names of parameters that no log has, whatever the function says."""
HIDDEN = "(not written down)"
LONGEST = 400
"""So many characters of a parameter stand in the log."""
PREFIX = "p."
"""Before a parameter's name in the form, where it may be called like one of ours."""


def callable_(functions: dict[str, Rpc]) -> dict[str, Rpc]:
    """What an operator may call for a user."""
    return {
        name: one
        for name, one in sorted(functions.items())
        if one.login and one.namespace not in OF_CONNECTIONS and name not in WATCHING
    }


def shown(rpc: Rpc, parm: JsonObject) -> dict[str, str]:
    """Parameters as the log may have them."""
    return {
        name[:64]: HIDDEN if name in rpc.secret | SECRET else forms.shown(value)[:LONGEST]
        for name, value in parm.items()
    }


async def show(visit: Visit) -> HTTPResponse:
    """The choice of a function, its form, and the reply."""
    known = callable_(hub(visit.request).functions)
    rpc = known.get(str(visit.values.get("function") or ""))
    if visit.request.method != "POST":
        return _page(visit, known, rpc)
    if rpc is None:
        error = BadRequest("function: none that can be called for a user")
        return answers.refused(visit.request, error.errno, str(error), status=_bad(visit))
    try:
        done = await _act(visit, rpc, _parm(visit, rpc))
    except RpcError as error:
        done = Done(error.errno, str(error), {})
    if answers.wants_json(visit.request):
        return answers.to_script(done.result, done.errno, done.error)
    return _page(visit, known, rpc, done)


def _bad(visit: Visit) -> int:
    return 200 if answers.wants_json(visit.request) else answers.STATUS[BadRequest.errno]


def _parm(visit: Visit, rpc: Rpc) -> JsonObject:
    """What the form has under prefixed names, or a script as one object."""
    if isinstance(given := visit.values.get("parm"), dict):
        return given
    fields = forms.free_fields(rpc)
    values = {one.name: visit.values.get(PREFIX + one.name, "") for one in fields}
    return forms.parm(fields, {name: value for name, value in values.items() if value != ""})


async def _act(visit: Visit, rpc: Rpc, parm: JsonObject) -> Done:
    """Write down, call, write down; what could not be written down first is not called."""
    request, uid = visit.request, visit.values.get("uid", "")
    text = rpc.parameters.trimmed(msgspec.json.encode(parm))
    about = {"who": visit.who, "uid": uid, "function": rpc.name}
    begun = await BEGIN(request, about | {"parm": shown(rpc, parm)})
    if begun.errno != OK:
        return begun
    whose = begun.result["uid"]
    errno, error, result = await hub(request).run_as(
        whose, rpc.name, msgspec.json.decode(text), address.of(request)
    )
    await END(request, about | {"outcome": errno})
    return Done(OK, "no error", {"errno": errno, "error": error, "result": result, "as": whose})


def _page(
    visit: Visit, known: dict[str, Rpc], rpc: Rpc | None, done: Done | None = None
) -> HTTPResponse:
    uid = str(visit.values.get("uid") or "")
    fields = forms.free_fields(rpc) if rpc else []
    reply: dict[str, Any] = done.result if done and done.errno == OK else {}
    return answers.render(
        visit.request,
        "ops/act_as.html",
        status=answers.STATUS.get(done.errno, 500) if done else 200,
        csrf=visit.csrf,
        uid=uid,
        at=cells.entity("User", uid) if uid.isdecimal() else "",
        functions=list(known),
        function=rpc.name if rpc else "",
        summary=rpc.summary if rpc else "",
        writes=bool(rpc and not rpc.readonly),
        inputs=[(one, _kept(visit, one)) for one in fields],
        prefix=PREFIX,
        error=sayings.failed(visit.request, done.errno, done.error) if done else "",
        reply=msgspec.json.format(msgspec.json.encode(reply)).decode() if reply else "",
    )


def _kept(visit: Visit, field: forms.Field) -> str:
    if field.kind == forms.PSW:
        return ""
    return str(visit.values.get(PREFIX + field.name, field.default))
