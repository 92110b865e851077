"""The start page, and the switch between languages."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from settings import settings
from web import accounts, console, documents, language, monitoring
from web.functions import hub
from web.ops.access import PREFIX
from web.parameters import query
from web.replies import page, see_other

blueprint = Blueprint("start")

YEAR = 365 * 86_400
Links = list[tuple[str, str]]


@blueprint.get("/")
async def start(request: Request) -> HTTPResponse:
    """Links to what can be opened; what runs, and where it is watched, only with DEBUG."""
    _ = language.words(request)
    menus = [(_("Pages"), accounts.menu(request) + _documents(request))]
    if not settings.service.debug:
        return page(request, "start.html", menus=menus, checks=[], connections=0)
    menus += [(_("For developers"), _tools(request))]
    checks = [(_name(request, name), state == "ok") for name, state in await _checks(request)]
    open_ = hub(request).counted().gauges.connections
    return page(request, "start.html", menus=menus, checks=checks, connections=open_)


async def _checks(request: Request) -> list[tuple[str, str]]:
    return list((await monitoring.checks(request)).items())


def _name(request: Request, check: str) -> str:
    _ = language.words(request)
    return {"database": _("Database"), "queue": _("Queue and workers"), "cache": _("Redis")}[check]


def _documents(request: Request) -> Links:
    _ = language.words(request)
    return [("/docs/", _("Documents"))] if documents.home() else []


def _tools(request: Request) -> Links:
    _ = language.words(request)
    links = [(console.PAGE, _("API test page: call functions, watch pushes"))]
    if settings.ops.password:
        links += [(f"{PREFIX}/", _("Operations"))]
    if settings.flower.password:
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        links += [(f"http://{host}:{settings.flower.port}/", _("Flower: queues and workers"))]
    links += [("/health", _("Health"))]
    return links if monitoring.metrics_closed() else [*links, ("/metrics", _("Metrics"))]


@blueprint.get("/language")
async def switch(request: Request) -> HTTPResponse:
    """Remember a language and go back to the page that was read."""
    given = query(request)
    back, to = given.get("back", ""), given.get("to")
    # "//host" would be another site.
    ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = see_other(back if ours else "/")
    if to in language.NAMES:
        # It hides nothing and has to come back over http, too.
        answer.add_cookie(
            language.COOKIE, to, max_age=YEAR, httponly=True, samesite="Lax", secure=False
        )
    return answer
