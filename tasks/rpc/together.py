"""Calls of one function in a batch ask the database together.

Thousands of clients that come back at once make the same two calls each, and a statement for many
costs little more than a statement for one. What it has found is handed to each of the calls, which
run one after the other as always; a call for which it has found nothing asks alone, so that no
refusal and no error comes from here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec

import broker
from log import log
from models import db
from tasks.rpc.context import Asked, Found
from tasks.rpc.pipeline import decoded
from tasks.rpc.registry import Rpc
from wire import common_time
from wire.calls import Origin
from wire.errors import BadRequest

FRESH_SECONDS = 0.05
"""What was found longer ago is asked again: calls of other functions may take long in between."""

_body = msgspec.json.Decoder(tuple[tuple[str, list[Any]], Any, Any])


def read(body: str) -> tuple[tuple[str, list[Any]], Origin]:
    """The arguments of a call's task, and its origin, which is one of them.

    Raises broker.Unreadable for a message that holds no call.
    """
    try:
        arguments, _, _ = _body.decode(broker.decode_body(body))
        return arguments, Origin(*arguments[1])
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise broker.Unreadable(str(error)) from error


class Together:
    """What was found for calls of one function that have not run yet."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._found: dict[str, Found] = {}
        """By the id of the call."""
        self._until = 0.0

    def find(self, id_: str, parm: str, origin: Origin) -> Found | None:
        """What was found for a call, by a question for it and for all that wait behind it."""
        if time.monotonic() > self._until:
            self._found.clear()
        if id_ not in self._found:
            calls = dict(self._calls(id_, parm, origin))
            if len(calls) < 2:
                return None
            # All are noted, so that nobody asks once more for what was not found.
            self._found = dict.fromkeys(calls, Found(None, None))
            self._until = time.monotonic() + FRESH_SECONDS
            if len(good := {other: one for other, one in calls.items() if one}) > 1:
                self._ask(good)
        return self._found.pop(id_, None)

    def _calls(self, id_: str, parm: str, origin: Origin) -> Iterator[tuple[str, Asked | None]]:
        yield id_, self._asked(parm, origin)
        for other, body in broker.waiting(self._rpc.name):
            with suppress(broker.Unreadable):
                (text, _), its_origin = read(body)
                yield other, self._asked(text, its_origin)

    def _asked(self, parm: str, origin: Origin) -> Asked | None:
        """None when the call is to be refused."""
        try:
            return Asked(self._rpc.parameters.bind(decoded(self._rpc, parm)), origin)
        except BadRequest:
            return None

    def _ask(self, calls: dict[str, Asked]) -> None:
        ask, begun = self._rpc.together, time.monotonic()
        assert ask
        try:
            with db.sharing_flushes(lambda: True), db.reading() as session:
                found = ask(session, list(calls.values()), int(common_time.now()))
                connection = db.connection_of(session)
            for id_, what in zip(calls, found, strict=True):
                self._found[id_] = Found(what, connection)
        except Exception as error:  # noqa: BLE001 - each of them asks alone, and says what is wrong
            log.warning("calls not asked together", func=self._rpc.name, error=error)
        broker.spent_on_waiting((time.monotonic() - begun) * (1 - 1 / len(calls)))
