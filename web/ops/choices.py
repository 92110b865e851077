"""What forms offer for the number of something, by name."""

from __future__ import annotations

from sanic import Request

from web.functions import Function
from web.ops import cells
from web.ops.page import Page
from wire.errors import OK
from wire.frames import JsonObject

ROWS = Function("ops.present.rows")
NUMBER = {"role": "roleid", "shop": "gid", "goods": "mid"}
"""By kind of row: the column that the field takes."""
NAMES = ("title", "groupname", "productname", "amount")
"""The columns by which people know such a row."""

Choices = dict[str, list[tuple[str, str]]]


async def of(request: Request, page: Page, parm: JsonObject) -> Choices:
    """By field of a page: numbers, and what they stand for; roles of the circle in `parm` only."""
    return {
        field: [_choice(kind, row) for row in await _rows(request, kind, parm)]
        for field, kind in page.chooses.items()
    }


async def _rows(request: Request, kind: str, parm: JsonObject) -> list[JsonObject]:
    circle = parm.get("cid")
    if kind == "role" and not circle:
        return []
    errno, _, result = await ROWS(request, {"kind": kind})
    rows: list[JsonObject] = result["rows"] if errno == OK else []
    return [row for row in rows if kind != "role" or str(row["cid"]) == str(circle)]


def _choice(kind: str, row: JsonObject) -> tuple[str, str]:
    known = [cells.text(name, row[name]) for name in NAMES if name in row]
    return str(row[NUMBER[kind]]), " ".join(known)
