"""Statements that are built once: building one costs more of a worker than running it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import BigInteger, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

Value: TypeAlias = Any
"""A parameter of a statement: while it is built a placeholder, later what this call is about."""
NUMBERS = ARRAY(BigInteger)

P = ParamSpec("P")
Statement = TypeVar("Statement")


def built_once(
    **types: TypeEngine[Any],
) -> Callable[[Callable[P, Statement]], Callable[P, tuple[Statement, dict[str, Any]]]]:
    """Make a function that builds a statement one that returns it with this call's values.

        @built_once(postids=NUMBERS)
        def _read(reader: Value, postids: Value, *, newest_first: bool) -> Select[Post]: ...

        db.scalars(*_read(uid, postids, newest_first=True))

    Positional parameters are values, 64-bit numbers unless `types` says otherwise. Those by keyword
    choose what is built; each combination is built once, so only few may occur.
    """

    def keep(build: Callable[P, Statement]) -> Callable[P, tuple[Statement, dict[str, Any]]]:
        found = signature(build).parameters.values()
        names = [one.name for one in found if one.kind is one.POSITIONAL_OR_KEYWORD]
        places: list[Any] = [bindparam(name, type_=types.get(name, BigInteger())) for name in names]
        build_with: Callable[..., Statement] = build
        built: Callable[..., Statement] = cache(lambda **shape: build_with(*places, **shape))

        @wraps(build)
        def with_values(*values: P.args, **shape: P.kwargs) -> tuple[Statement, dict[str, Any]]:
            return built(**shape), dict(zip(names, values, strict=True))

        return with_values

    return keep
