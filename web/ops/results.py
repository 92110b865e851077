"""What an action gave, as tables and facts for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from web.language import Words
from web.ops import cells
from web.ops.access import PREFIX
from web.ops.cells import Cell
from web.ops.page import Page, RowAct
from web.ops.pages import PAGES, may
from wire.frames import JsonObject

WHOLE = (*cells.TIMES, *cells.KIND_OF, "id", "address", "action", "phone", "amount", "remain")
"""Columns whose text is not broken."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the names of their columns; `acts`: for each row what can be done to it."""

    names: tuple[str, ...]
    whole: tuple[bool, ...]
    rows: list[list[Cell]]
    acts: list[list[tuple[str, str]]] = field(default_factory=list)
    """Titles and addresses."""


def sentence(page: Page, result: JsonObject, spoken: Words) -> str:
    """What the page says of a success."""
    said = page.again if page.again and result.get("repeated") else page.done
    values = {name: cells.text(name, value, spoken) for name, value in result.items()}
    return spoken(said).format_map(values) if said else ""


def facts(result: JsonObject, *, linked: bool = False) -> list[tuple[str, str, Cell]]:
    """Everything but the rows: key, name and value."""
    return [
        (key, cells.name(key), cells.cell(key, value, result, linked=linked))
        for key, value in result.items()
        if not _is_rows(value)
    ]


def tables(page: Page, result: JsonObject, more: JsonObject, role: str) -> list[Table]:
    """The rows in a result; `more`: what was asked for, and where actions come back to."""
    return [
        table(value, page.columns, page.acts, more, role)
        for value in result.values()
        if _is_rows(value)
    ]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(one, int | str) for one in value)


def table(
    rows: Sequence[JsonObject],
    columns: tuple[str, ...] = (),
    acts: Sequence[RowAct] = (),
    more: JsonObject | None = None,
    role: str = "",
) -> Table:
    """Rows as a table; without `columns` all there are.

    `more`: what links of `acts` carry, too. They lead only to what an operator of `role` may do.
    """
    shown = columns or tuple(rows[0] if rows else ())
    return Table(
        tuple(map(cells.name, shown)),
        tuple(name in WHOLE for name in shown),
        [[cells.cell(name, row.get(name), row) for name in shown] for row in rows],
        _acts(rows, [one for one in acts if may(role, PAGES[one.page])], more or {}, role),
    )


def _acts(
    rows: Sequence[JsonObject], acts: Sequence[RowAct], more: JsonObject, role: str
) -> list[list[tuple[str, str]]]:
    """For each row what can be done to it; nothing at all where that is nothing for all."""
    found = [
        [_act(one, row, more) for one in acts if one.when(row)] + _undo(row, more, role)
        for row in rows
    ]
    return found if any(found) else []


def _undo(row: JsonObject, more: JsonObject, role: str) -> list[tuple[str, str]]:
    """The way back that an audit row keeps, for whom its page is there."""
    result = row.get("result")
    if not (isinstance(result, dict) and cells.UNDO in result):
        return []
    page = PAGES.get(result[cells.UNDO]["page"])
    if page is None or not may(role, page):
        return []
    at = {"at": more["at"]} if more.get("at") else {}
    return [("Undo", f"{PREFIX}/Undo?{urlencode({'id': row['id']} | at)}")]


def _act(one: RowAct, row: JsonObject, more: JsonObject) -> tuple[str, str]:
    values = {field: row[column] for field, column in one.fields.items()}
    values |= {name: more[name] for name in ("gid", "cid", "at") if more.get(name)}
    return one.word or PAGES[one.page].button, f"{PREFIX}/{one.page}?{urlencode(values)}"


def linked(rows: Sequence[JsonObject], keys: tuple[str, ...], kept: JsonObject) -> Table:
    """Rows of which each fills a form in, with what is `kept`: the first cell leads there.

    Circles and groups have pages of their own.
    """
    made = table(rows)
    for row, line in zip(rows, made.rows, strict=True):
        line[:] = [replace(one, link="") for one in line]
        where = cells.link(keys[0], row[keys[0]], row) if len(keys) == 1 else ""
        fill = "?" + urlencode(kept | {name: row[name] for name in keys})
        line[0] = Cell(line[0].text, where or fill)
    return made
