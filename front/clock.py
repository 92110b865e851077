"""The time of one gateway process: ticks, and the work of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from log import log

TICK_SECONDS = 0.2


class Clock:
    """Calls `turn` on every tick, and `second` on those that end a second."""

    def __init__(self, turn: Callable[[], None], second: Callable[[], None]) -> None:
        self._turn, self._second = turn, second
        self._loop = asyncio.get_running_loop()
        self._running: asyncio.Task[None] | None = None
        self.now = self._loop.time()
        """Seconds of the event loop's clock, read once a tick."""
        self.ticks = 0
        """Whole seconds since the start."""

    def start(self) -> None:
        self._running = self._loop.create_task(self._run())

    def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    async def _run(self) -> None:
        per_second = round(1 / TICK_SECONDS)
        count = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            count += 1
            self.now = self._loop.time()
            self.tick(whole_second=count % per_second == 0)

    def tick(self, *, whole_second: bool) -> None:
        """One tick; an error in it is only logged, because a stopped clock would be worse."""
        try:
            self._turn()
            if whole_second:
                self.ticks += 1
                self._second()
        except Exception:  # noqa: BLE001 - see above
            log.exception("clock turn failed")
