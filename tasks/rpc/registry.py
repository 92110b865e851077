"""All functions of the protocol, found by their names."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

from sqlalchemy.orm import Session

from tasks.rpc.context import Asked
from tasks.rpc.parameters import Parameters
from wire.errors import RpcError


class Rate(StrEnum):
    """The rate classes of functions; the figures are in wire/rates.py."""

    CREATE = "create"
    MESSAGE = "message"
    LIGHT = "light"
    READ = "read"
    NONE = "none"


Together = Callable[[Session, Sequence[Asked], int], list[Any]]

WRITES = frozenset({Rate.CREATE, Rate.MESSAGE, Rate.LIGHT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rpc:
    """One function and the arguments of its decorator."""

    name: str
    function: Callable[..., Any]
    parameters: Parameters
    result: Any
    rate: Rate
    burst: int | None
    """How many calls at once, in place of the burst of class create."""
    login: bool
    readonly: bool
    replicated: bool
    """May be answered by a replica that has all that the caller's connection was shown."""
    queue: str
    secret: frozenset[str]
    errors: tuple[type[RpcError], ...]
    pushes: tuple[Any, ...]
    internal: bool
    """Called for HTTP endpoints only; a client's call is an unknown function."""
    debug: bool
    """Refused unless DEBUG is on."""
    starts: bool
    """Starts a session: later frames of the connection wait for its reply."""
    address: bool
    """Needs the client's address, which starts and HTTP requests always have."""
    watches: bool
    """Needs the topics that the connection watches."""
    replay: bool
    """A resend gets the stored reply of the first call."""
    alone: bool
    """Sends one statement, which stores the reply, too."""
    together: Together | None
    """Asks the database for several calls at once."""

    @property
    def namespace(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def summary(self) -> str:
        return (self.function.__doc__ or "").strip().partition("\n")[0]


registry: dict[str, Rpc] = {}

F = TypeVar("F", bound=Callable[..., Any])


def rpc(
    *,
    rate: Rate,
    burst: int | None = None,
    login: bool = True,
    readonly: bool = False,
    primary: bool = False,
    queue: str = "rpc",
    secret: Collection[str] = (),
    errors: Sequence[type[RpcError]] = (),
    pushes: Sequence[Any] = (),
    internal: bool = False,
    debug: bool = False,
    starts: bool = False,
    address: bool = False,
    watches: bool = False,
    replay: bool = True,
    alone: bool = False,
    together: Together | None = None,
) -> Callable[[F], F]:
    """Make a function callable by clients (or, `internal`, by HTTP endpoints).

    burst: how many calls at once, for a function of class create, if not the burst of the class.
    readonly: runs without a transaction, one round trip less, and on a replica where there is one;
    with `primary` never there: what writes something nevertheless, or must know of a block or an
    exclusion that was decided a moment ago. queue: "slow" for functions that call another company.
    alone: sends one statement, which stores the reply as well when `ctx.alone` is set; there is no
    transaction then. together: asks the database for several calls of a batch, at a time in unix
    seconds, and returns for each what the function then has as `ctx.found`. secret: parameters that
    are sealed in the queue and shown nowhere. errors and pushes: the errors that it can raise and
    the pushes that it can cause, for the protocol document and the tests.
    """

    def register(function: F) -> F:
        name = _name(function)
        if name in registry:
            raise TypeError(f"{name} is declared twice; rename one of them")
        if not function.__doc__:
            raise TypeError(f"{name}: say in a docstring what it does")
        if burst and rate != Rate.CREATE:
            raise TypeError(f"{name}: class {rate} is counted for all its functions together")
        registry[name] = Rpc(
            name=name,
            function=function,
            parameters=Parameters(name, function),
            result=_result(name, function),
            rate=rate,
            burst=burst,
            login=login,
            readonly=readonly,
            replicated=readonly and login and queue == "rpc" and not (primary or internal),
            queue=queue,
            secret=_known(name, function, secret),
            errors=tuple(errors),
            pushes=tuple(pushes),
            internal=internal,
            debug=debug,
            starts=starts,
            address=address or starts,
            watches=watches,
            replay=replay and rate in WRITES,
            alone=alone,
            together=together,
        )
        return function

    return register


def _name(function: Callable[..., Any]) -> str:
    module = home(function.__module__).removeprefix("tasks.")
    return f"{module}.{function.__name__.rstrip('_')}"


def home(module: str) -> str:
    """The module whose name functions in `module` have.

    A folder whose `__init__` says NAMESPACE stands for all its files.
    """
    folder = module.rpartition(".")[0]
    return folder if getattr(sys.modules.get(folder), "NAMESPACE", False) else module


def _result(name: str, function: Callable[..., Any]) -> Any:
    hints = get_type_hints(function, include_extras=True)
    if "return" not in hints:
        raise TypeError(f"{name}: annotate what it returns (None for an empty result)")
    return hints["return"]


def _known(name: str, function: Callable[..., Any], secret: Collection[str]) -> frozenset[str]:
    hints = get_type_hints(function)
    for parameter in secret:
        if parameter not in hints:
            raise TypeError(f"{name}: secret names {parameter!r}, which is no parameter")
    return frozenset(secret)


def load() -> dict[str, Rpc]:
    """Import every module that declares functions, and return the complete registry."""
    for module in importlib.import_module("celeryconfig").imports:
        importlib.import_module(module)
    return registry
