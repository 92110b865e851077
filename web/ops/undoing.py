"""Taking an action back: the form of the page that does so, filled in with what was there."""

from __future__ import annotations

from sanic import HTTPResponse

from web.functions import Function, hub
from web.ops import answers, form_page, forms
from web.ops.pages import PAGES, may
from web.ops.visit import Visit
from wire.errors import OK

NAME = "Undo"
FIND = Function("ops.undo.find")


async def show(visit: Visit) -> HTTPResponse:
    """The form for the audit row `id`; what it does is an action like any other."""
    request = visit.request
    errno, error, found = await FIND(request, {"id": visit.values.get("id") or 0})
    if errno != OK:
        return answers.refused(request, errno, error)
    page = PAGES[found["page"]]
    if not may(visit.role, page):
        return answers.not_for(request, visit.role)
    if answers.wants_json(request):
        return answers.to_script(found)
    rpc = hub(request).internal[page.function.name]
    values = found["fill"] | {"at": visit.values.get("at", "")}
    form = form_page.Form(page, forms.fields(page, rpc), values, visit.csrf, visit.who, visit.role)
    return await form_page.fill(request, form)
