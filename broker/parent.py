"""The parent of a worker: has loaded all that it needs, and knows at once when it was killed."""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError

from broker import scripts
from broker.holdings import consumer, holdings
from log import log
from processes import Parent


class WorkerParent(Parent):
    """Of one worker. One that is killed (there was no memory left) is there again at once.

    What it held returns to the queue without waiting for the end of its lease.
    """

    def __init__(self, client: Callable[[], Any]) -> None:
        """`client`: that of the queue; None when there are no leases."""
        super().__init__("worker")
        self._client = client
        self._token = ""

    def _fork(self) -> bool:
        self._token = secrets.token_hex(4)
        if is_child := super()._fork():
            holdings.renew(self._token)
        return is_child

    def _ended(self, pid: int, status: int) -> None:
        if not os.WIFSIGNALED(status):
            sys.exit(os.waitstatus_to_exitcode(status))  # by itself: it is not to run
        log.error("worker killed", pid=pid, signal=signal.Signals(os.WTERMSIG(status)).name)
        self._end_lease(consumer(pid, self._token))

    def _end_lease(self, of: str) -> None:
        if not holdings.installed or (client := self._client()) is None:
            return
        try:
            client.delete(scripts.lease_key(of))
            client.eval(scripts.RESTORE, 1, scripts.CONSUMERS)
        except (RedisError, OSError) as error:
            log.warning("what a killed worker held waits for its lease", error=error)
        finally:
            client.close()
            client.connection_pool.disconnect()
