"""Who asks for what: the login, the index, and one handler for all pages of the table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import NamedTuple

from sanic import Blueprint, HTTPResponse, Request
from sanic import exceptions as http

from settings import settings
from web.functions import Function, hub
from web.ops import (
    access,
    act_as,
    answers,
    entities,
    entry,
    figures,
    form_page,
    forms,
    sayings,
    search,
    second_factor,
    undoing,
)
from web.ops.page import Page
from web.ops.pages import PAGES, SECTIONS, is_of, may
from web.ops.visit import Visit
from web.replies import page as html
from wire.errors import OK, BadRequest, Forbidden
from wire.frames import JsonObject

blueprint = Blueprint("ops", url_prefix=access.PREFIX)

GET_POST = ("GET", "POST")
CLOSED = "not found"
TOO_OLD = "the form is too old or not ours: load it again"

LOGIN = Function("ops.access.login")
LOGOUT = Function("ops.access.logout")


Handler = Callable[..., Awaitable[HTTPResponse]]


class Other(NamedTuple):
    show: Callable[[Visit], Awaitable[HTTPResponse]]
    role: str = "look"


OTHERS = {
    search.NAME: Other(search.show),
    figures.NAME: Other(figures.show),
    second_factor.NAME: Other(second_factor.show),
    act_as.NAME: Other(act_as.show, "admin"),
    undoing.NAME: Other(undoing.show),
}
"""Pages that are neither an action nor an entity."""


def members_only(handler: Callable[..., Awaitable[HTTPResponse]]) -> Handler:
    """Let only those in who are logged in, and POSTs only from our own forms."""

    @wraps(handler)
    async def guarded(request: Request, **path: str) -> HTTPResponse:
        errno, error, result = await access.check(request)
        if errno == Forbidden.errno:
            return answers.not_logged_in(request)
        if errno != OK:
            return answers.refused(request, errno, error)
        values = forms.given(request)
        if request.method == "POST" and not access.carries(request, values, result["csrf"]):
            return answers.forbidden(request, TOO_OLD)
        who, role = result["who"], result["role"]
        return await handler(Visit(request, values, result["csrf"], who, role), **path)

    return guarded


@blueprint.on_request
async def closed(request: Request) -> None:
    """Without a password there is nothing here."""
    if not settings.ops.password:
        raise http.NotFound(CLOSED)


# ------------------------------------------------------------------------------- in and out


@blueprint.route("/Login", methods=GET_POST)
async def login(request: Request) -> HTTPResponse:
    """The form, and what becomes of it."""
    if request.method == "GET":
        return _login_form(request)
    if access.is_foreign(request):
        return answers.forbidden(request, "this comes from another site")
    given = {name: value for name, value in forms.given(request).items() if value}
    if not entry.is_ours(request, given):
        return _login_form(request, Forbidden.errno, TOO_OLD)
    if "psw" not in given:
        return _login_form(request, BadRequest.errno, "psw is needed")
    parm: JsonObject = {name: given[name] for name in ("name", "psw", "code") if name in given}
    errno, error, result = await LOGIN(request, parm)
    if errno != OK:
        return _login_form(request, errno, error, result)
    scripted = answers.wants_json(request)
    reply = answers.to_script({"csrf": result["csrf"]}) if scripted else answers.to_page("")
    return access.let_in(request, entry.clear(request, reply), result["cookie"])


def _login_form(
    request: Request, errno: int = OK, error: str = "", result: JsonObject | None = None
) -> HTTPResponse:
    if answers.wants_json(request):
        return answers.to_script(result or {}, errno, error or "no error")
    told, ticket = sayings.failed(request, errno, error), entry.ticket(request)
    status, csrf = answers.STATUS.get(errno, 500), entry.csrf(ticket)
    made = html(request, "ops/login.html", status=status, error=told, csrf=csrf)
    return entry.leave(request, made, ticket)


@blueprint.route("/Logout", methods=GET_POST)
@members_only
async def logout(visit: Visit) -> HTTPResponse:
    """End the login; a GET only asks."""
    request = visit.request
    if request.method == "GET":
        return _index(visit)
    errno, error, _ = await LOGOUT(request, {"cookie": access.cookie(request)})
    if errno != OK:
        return answers.refused(request, errno, error)
    scripted = answers.wants_json(request)
    reply = answers.to_script({}) if scripted else answers.to_page("Login")
    return access.let_out(request, reply)


# -------------------------------------------------------------------------------- the pages


@blueprint.route("/", methods=GET_POST)
@members_only
async def index(visit: Visit) -> HTTPResponse:
    """All pages."""
    return _index(visit)


def _index(visit: Visit) -> HTTPResponse:
    if answers.wants_json(visit.request):
        return answers.to_script({"csrf": visit.csrf, "pages": list(PAGES)})
    shown = {
        title: listed
        for title, pages in SECTIONS.items()
        if (listed := [page for page in pages if page.listed and may(visit.role, page)])
    }
    return answers.render(
        visit.request, "ops/index.html", sections=shown, csrf=visit.csrf, who=visit.who
    )


@blueprint.route("/<name:str>", methods=GET_POST)
@members_only
async def page(visit: Visit, name: str) -> HTTPResponse:
    """A page of the table: its form, or its action."""
    if name in OTHERS:
        other = OTHERS[name]
        return (
            await other.show(visit)
            if is_of(visit.role, other.role)
            else answers.not_for(visit.request, visit.role)
        )
    if name in entities.ENTITIES:
        return await entities.show(visit, entities.ENTITIES[name])
    if name not in PAGES:
        raise http.NotFound("no such page")
    one = PAGES[name]
    if not may(visit.role, one):
        return answers.not_for(visit.request, visit.role)
    rpc = hub(visit.request).internal[one.function.name]
    form = form_page.Form(
        one, forms.fields(one, rpc), visit.values, visit.csrf, visit.who, visit.role
    )
    if _acts(visit, one):
        return await form_page.act(visit.request, form)
    return await form_page.show(visit.request, form)


def _acts(visit: Visit, one: Page) -> bool:
    if visit.request.method == "POST" or one.looks:
        return True
    # A link in a page of somebody else shows the form, as a question.
    return one.by_get and bool(visit.values) and not access.is_foreign(visit.request)
