"""What an action gave, as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from web.ops.page import Page
from wire.frames import JsonObject

TIMES = ("time", "create_time", "timeout")
WHOLE = (*TIMES, "address", "action", "phone")
"""Columns whose text is not broken."""
LISTED = 200
"""So many ids of a long list are written out."""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: list[list[str]]
    links: list[str]
    """For each row the address it leads to; "" for none."""


def sentence(page: Page, result: JsonObject) -> str:
    """What the page says of a success."""
    return page.done.format_map(result)


def facts(result: JsonObject) -> list[tuple[str, str]]:
    """Everything but the rows, by key."""
    return [(name, text(name, value)) for name, value in result.items() if not _is_rows(value)]


def tables(page: Page, result: JsonObject) -> list[Table]:
    """The rows in a result."""
    return [table(value, page.columns) for value in result.values() if _is_rows(value)]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(one, int) for one in value)


def table(rows: list[JsonObject], columns: tuple[str, ...] = ()) -> Table:
    """Rows as a table; without `columns` all there are."""
    shown = columns or tuple(rows[0] if rows else ())
    lines = [[text(name, row[name]) for name in shown] for row in rows]
    return Table(shown, lines, [""] * len(rows))


def text(name: str, value: object) -> str:
    """A value; times in UTC."""
    if value is None or value in ({}, []):
        return ""
    if name in TIMES and isinstance(value, int):
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, list):
        more = f" and {len(value) - LISTED} more" if len(value) > LISTED else ""
        return ", ".join(map(str, value[:LISTED])) + more
    if isinstance(value, dict):
        return msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
    return str(value)
