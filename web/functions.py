"""The one way from an endpoint into the functions: declared by name, checked when we start."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sanic import Request

from front import address
from front.hub import Hub
from wire.frames import JsonObject


class Done(NamedTuple):
    """What a call gave; `errno` 0 when it succeeded."""

    errno: int
    error: str
    result: JsonObject


class Function:
    """`login = Function("http.account.login")`, then `await login(request, parm)`."""

    def __init__(self, name: str) -> None:
        self.name = name
        _declared.append(name)

    async def __call__(
        self, request: Request, parm: Mapping[str, Any], *, seconds: float | None = None
    ) -> Done:
        """Call it for the client of the request; errno 5 when no answer came in `seconds`."""
        limit: dict[str, Any] = {} if seconds is None else {"seconds": seconds}
        calls = hub(request).calls
        return Done(*await calls.run(self.name, dict(parm), address.of(request), **limit))


_declared: list[str] = []


def hub(request: Request) -> Hub:
    """The gateway process that took the request."""
    held: Hub = request.app.ctx.hub
    return held


def check(known: Collection[str]) -> None:
    """Raise LookupError for a declared name that is no function: at the start, not at the call."""
    if missing := sorted(set(_declared) - set(known)):
        raise LookupError(f"web calls functions that do not exist: {', '.join(missing)}")
