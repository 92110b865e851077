"""Ways to take actions back, which audit rows keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from models import Audit, Base, editing
from models.errors import NotFound as NoRow
from tasks.ops.action import UNDO, Undo
from tasks.rpc import NONE, Ctx, rpc
from wire.errors import NotFound
from wire.types import Id

Way = Callable[..., Undo | None]
DELETE = "delete"


def by(page: str, *names: str) -> Way:
    """Another page takes it back, with these of the parameters, or with all of them."""

    def way(ctx: Ctx, **parm: Any) -> Undo:
        return Undo(page, {name: parm[name] for name in names or parm})

    return way


def edit(page: str, table: type[Base], *key: str, deletes: bool = False) -> Way:
    """The same form takes it back, filled in with what the row has before the change.

    `deletes`: what is new goes again. What is deleted is made anew, if with another number.
    """

    def way(ctx: Ctx, **parm: Any) -> Undo | None:
        ids = {name: parm.get(name) for name in key}
        row = _locked(ctx, table, tuple(ids.values())) if all(ids.values()) else None
        if row is None:
            return Undo(page, ids | {DELETE: 1}) if deletes else None
        present = editing.columns(row)
        return Undo(page, _made_anew(present, key) if parm.get(DELETE) else _as_was(present, parm))

    return way


def _locked(ctx: Ctx, table: type[Base], key: tuple[Any, ...]) -> Base | None:
    """The row, locked: somebody's change at the same moment would be left out of the way back."""
    return ctx.db.get(table, key, with_for_update=True, populate_existing=True)


def _as_was(present: dict[str, Any], parm: dict[str, Any]) -> dict[str, Any]:
    """What the given parameters were; a text that was not there is taken away by an empty one."""
    was = {name: present[name] for name in parm if name in present}
    empty = {name: "" for name in was if isinstance(parm[name], str | dict)}
    known = {name: value for name, value in was.items() if value is not None}
    return empty | known


def _made_anew(present: dict[str, Any], key: tuple[str, ...]) -> dict[str, Any]:
    numbered = len(key) == 1
    return {
        name: value
        for name, value in present.items()
        if value is not None and not (numbered and name in key) and name not in MADE
    }


MADE = ("time", "create_time")
"""Columns that no form has."""


@rpc(rate=NONE, login=False, internal=True, readonly=True, errors=[NotFound])
def find(ctx: Ctx, id: Id) -> Undo:
    """How to take back what an audit row is about. Leaves no row itself."""
    row = ctx.db.get(Audit, id)
    if row is None or UNDO not in row.result:
        raise NoRow("way back")
    return msgspec.convert(row.result[UNDO], Undo)
