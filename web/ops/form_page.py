"""A page with a form: what it shows, and the action it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sanic import HTTPResponse, Request

from front import address
from web import language, uploads
from web.functions import Function
from web.ops import access, answers, choices, entities, flash, forms, results, sayings
from web.ops.forms import Field, Values
from web.ops.page import Page
from web.replies import see_other
from wire.errors import OK, NotFound
from wire.uploads import KINDS

ROW, ROWS = Function("ops.present.row"), Function("ops.present.rows")
PREVIEW = Function("ops.preview.of")
KEYS = {"role": ("cid", "roleid")}
"""Which fields a chosen row fills in."""
NAMED = (
    *("uid", "to_uid", "orderid", "gid", "cid", "postid", "replyid", "reportid", "sid", "mid"),
    *("name", "words"),
)
"""Which parameters say what an action is about; none of them is secret."""
PAGING = ("pos", "before", "count")
"""Which part of a list is asked for."""


@dataclass(frozen=True, slots=True)
class Form:
    """A page with what came with the request."""

    page: Page
    fields: list[Field]
    values: Values
    csrf: str
    who: str
    """The operator, for the log."""
    role: str
    """What the operator may do."""

    @property
    def parm(self) -> Values:
        return forms.parm(self.fields, self.values)

    @property
    def back(self) -> str:
        """The page of the entity from which this came."""
        return entities.back(self.values.get("at"))

    @property
    def is_at_its_end(self) -> bool:
        """Whether the entity from which this came is the one that it deletes."""
        _, _, key = str(self.values.get("at")).partition(" ")
        return key in map(str, self.parm.values())

    @property
    def key(self) -> list[Any]:
        """The ids of the row that is to be changed; nothing for a new one."""
        ids = [self.parm.get(name) for name in self.page.key]
        return ids if ids and all(ids) else []

    def inputs(self, *, new: bool) -> list[Field]:
        """The fields that people see; they turn pages by links."""
        if self.page.cursor:
            return [field for field in self.fields if field.name not in PAGING]
        if not self.page.edits:
            return self.fields
        if not new:
            return self.fields
        hidden = {"delete", *(self.page.key if self.page.numbered else ())}
        shown = [field for field in self.fields if field.name not in hidden]
        needs = self.page.needs
        return [replace(one, required=one.required or one.name in needs) for one in shown]


async def act(request: Request, form: Form) -> HTTPResponse:
    """Do what the page is for."""
    own = {"base": address.base(request)} if form.page.uploads else {}
    parm = form.parm | own | {"who": form.who}
    errno, error, result = await form.page.function(request, parm)
    if answers.wants_json(request):
        told = {name: one for name, one in result.items() if name not in form.page.page_only}
        return answers.to_script(told, errno, error)
    if errno != OK:
        return await _render(request, form, errno=errno, error=error, new=not form.key)
    if form.page.uploads:
        kind, way_back = KINDS[form.page.name], form.back or f"{access.PREFIX}/"
        return uploads.form(request, kind, form.parm.get("cid", 0), result, way_back)
    if (back := form.back) and not form.page.only_looks:
        said = language.words(request)
        to = f"{access.PREFIX}/" if form.page.ends and form.is_at_its_end else back
        return flash.leave(request, see_other(to), results.sentence(form.page, result, said))
    kept = form.values if form.page.only_looks else {}
    return await _render(request, replace(form, values=kept), result=result)


async def show(request: Request, form: Form) -> HTTPResponse:
    """The form, filled in with the query or with the row it names."""
    errno, error, found = OK, "", None
    if form.page.edits and form.key:
        parm = {"kind": form.page.edits, "key": form.key}
        errno, error, found = await ROW(request, parm)
    if errno == NotFound.errno and not form.page.numbered:
        errno, error, found = OK, "", None  # not there yet: it may be made
    values = form.values | (found or {}).get("row", {})
    if answers.wants_json(request):
        return answers.to_script(_described(form, values), errno, error or "no error")
    if errno != OK:
        return answers.refused(request, errno, error)
    return await _render(request, replace(form, values=values), new=found is None)


async def fill(request: Request, form: Form) -> HTTPResponse:
    """The form as it is filled in already, whatever the row has."""
    return await _render(request, form, new=not form.key)


def _described(form: Form, values: Values) -> Values:
    """A form for scripts."""
    names = [field.name for field in form.fields]
    known = {name: values[name] for name in names if name in values}
    return {"csrf": form.csrf, "fields": names, "values": known}


async def _render(
    request: Request,
    form: Form,
    *,
    errno: int = OK,
    error: str = "",
    result: Values | None = None,
    new: bool = True,
) -> HTTPResponse:
    page = form.page
    return answers.render(
        request,
        "ops/page.html",
        status=answers.STATUS.get(errno, 500),
        page=page,
        csrf=form.csrf,
        inputs=[(field, _filled(form, field)) for field in form.inputs(new=new)],
        new=new,
        error=sayings.failed(request, errno, error),
        done=None if result is None else results.sentence(page, result, language.words(request)),
        facts=[] if result is None or page.only_looks else results.facts(result),
        tables=[] if result is None else results.tables(page, result, _asked(form), form.role),
        older=_older(form, result),
        known=await _known(request, form),
        choices=await choices.of(request, page, form.parm),
        preview=await _preview(request, form) if result is None else None,
        at=form.values.get("at", "") if form.back else "",
        back=form.back,
    )


def _asked(form: Form) -> Values:
    """What was asked for, and where actions on its rows come back to: an entity, or the list."""
    named = (f"{kind} {key}" for kind, key in entities.named(form.parm))
    return form.parm | {"at": form.page.name if form.page.looks else next(named, "")}


def _filled(form: Form, field: Field) -> str:
    return forms.shown(form.values[field.name]) if field.name in form.values else field.default


def _older(form: Form, result: Values | None) -> str:
    """Where the rows after these are; "" when there are none."""
    rows = (result or {}).get("rows", [])
    count = next((field.default for field in form.fields if field.name == "count"), "")
    wanted = str(form.values.get("count") or count)
    if not (form.page.cursor and rows and wanted == str(len(rows))):
        return ""
    kept = {name: value for name, value in form.parm.items() if name not in PAGING}
    if form.page.cursor == "pos":
        before = str(form.values.get("pos") or 0)
        place = {"pos": int(before) + len(rows) if before.isdigit() else len(rows)}
    else:
        place = {"before": rows[-1][form.page.cursor]}
    return "?" + urlencode(place | kept | {"count": wanted})


async def _known(request: Request, form: Form) -> results.Table | None:
    """The rows that the page can be about, each with the address of its form."""
    page = form.page
    if not (kind := page.edits or page.offers):
        return None
    errno, _, result = await ROWS(request, {"kind": kind})
    rows = result["rows"] if errno == OK else []
    at = {"at": form.values["at"]} if form.back else {}
    kept = form.parm | at if page.offers else {}
    return results.linked(rows, page.key or KEYS[kind], kept) if rows else None


async def _preview(request: Request, form: Form) -> sayings.Preview | None:
    """What the action will hit, once the form says what it is about."""
    given = {name: form.parm[name] for name in NAMED if form.parm.get(name)}
    if form.page.only_looks or not given:
        return None
    errno, _, found = await PREVIEW(request, {"page": form.page.name, "parm": given})
    return sayings.preview(request, found) if errno == OK else None
