"""Several gateway processes under one parent that restarts what dies and passes signals on."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import FrameType

from log import log

RESTART_SECONDS = 1.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

Serve = Callable[[Path | None], None]
"""Serves until told to stop; the folder is where several processes share what they count."""


def run(serve: Serve, number: int) -> None:
    """Run `serve` here, or in `number` forked processes."""
    if number == 1:
        serve(None)
        return
    with tempfile.TemporaryDirectory(prefix="gateway-") as folder:
        Parent(serve, number, Path(folder)).run()


class Parent:
    """Holds no socket and no connection itself."""

    def __init__(self, serve: Serve, number: int, counts: Path) -> None:
        self._serve, self._number, self._counts = serve, number, counts
        self._children: set[int] = set()
        # A pipe that nobody writes to: children that read it return when the parent has ended.
        self._lifeline, self._held = os.pipe()
        self._stopping = False

    def run(self) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
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
        # A signal that came in between would miss the child, or stop its siblings instead of it.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            if self._stopping:
                return
            if (pid := os.fork()) != 0:
                self._children.add(pid)
                return
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        self._be_child()

    def _be_child(self) -> None:
        os.close(self._held)
        Thread(target=self._follow, name="lifeline", daemon=True).start()
        try:
            self._serve(self._counts)
        except SystemExit as error:
            os._exit(error.code if isinstance(error.code, int) else 1)
        except BaseException:  # noqa: BLE001 - a child must never return into its parent's code
            log.exception("gateway process failed")
            os._exit(1)
        os._exit(0)

    def _follow(self) -> None:
        """End as on SIGTERM when the parent was killed: whoever started it starts another."""
        os.read(self._lifeline, 1)
        log.error("gateway parent is gone")
        os.kill(os.getpid(), signal.SIGTERM)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
