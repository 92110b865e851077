"""Calls that have no answer yet. Each is sent again, with the same cdata, until it has one."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import CallTimeout, RpcError, Stopped
from .generated.errors import Errno

LONGEST = 540.0
"""The service knows a repeated call for ten minutes."""
FRAME_LIMIT = 256 * 1024


class Sender(Protocol):
    """What a connection does for its calls."""

    @property
    def online(self) -> bool: ...

    def send(self, text: str) -> None: ...

    def check(self, seconds: float) -> None:
        """A reply is overdue: gives up a connection from which nothing came for so long."""


@dataclass
class Entry:
    """A call without an answer."""

    text: str
    answer: asyncio.Future[Any]
    timer: asyncio.TimerHandle | None = None
    busy: int = 0

    def rest(self) -> None:
        if self.timer:
            self.timer.cancel()


class Pending:
    """The calls of one client."""

    def __init__(self, sender: Sender, patience: float) -> None:
        self._sender, self._patience = sender, patience
        self._entries: dict[str, Entry] = {}

    async def call(self, func: str, parm: dict[str, Any], deadline: float = 60.0) -> Any:
        """The result; RpcError, CallTimeout, Stopped, or ValueError for a frame too long."""
        cdata = secrets.token_hex(12)
        text = encode({"func": func, "parm": parm, "cdata": cdata})
        loop = asyncio.get_running_loop()
        entry = self._entries[cdata] = Entry(text, loop.create_future())
        try:
            async with asyncio.timeout(min(deadline, LONGEST)):
                if self._sender.online:
                    self._send(cdata)
                return await entry.answer
        except TimeoutError:
            raise CallTimeout(f"no answer to {func}") from None
        finally:
            entry.rest()
            self._entries.pop(cdata, None)

    def resend(self) -> None:
        """A connection stands: send all that has no answer, in the order of the calls."""
        for cdata in list(self._entries):
            self._send(cdata)

    def pause(self) -> None:
        """The connection is gone: nothing is overdue until there is another."""
        for entry in self._entries.values():
            entry.rest()

    def _send(self, cdata: str) -> None:
        entry = self._entries.get(cdata)
        if entry and self._sender.online:
            entry.rest()
            self._sender.send(entry.text)
            self._expect(entry)

    def _expect(self, entry: Entry) -> None:
        """While others are answered this one may only be waiting for its turn."""
        loop = asyncio.get_running_loop()
        entry.timer = loop.call_later(self._patience, self._overdue, entry)

    def _overdue(self, entry: Entry) -> None:
        self._expect(entry)
        self._sender.check(self._patience)

    def reply(self, frame: dict[str, Any]) -> None:
        cdata = str(frame.get("cdata"))
        entry = self._entries.get(cdata)
        if entry is None or entry.answer.done():
            return
        entry.rest()
        if frame["errno"] == Errno.Busy:
            pause = random.random() * min(8.0, 0.5 * 2**entry.busy)
            entry.busy += 1
            entry.timer = asyncio.get_running_loop().call_later(pause, self._send, cdata)
        elif frame["errno"] == 0:
            entry.answer.set_result(frame["result"])
        else:
            entry.answer.set_exception(refusal(frame))

    def stop(self, reason: str) -> None:
        for entry in self._entries.values():
            entry.rest()
            if not entry.answer.done():
                entry.answer.set_exception(Stopped(reason))


def encode(frame: dict[str, Any]) -> str:
    """A frame as text; raises ValueError when the service would not take it."""
    text = json.dumps(frame, ensure_ascii=False)
    if len(text.encode()) > FRAME_LIMIT:
        raise ValueError("the call is over 256 KiB")
    return text


def refusal(frame: dict[str, Any]) -> RpcError:
    """The refusal that a reply, or an answer over HTTP, tells of."""
    return RpcError(frame["errno"], frame["error"], frame.get("result", frame))
