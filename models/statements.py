"""Statements that are built once and planned once for each connection.

Building one costs more of a worker than running it, and planning it more of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import BigInteger, Executable, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from models import kept

Value: TypeAlias = Any
"""A parameter of a statement: while it is built a placeholder, later what this call is about."""
NUMBERS = ARRAY(BigInteger)

P = ParamSpec("P")
Statement = TypeVar("Statement", bound=Executable)


def built_once(
    **types: TypeEngine[Any],
) -> Callable[[Callable[P, Statement]], Callable[P, tuple[Statement, dict[str, Any]]]]:
    """Make a function that builds a statement one that returns it with this call's values.

        @built_once(postids=NUMBERS)
        def _read(reader: Value, postids: Value, *, newest_first: bool) -> Select[Post]: ...

        db.scalars(*_read(uid, postids, newest_first=True))

    Positional parameters are values, 64-bit numbers unless `types` says otherwise. Those by keyword
    choose what is built; each combination is built once, so only few may occur. The plan is made
    for any values (models/kept.py), so it must not depend on them.
    """

    def keep(build: Callable[P, Statement]) -> Callable[P, tuple[Statement, dict[str, Any]]]:
        names = value_names(build)
        built_with = with_placeholders(build, types)

        built: Callable[..., Statement] = cache(
            lambda **shape: kept_plan(built_with(**shape), names)
        )

        @wraps(build)
        def with_values(*values: P.args, **shape: P.kwargs) -> tuple[Statement, dict[str, Any]]:
            return built(**shape), dict(zip(names, values, strict=True))

        return with_values

    return keep


def value_names(build: Callable[..., Any]) -> list[str]:
    """The names of a statement's values."""
    found = signature(build).parameters.values()
    return [one.name for one in found if one.kind is one.POSITIONAL_OR_KEYWORD]


def with_placeholders(
    build: Callable[..., Statement], types: Mapping[str, TypeEngine[Any]]
) -> Callable[..., Statement]:
    """The function that builds a statement, with placeholders for its values."""
    names = value_names(build)
    return partial(build, *(bindparam(one, type_=types.get(one, BigInteger())) for one in names))


def kept_plan(statement: Statement, names: Iterable[str]) -> Statement:
    """Let connections keep the plan of a statement; `names`: the parameters of each execution."""
    return statement.execution_options(**{kept.PARAMETERS: frozenset(names)})
