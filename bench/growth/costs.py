"""What one call costs on a filled database."""

from __future__ import annotations

from msgspec import Struct


class Cost(Struct):
    """The cost of one case.

    `ms`: median and worst of the repeats, without the commit; `cpu`: ms of the worker's processor
    time. `rows`: read and written in tables; `scanned`: tables read without an index.
    """

    func: str
    about: str
    ms: float
    worst: float
    cpu: float
    statements: int
    rows: int
    bytes: int
    errno: int
    scanned: list[str]
    pushes: int
