"""A phone that keeps its own view of what is addressed to its user."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from bench.chaos.items import pushed
from bench.chaos.phone import Phone
from bench.chaos.view import Heard, View
from bench.specs import Target

PAGE: Final = 200


class Device(Phone):
    """Takes pushes, and asks `event.sync` for what it missed."""

    def __init__(self, targets: Sequence[Target], session: str, turn: int = 0) -> None:
        super().__init__(targets, session, turn)
        self.view = View()
        self.syncs: list[float] = []
        """Seconds of each `event.sync` that was answered at its first try."""
        self.catches: list[float] = []
        """Seconds from each finding that something was missed until nothing was missing."""
        self.resyncs = 0
        """How often a gateway said that pushes may be missing."""
        self._known = 0
        """The highest number that it heard of."""
        self._catching: asyncio.Task[None] | None = None
        self._numbers = count(1)

    def started(self, result: dict[str, Any]) -> None:
        """After every session start: compare."""
        self._behind(result["seq"])

    def pushed(self, frame: dict[str, Any]) -> None:
        """Take it, ignore it, or ask for the numbers in between."""
        if frame["type"] == "resync":
            self.resyncs += 1
            self._behind(frame.get("seq", 0))
            return
        item = pushed(frame["type"], frame["data"]) if "seq" in frame else None
        if item is not None and self.view.hear(frame["seq"], item) is Heard.AHEAD:
            self._behind(frame["seq"])

    def _behind(self, seq: int) -> None:
        self._known = max(self._known, seq)
        if self._known > self.view.last and self._catching is None:
            self._catching = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        begun = time.monotonic()
        try:
            while self._known > self.view.last:
                await self._sync()
            self.catches.append(time.monotonic() - begun)
        finally:
            self._catching = None

    async def fetch_all(self) -> None:
        """Ask until nothing new comes."""
        while await self._sync():
            pass

    async def _sync(self) -> bool:
        """Ask once; return whether there is more."""
        asked = self.view.last
        parm = {"seq": asked, "count": PAGE}
        call = self.call("event.sync", parm, f"sync-{next(self._numbers):08}")
        await call.done.wait()
        if call.result is None:
            raise RuntimeError(f"event.sync answered {call.reply}")
        if call.tries == 1:
            self.syncs.append(call.wait)
        items = [(one["seq"], pushed(one["type"], one["data"])) for one in call.result["items"]]
        known = [(seq, item) for seq, item in items if item is not None]
        self.view.sync(asked, known, call.result["seq"], gap=call.result["gap"])
        return bool(call.result["more"])
