"""The thread that renews a consumer's lease.

It also hands back what a long task keeps waiting, and returns the messages of consumers that died.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from kombu.log import get_logger
from redis.exceptions import RedisError

from broker import scripts
from broker.busy import Busy
from broker.holdings import Holdings

logger = get_logger("broker")

LEASE_SECONDS = 2
BEAT_SECONDS = 0.5
"""A worker that is held up for longer than its lease counts as ended, and its tasks run elsewhere
too; the stored replies see to it that one of the two commits."""
STARTED_SECONDS = 3600
"""How long is remembered what a consumer ran; its death is noticed within its lease."""
WATCH_SECONDS = 0.1
"""A task that runs longer must not keep the rest of its batch waiting."""


class Lease(threading.Thread):
    """Renews a consumer's lease for as long as its process runs, whatever the main thread does."""

    def __init__(self, holdings: Holdings, client: Any, queues: list[str]) -> None:
        super().__init__(name="broker-lease", daemon=True)
        self._holdings, self._client = holdings, client
        self._busy = Busy(holdings)
        self._queues = queues
        self._restore = client.register_script(scripts.RESTORE)
        self._reclaim = client.register_script(scripts.RECLAIM)
        self.beat()

    def go_on(self, queues: list[str], client: Any) -> None:
        """Go on with these queues over this client (after a reconnect)."""
        self._queues, self._client = queues, client
        self.beat()

    def beat(self) -> bool:
        """Renew the lease; False when it had ended. Raises RedisError."""
        consumer = self._holdings.consumer
        with self._client.pipeline(transaction=True) as pipeline:
            busy = f"{self._busy.look():.6f}"
            pipeline.set(scripts.lease_key(consumer), busy, ex=LEASE_SECONDS, get=True)
            pipeline.hset(scripts.CONSUMERS, consumer, "\n".join(self._queues))
            for queue in self._queues:
                pipeline.sadd(f"broker:workers:{queue}", consumer)
            started = scripts.started_key(consumer)
            pipeline.delete(started)
            if running := [one.field for one in list(self._holdings.running.values())]:
                pipeline.sadd(started, *running)
                pipeline.expire(started, STARTED_SECONDS)
            return pipeline.execute()[0] is not None

    def run(self) -> None:
        due = time.monotonic()
        head = None
        while True:
            time.sleep(WATCH_SECONDS)
            head = self._watch(head)
            if time.monotonic() >= due:
                due = time.monotonic() + BEAT_SECONDS
                self._beat_and_restore()

    def _watch(self, head: object) -> object:
        """Hand back what has waited through two looks; the new first in line."""
        waiting = self._holdings.waiting
        now = waiting[0] if waiting else None
        if now is not None and now is head:
            self._attempt(self.hand_back)
            return None
        return now

    def hand_back(self) -> None:
        """Return what is not started."""
        with self._holdings.lock:
            self._holdings.waiting.clear()
            self._return()

    def reclaim(self) -> None:
        """Return everything parked under our name that is neither running nor in line."""
        with self._holdings.lock:
            self._return()

    def _return(self) -> None:
        consumer = self._holdings.consumer
        keys = [scripts.parked_key(consumer), *self._queues]
        self._reclaim(keys=keys, args=[consumer, *self._holdings.kept()], client=self._client)

    def _beat_and_restore(self) -> None:
        self._attempt(self._renew)
        self._attempt(self._restore_dead)

    def _renew(self) -> None:
        if not self.beat():
            # Others may have taken over what we hold and have not started.
            self.hand_back()

    def _restore_dead(self) -> None:
        restored = self._restore(keys=[scripts.CONSUMERS], client=self._client)
        if restored:
            logger.warning("took back %d messages of consumers that died", restored)

    @staticmethod
    def _attempt(work: Any) -> None:
        try:
            work()
        except (RedisError, OSError) as error:
            logger.warning("broker lease: %s", error)
