"""How the story uses clients of any language: open, call, and read what they report."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from playwright.async_api import Page

from tests.fixtures.client import PATIENCE


@dataclass
class Device:
    """What one client said so far."""

    name: str
    pushes: list[dict[str, Any]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    reason: str | None = None
    session: dict[str, Any] | None = None
    """The session id that it was exchanged for, if it was."""
    ended: bool = False
    """The stream of pushes has ended."""

    def of(self, type_: str) -> list[dict[str, Any]]:
        return [one["data"] for one in self.pushes if one["type"] == type_]

    @property
    def online(self) -> bool:
        return self.states[-1:] == ["online"]


class Failed(Exception):
    """A call ended without a result; `said` is the client's error."""

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(str(said))
        self.said = said


class Driver(Protocol):
    """How the story uses a client of some language."""

    async def open(self, name: str, *, session: dict[str, Any], **options: Any) -> Device:
        """Make a client that connects by itself."""

    async def call(self, device: Device, func: str, /, **parm: Any) -> Any:
        """The result of a call; raises Failed."""

    async def seq(self, device: Device) -> int:
        """The number up to which the app has everything."""

    async def close(self, device: Device) -> None:
        """The app closes the client."""


class CommandDriver:
    """A driver of clients that take commands as JSON objects, and report what happens as such."""

    def __init__(self) -> None:
        self._devices: dict[str, Device] = {}
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._ids = count(1)

    async def _send(self, command: dict[str, Any]) -> None:
        raise NotImplementedError

    def _take(self, said: dict[str, Any]) -> None:
        if "id" in said:
            self._answers.pop(said["id"]).set_result(said)
            return
        device = self._devices[said["name"]]
        if said.get("push"):
            device.pushes.append(said["push"])
        elif "push" in said:
            device.ended = True
        elif "session" in said:
            device.session = said["session"]
        else:
            device.states.append(said["state"])
            device.reason = said.get("reason")

    async def _ask(self, **command: Any) -> Any:
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._send(command | {"id": number})
        said = await asyncio.wait_for(answer, PATIENCE)
        if "result" not in said:
            raise Failed(said)
        return said["result"]

    async def open(self, name: str, **options: Any) -> Device:
        device = self._devices[name] = Device(name)
        await self._send({"do": "open", "name": name, "options": options})
        return device

    async def call(self, device: Device, func: str, /, **parm: Any) -> Any:
        return await self._ask(do="call", name=device.name, func=func, parm=parm)

    async def seq(self, device: Device) -> int:
        return int(await self._ask(do="seq", name=device.name))

    async def close(self, device: Device) -> None:
        await self._send({"do": "close", "name": device.name})


class Remote(CommandDriver):
    """Clients in a program that reads and writes lines."""

    def __init__(self, *command: str) -> None:
        super().__init__()
        self._command = command
        self._process: asyncio.subprocess.Process
        self._reader: asyncio.Task[None]

    async def __aenter__(self) -> Remote:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, limit=2**24
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), PATIENCE)
        await self._reader
        assert self._process.returncode == 0

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            self._take(json.loads(line))
        for answer in self._answers.values():
            answer.cancel("the program ended")

    async def _send(self, command: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")


class InPage(CommandDriver):
    """Clients in a page that has `take` for commands; it tells by a function `say`."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    async def enter(self, address: str) -> None:
        """Go to the page."""
        await self._page.expose_function("say", self._take)
        await self._page.goto(address)
        await self._page.wait_for_function("'take' in window")

    async def _send(self, command: dict[str, Any]) -> None:
        await self._page.evaluate("command => { take(command) }", command)
