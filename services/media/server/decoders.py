"""Processes that decode uploaded files: few, with bounds, and replaced when they fail."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

P = ParamSpec("P")
T = TypeVar("T")

PROCESSES = 2
WAITING = 32
"""The most tasks that may wait for a process; more are refused."""
SECONDS = 15
"""For one piece of work."""
MEMORY = 1536 * 1024 * 1024
"""Address space of a process, its libraries included."""
RENEWED_AFTER = 500
"""Tasks after which a process is replaced, which frees the memory that decoders leak."""
NICE = 5


class Busy(Exception):
    """Too much is waiting already."""


class Broken(Exception):
    """The work took too long or too much memory, or ended the process."""


class Decoders:
    """Runs functions of this package, which must be importable, in other processes."""

    def __init__(self) -> None:
        self._pool = ProcessPool(
            max_workers=PROCESSES,
            max_tasks=RENEWED_AFTER,
            initializer=_begin,
            context=get_context("spawn"),
        )
        self._wanted = 0

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result or exception. Raises Busy and Broken."""
        if self._wanted >= PROCESSES + WAITING:
            raise Busy
        self._wanted += 1
        try:
            work = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=SECONDS)
            return await asyncio.wrap_future(work)
        except (TimeoutError, ProcessExpired, MemoryError) as error:
            raise Broken(type(error).__name__) from error
        finally:
            self._wanted -= 1

    def close(self) -> None:
        """End the processes, whatever they do."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the store handles Ctrl-C
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(NICE)
    Thread(target=_follow, name="lifeline", daemon=True).start()


def _follow() -> None:
    """End this process when the store was killed."""
    if (parent := parent_process()) is not None:
        parent.join()
    os._exit(0)
