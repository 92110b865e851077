"""Several gateway processes under one parent that restarts what dies and passes signals on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from log import log

RESTART_SECONDS = 1.0


def run(serve: Callable[[], None], number: int) -> None:
    """Run `serve` here, or in `number` forked processes."""
    if number == 1:
        serve()
    else:
        Parent(serve, number).run()


class Parent:
    """Holds no socket and no connection itself."""

    def __init__(self, serve: Callable[[], None], number: int) -> None:
        self._serve, self._number = serve, number
        self._children: set[int] = set()
        self._stopping = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for _ in range(self._number):
            self._fork()
        while self._children:
            self._wait()

    def _wait(self) -> None:
        pid, status = os.wait()
        self._children.discard(pid)
        if self._stopping:
            return
        log.error("gateway process died", pid=pid, status=status)
        time.sleep(RESTART_SECONDS)
        self._fork()

    def _fork(self) -> None:
        if (pid := os.fork()) != 0:
            self._children.add(pid)
            return
        try:
            self._serve()
        except SystemExit as error:
            os._exit(error.code if isinstance(error.code, int) else 1)
        except BaseException:  # noqa: BLE001 - a child must never return into its parent's code
            log.exception("gateway process failed")
            os._exit(1)
        os._exit(0)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
