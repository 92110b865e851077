"""Clients as apps are really written: how they start, write ids and choose cdata."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.e2e.shapes import as_read, no_nulls
from tests.fixtures.client import Client, tag
from tests.fixtures.service import Person, Service

EVERYTHING = 9223372036854775807
"""The `count` of a client that never pages."""


@dataclass(frozen=True)
class Kind:
    """A kind of client."""

    name: str
    start: str
    """The function that starts the session, "" = the URL does."""
    usezlib: int = 0
    texts: bool = False
    """Numbers travel as text."""
    handlers: bool = False
    """The cdata of a call names the function that takes its reply, so it is always the same."""

    @property
    def legacy(self) -> bool:
        return self.start != "session.start2"


OLD = Kind("old", "session.start", texts=True)
URL = Kind("url", "", usezlib=1, texts=True, handlers=True)
DOCUMENT = Kind("document", "session.start2")
KINDS = [OLD, URL, DOCUMENT]


class Phone:
    """One client with an open socket; it checks that no array and no object it reads is null."""

    def __init__(self, kind: Kind, person: Person, client: Client) -> None:
        self.kind, self.person, self.client = kind, person, client
        self.uid = person.uid
        self.started: dict[str, Any] = {}
        """The result of the session start."""
        self.heard: list[tuple[str, Any]] = []
        """Type and data of the pushes that were asked for."""

    async def ask(self, func: str, /, **parm: Any) -> Any:
        """Call a function that must succeed and give its result."""
        reply = await self.client.reply(await self.send(func, self.cdata(func), **parm))
        return self.understood(func, reply)

    async def send(self, func: str, cdata: str, /, **parm: Any) -> str:
        spelled = _as_text(parm) if self.kind.texts else parm
        await self.client.send_raw({"func": func, "parm": spelled, "cdata": cdata})
        return cdata

    def cdata(self, func: str) -> str:
        return f"handle_{func}" if self.kind.handlers else tag()

    def understood(self, func: str, reply: Any) -> Any:
        assert reply["errno"] == 0, f"{func}: {reply}"
        assert isinstance(reply["result"], dict)
        assert no_nulls(reply["result"]), f"{func}: {reply}"
        return reply["result"]

    async def push(self, type_: str) -> Any:
        data = await self.client.push(type_)
        assert no_nulls(as_read(data["post"]) if type_ == "newpost" else data), data
        self.heard.append((type_, data))
        return data


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    return str(value) if type(value) in (int, float) else value


@asynccontextmanager
async def switched_on(service: Service, kind: Kind, person: Person) -> AsyncIterator[Phone]:
    """A phone whose session was started in its kind's way."""
    query: dict[str, Any] = {"usezlib": kind.usezlib} if kind.usezlib else {}
    if not kind.start:
        query["sessionid"] = person.sessionid
    async with service.open(**query) as client:
        phone = Phone(kind, person, client)
        if kind.start:
            phone.started = await phone.ask(kind.start, sessionid=person.sessionid)
        else:
            reply = await client.next()
            assert "cdata" not in reply
            phone.started = phone.understood("the start", reply)
        yield phone
