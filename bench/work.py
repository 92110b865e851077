"""The calls that are measured: the parameters of each, ready as JSON bytes."""

import json
import random
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, Final

ECHO_BYTES: Final = 64
WAIT_SECONDS: Final = 0.05
MESSAGE: Final = "Shall we meet at the lake at seven? Bring the boat."

Parms = Iterator[bytes]


def parms(func: str, rows: int, receiver: int) -> Parms:
    """Endlessly many parameters; reads ask for random users, a message goes to `receiver`."""
    return _MAKERS[func](rows, receiver)


def needs_receiver(func: str) -> bool:
    """Whether each call pushes to another connection, whose pushes are to be counted."""
    return func == "message.send"


def _echo(rows: int, receiver: int) -> Parms:
    return cycle([_json({"text": "x" * ECHO_BYTES})])


def _user(key: str) -> Callable[[int, int], Parms]:
    def make(rows: int, receiver: int) -> Parms:
        dice = random.Random(rows)
        return cycle([_json({key: dice.randint(1, rows)}) for _ in range(1000)])

    return make


def _message(rows: int, receiver: int) -> Parms:
    return cycle([_json({"uid": receiver, "content": MESSAGE})])


def _wait(rows: int, receiver: int) -> Parms:
    return cycle([_json({"seconds": WAIT_SECONDS})])


def _json(parm: dict[str, Any]) -> bytes:
    return json.dumps(parm, separators=(",", ":")).encode()


_MAKERS: Final[dict[str, Callable[[int, int], Parms]]] = {
    "debug.echo": _echo,
    "debug.user": _user("id"),
    "user.info2": _user("uid"),
    "message.send": _message,
    "debug.wait": _wait,
}
FUNCS: Final = ("debug.echo", "debug.user", "user.info2", "message.send")
READS: Final = ("debug.echo", "debug.user", "user.info2")
