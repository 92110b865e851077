"""Clients as phones run them: they call all the time and reconnect when the connection breaks.

Whatever got no reply or errno 5 is sent again with the same cdata.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import Any

from websockets.exceptions import WebSocketException

from tests.e2e.waiting import until
from tests.fixtures.client import PATIENCE, Client, Closed
from tests.fixtures.service import Person, Service

PAUSE = 0.1
ANSWERED = 20.0
"""Seconds within which every call is answered: 8, and what a busy machine adds."""


class Caller:
    """Sends messages 0, 1, 2 ... to one receiver, `width` of them at a time."""

    def __init__(self, service: Service, receiver: Person, width: int) -> None:
        self.service, self.receiver, self.width = service, receiver, width
        self.person = service.make_user()
        self.msgids: dict[int, int] = {}
        """What was done: the number of the message, and the msgid of the reply."""
        self.waiting: dict[int, str] = {}
        self.busy = self.breaks = 0
        """How often errno 5 came, and how often the line broke."""
        self.surprises: list[dict[str, Any]] = []
        self.slowest = 0.0
        """The longest that a reply took."""
        self.finishing = False
        self._numbers = iter(range(10**9))

    async def run(self) -> None:
        """Call until told to finish; returns when every call is answered."""
        while not (self.finishing and not self.waiting):
            try:
                async with self.service.open() as client:
                    await self._talk(client)
            except (Closed, OSError, WebSocketException):
                self.breaks += 1
                await asyncio.sleep(PAUSE)

    async def _talk(self, client: Client) -> None:
        started = await client.call("session.start2", sessionid=self.person.sessionid)
        if started["errno"]:
            self._refused(started)
            return
        while not (self.finishing and not self.waiting):
            await self._round(client)

    async def _round(self, client: Client) -> None:
        while not self.finishing and len(self.waiting) < self.width:
            number = next(self._numbers)
            self.waiting[number] = f"call-{self.person.uid}-{number}"
        since = time.monotonic()
        for number, cdata in self.waiting.items():
            await client.send(
                "message.send", cdata=cdata, uid=self.receiver.uid, content=str(number)
            )
        for number, cdata in list(self.waiting.items()):
            reply = await client.reply(cdata)
            self.slowest = max(self.slowest, time.monotonic() - since)
            if reply["errno"] == 0:
                self.msgids[number] = reply["result"]["msgid"]
                del self.waiting[number]
            else:
                self._refused(reply)
                await asyncio.sleep(PAUSE)

    def _refused(self, reply: dict[str, Any]) -> None:
        if reply["errno"] == 5:
            self.busy += 1
        else:
            self.surprises.append(reply)


class Load:
    """Several callers at once, and what they must find at the end."""

    def __init__(self, service: Service, callers: int, width: int) -> None:
        self.service, self.receiver = service, service.make_user()
        self.callers = [Caller(service, self.receiver, width) for _ in range(callers)]

    @property
    def done(self) -> int:
        return sum(len(caller.msgids) for caller in self.callers)

    @property
    def busy(self) -> int:
        return sum(caller.busy for caller in self.callers)

    @property
    def breaks(self) -> int:
        return sum(caller.breaks for caller in self.callers)

    @property
    def slowest(self) -> float:
        return max(caller.slowest for caller in self.callers)

    async def more(self, count: int, seconds: float = PATIENCE) -> float:
        """Wait until that many more were done; returns the seconds."""
        goal = self.done + count
        return await until(lambda: self.done >= goal, seconds)

    def check(self) -> None:
        """Check that every call was done exactly once, and that its reply says so."""
        assert [caller.surprises for caller in self.callers] == [[]] * len(self.callers)
        rows = self.service.sql(
            "SELECT fromid, content, msgid FROM messages WHERE toid = :uid", uid=self.receiver.uid
        )
        stored = sorted((row.fromid, int(row.content), row.msgid) for row in rows)
        replied = sorted(
            (caller.person.uid, number, msgid)
            for caller in self.callers
            for number, msgid in caller.msgids.items()
        )
        assert stored == replied


@asynccontextmanager
async def load(service: Service, callers: int = 4, width: int = 4):
    """Calls come in as long as the block runs; all are done and checked when it ends."""
    made = Load(service, callers, width)
    running = [asyncio.create_task(caller.run()) for caller in made.callers]
    try:
        await made.more(4 * callers)
        yield made
        for caller in made.callers:
            caller.finishing = True
        await asyncio.wait_for(asyncio.gather(*running), PATIENCE)
        made.check()
    finally:
        for task in running:
            task.cancel()
