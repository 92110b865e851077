"""Permission tables as tests.

    TABLE = '''
    group.update                    | none  stranger  member  creator
                                    |    1         2       2        0
    group.join    only_member_watch |    1         0       0        0
    '''

The first line names the roles after the bar. Every other line is a function, under which settings
of the scene it is called (none named: the plain scene), and the errno that each role gets. A scene
is built for one cell of the table: it knows the uid of each role ("none" has no session) and what
to call a function with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import pytest

from tasks.rpc import load
from tests.fixtures.calls import Answer

NO_SESSION = "none"


class Cell(NamedTuple):
    """One function called by one role."""

    function: str
    settings: tuple[str, ...]
    role: str
    errno: int

    def __str__(self) -> str:
        return " ".join([self.function, *self.settings, f"by {self.role}"])


class Scene(Protocol):
    """The users, and the parameters that functions are called with."""

    cast: dict[str, int]
    """uid of each role but "none"."""

    def parm(self, function: str) -> dict[str, Any]: ...


def read(table: str) -> list[Cell]:
    """The cells of a table."""
    first, *lines = [line for line in table.splitlines() if line.strip()]
    roles = first.partition("|")[2].split()
    return [cell for line in lines for cell in _row(line, roles)]


def _row(line: str, roles: list[str]) -> Iterable[Cell]:
    what, _, errnos = line.partition("|")
    function, *settings = what.split()
    for role, errno in zip(roles, errnos.split(), strict=True):
        yield Cell(function, tuple(settings), role, int(errno))


def each(*tables: str) -> pytest.MarkDecorator:
    """Run the test once for every cell of the tables, as its argument `cell`."""
    cells = [cell for table in tables for cell in read(table)]
    return pytest.mark.parametrize("cell", cells, ids=str)


def check(call: Callable[..., Answer], scene: Scene, cell: Cell) -> None:
    """Call the function of the cell as its role, and compare the errno."""
    uid = 0 if cell.role == NO_SESSION else scene.cast[cell.role]
    answer = call(cell.function, scene.parm(cell.function), uid=uid)
    assert answer.errno == cell.errno, answer.error


def functions(table: str) -> set[str]:
    """The functions of a table."""
    return {cell.function for cell in read(table)}


def namespace(name: str) -> set[str]:
    """All functions of a namespace that clients may call."""
    return {one.name for one in load().values() if one.namespace == name and not one.internal}
