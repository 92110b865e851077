"""Child processes under one parent that has loaded everything, so that it restarts them fast."""

from __future__ import annotations

import os
import signal
import time
from threading import Thread
from types import FrameType

from log import log

RESTART_SECONDS = 1.0
"""A child that ended earlier than this is started again after so long, another at once."""
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Parent:
    """Holds no socket and no connection itself."""

    def __init__(self, name: str, number: int = 1) -> None:
        """`name`: what the children are; `number`: how many."""
        self._name, self._number = name, number
        self._children: dict[int, float] = {}
        """Since when each runs."""
        # A pipe that nobody writes to: children that read it return when the parent has ended.
        self._lifeline, self._held = os.pipe()
        self._stopping = False

    def run(self) -> bool:
        """Keep the children running until told to stop. True in each child: it is to work now."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        if any(self._fork() for _ in range(self._number)):
            return True
        while self._children:
            if self._wait():
                return True
        return False

    def _wait(self) -> bool:
        pid, status = os.wait()
        lived = time.monotonic() - self._children.pop(pid)
        if self._stopping:
            return False
        self._ended(pid, status)
        if lived < RESTART_SECONDS:
            time.sleep(RESTART_SECONDS)  # it may not be able to run at all
        return self._fork()

    def _ended(self, pid: int, status: int) -> None:
        """A child has ended unasked; another follows."""
        log.error(f"{self._name} process died", pid=pid, status=status)

    def _fork(self) -> bool:
        # A signal that came in between would miss the child, or stop its siblings instead of it.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            if self._stopping:
                return False
            if (pid := os.fork()) != 0:
                self._children[pid] = time.monotonic()
                return False
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        os.close(self._held)
        Thread(target=self._follow, name="lifeline", daemon=True).start()
        return True

    def _follow(self) -> None:
        """End as on SIGTERM when the parent was killed: its supervisor starts another."""
        os.read(self._lifeline, 1)
        log.error(f"{self._name} parent is gone")
        os.kill(os.getpid(), signal.SIGTERM)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for pid in list(self._children):
            os.kill(pid, signal.SIGTERM)
