"""What all actions of operations have in common: their row in the audit log."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Annotated, Any, TypeVar, cast, get_type_hints

import msgspec
from msgspec import Meta

from models import Audit, Forbidden, NotFound, RowError
from tasks.rpc import NONE, Ctx, rpc
from wire import errors

F = TypeVar("F", bound=Callable[..., Any])
OPS = "ops"
"""Whoever knows OPS_PASSWORD, in the audit log."""
OperatorName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]{0,30}[a-z0-9]$(?!\n)")]
Who = Annotated[str, Meta(max_length=32)]


class Undo(msgspec.Struct):
    """How to take an action back: a page, and what its form is filled in with."""

    page: str
    fill: dict[str, Any]


UNDO = "undo"
"""Under this key the result in an audit row has an `Undo`."""


def action(
    page: str,
    *,
    secret: Collection[str] = (),
    hidden: Collection[str] = (),
    undo: Callable[..., Undo | None] | None = None,
    **options: Any,
) -> Callable[[F], F]:
    """Make a function the action of a page: an internal call that leaves an audit row.

    The row is there whether the action was done or refused. It has neither `secret` parameters
    nor the `hidden` keys of the result. `undo` is called before the function, with the same
    parameters. `options` are those of `rpc`. The parameter `who`, which our pages fill in, is
    the operator that the row names.
    """

    def register(function: F) -> F:
        @wraps(function)
        def run(ctx: Ctx, who: str = OPS, **parm: Any) -> Any:
            given = {name: value for name, value in parm.items() if value is not None}
            shown = {name: value for name, value in given.items() if name not in secret}
            try:
                with _undone_unless_kept(ctx):
                    way_back = undo(ctx, **given) if undo else None
                    result = function(ctx, **parm)
            except (RowError, errors.RpcError) as error:
                refused = _refusal(error)
                _take_back(ctx)
                note(ctx, page, shown, errno=refused.errno, who=who)
                raise ctx.keeping(refused) from None
            kept = _summary(result, hidden) | _way_back(way_back)
            note(ctx, page, shown, result=kept, who=who)
            return result

        _add_who(run, function)
        return rpc(rate=NONE, login=False, internal=True, secret=secret, **options)(cast(F, run))

    return register


@contextmanager
def _undone_unless_kept(ctx: Ctx) -> Iterator[None]:
    """Take back what a refused action wrote, unless it refuses by `ctx.keeping`."""
    kept = None
    with ctx.db.begin_nested():
        try:
            yield
        except errors.RpcError as error:
            if error is not ctx.kept:
                raise
            kept = error
    if kept:
        raise kept


def _add_who(run: Callable[..., Any], function: Callable[..., Any]) -> None:
    """Let the pipeline see the function's parameters, and `who`."""
    known = inspect.signature(function)
    who = inspect.Parameter("who", inspect.Parameter.KEYWORD_ONLY, default=OPS, annotation=Who)
    vars(run)["__signature__"] = known.replace(parameters=[*known.parameters.values(), who])
    hints = get_type_hints(function, include_extras=True)
    run.__annotations__ = hints | {"who": Who}


def note(ctx: Ctx, page: str, params: dict[str, Any], **columns: Any) -> None:
    """Add an audit row for what an operator did."""
    params = msgspec.to_builtins(params)
    address = ctx.origin.address
    Audit.note(ctx.db, time=ctx.now, address=address, action=page, params=params, **columns)


def _refusal(error: RowError | errors.RpcError) -> errors.RpcError:
    if isinstance(error, errors.RpcError):
        return error
    if isinstance(error, NotFound):
        return errors.NotFound(str(error))
    if isinstance(error, Forbidden):
        return errors.Forbidden(str(error))
    raise error


def _take_back(ctx: Ctx) -> None:
    """Whatever a refused action wanted to tell or to do later."""
    for waiting in (ctx.items, ctx.effects, ctx.followups):
        waiting.clear()


def _way_back(undo: Undo | None) -> dict[str, Any]:
    return {UNDO: msgspec.to_builtins(undo)} if undo else {}


def _summary(result: Any, hidden: Collection[str]) -> dict[str, Any]:
    """A result as the log keeps it: of a list only how long it is."""
    plain = msgspec.to_builtins(result)
    return {
        name: len(value) if isinstance(value, list) else value
        for name, value in plain.items()
        if name not in hidden
    }
