"""What a page of operations is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from web.functions import Function
from wire.frames import JsonObject


@dataclass(frozen=True, slots=True)
class RowAct:
    """What can be done to a row of a table: a page, and which of its fields come from where."""

    page: str
    fields: dict[str, str]
    """By field: the column of the row that fills it in."""
    word: str = ""
    """What the link says, where it is not what the page's button says."""
    when: Callable[[JsonObject], bool] = bool
    """Which rows it can be done to."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name in the address, the internal function behind it, and how it looks.

    Fields, their bounds and defaults are those of the function's parameters.
    """

    name: str
    function: Function
    title: str
    button: str
    done: str = "Done."
    """What an HTML page says when the action is done; keys of the result may stand in it."""
    by_get: bool = False
    """Acts on GET with parameters, too, as links do; everything else needs a POST."""
    looks: bool = False
    """Changes nothing and holds no secrets, so that a GET shows it at once."""
    edits: str = ""
    """The kind of row it makes and changes (tasks/ops/present.py)."""
    key: tuple[str, ...] = ()
    """The fields that say which row."""
    offers: str = ""
    """The kind of row that people choose from, for an action that is about one."""
    chooses: dict[str, str] = field(default_factory=dict)
    """By field: the kind of row whose numbers are offered for it."""
    needs: tuple[str, ...] = ()
    """What something new cannot do without."""
    numbered: bool = True
    """Whether a new row gets its number from us."""
    danger: str = ""
    """What the operator has to tick first."""
    columns: tuple[str, ...] = ()
    """What a table on the page shows of rows that have more; scripts get everything."""
    uploads: bool = False
    """Whether it gives tokens for the kind of upload that is called like it."""
    page_only: tuple[str, ...] = ()
    """Keys of the result that scripts are not told."""
    role: str = ""
    """What an operator must be, where it is not what the section says."""
    cursor: str = ""
    """How a list goes on: the column of the last row that `before` takes, or "pos"."""
    acts: tuple[RowAct, ...] = ()
    """What can be done to each row of it."""
    listed: bool = True
    """Whether the index has it; others are reached from the entity they are about."""
    ends: bool = False
    """Whether the entity is gone after it."""
    again: str = ""
    """What is said instead of `done` when the action had been done before."""

    @property
    def only_looks(self) -> bool:
        """Whether it changes nothing, with or without fields that it cannot do without."""
        return self.looks or bool(self.cursor)
