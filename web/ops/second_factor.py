"""The page on which operators give themselves a second factor, and take it away."""

from __future__ import annotations

from typing import Any

import segno
from sanic import HTTPResponse

from web.functions import Done, Function
from web.ops import access, answers
from web.ops.visit import Visit
from wire.errors import OK, BadRequest, NotFound
from wire.frames import JsonObject

NAME = "SecondFactor"
STATE = Function("ops.second_factor.state")
BEGIN = Function("ops.second_factor.begin")
CONFIRM = Function("ops.second_factor.confirm")
REMOVE = Function("ops.second_factor.remove")


async def show(visit: Visit) -> HTTPResponse:
    """How things stand; a POST begins, confirms or removes, as its `step` says."""
    done = Done(OK, "no error", {})
    step = str(visit.values.get("step") or "") if visit.request.method == "POST" else ""
    if visit.request.method == "POST":
        done = await _do(visit, step)
    errno, _, state = await STATE(visit.request, {"name": visit.who})
    has_none = errno == NotFound.errno
    if answers.wants_json(visit.request):
        return answers.to_script(state | done.result, done.errno or errno, done.error)
    return _page(visit, step, done, state, has_none=has_none)


async def _do(visit: Visit, step: str) -> Done:
    parm: JsonObject = {"who": visit.who, "name": visit.who}
    code = {"code": str(visit.values.get("code") or "")}
    if step == "begin":
        return await BEGIN(visit.request, parm)
    if step == "confirm":
        own = {"cookie": access.cookie(visit.request)}
        return await CONFIRM(visit.request, parm | code | own)
    if step == "remove":
        return await REMOVE(visit.request, parm | code)
    error = BadRequest("step: begin, confirm or remove")
    return Done(error.errno, str(error), {})


def _page(
    visit: Visit, step: str, done: Done, state: JsonObject, *, has_none: bool
) -> HTTPResponse:
    offer: dict[str, Any] = {"secret": "", "picture": ""}
    if uri := done.result.get("uri"):
        picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")
        offer = {"secret": done.result["secret"], "picture": picture}
    return answers.render(
        visit.request,
        "ops/second_factor.html",
        status=answers.STATUS.get(done.errno, 500),
        csrf=visit.csrf,
        who=visit.who,
        has_none=has_none,
        on=bool(state.get("on")),
        left=state.get("codes", 0),
        error=done.error if done.errno else "",
        # a wrong first code does not take the form away
        confirms=bool(offer["secret"]) or (step == "confirm" and done.errno != OK),
        codes=done.result.get("codes", []),
        **offer,
    )
