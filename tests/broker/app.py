"""A Celery app on the batching transport, with tasks that record when they ran.

Run as `celery -A tests.broker.app worker ...` with BATCH_TEST_BROKER set; leases are short here.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

import redis
from celery import Celery, signals
from kombu.entity import Queue

import broker
from broker import lease

lease.LEASE_SECONDS = 2
lease.BEAT_SECONDS = 0.4

URL = os.environ["BATCH_TEST_BROKER"]
broker.install()
app = Celery("tests.broker.app", broker=URL)
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    task_default_queue="one",
    task_queues=(Queue("one"), Queue("two")),
    broker_transport_options={
        "priority_steps": [0, 5],
        "socket_timeout": None,
        "unacked_restore_interval": 1,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_hijack_root_logger=False,
)
store = redis.Redis.from_url(URL, client_name="store")


@signals.celeryd_after_setup.connect
def _tell(instance, **_):
    broker.run_inline("solo" in str(instance.pool_cls))


_done: list[str] = []


def _collected() -> list[tuple[str | bytes | int, ...]]:
    names, _done[:] = list(_done), []
    return [("RPUSH", "told", *names)] if names else []


broker.piggyback.append(_collected)


@app.task
def tell_cut_off(name: str) -> None:
    """Leave a record to send with the next trip, and cut all connections."""
    _done.append(name)
    spared = {"rig", "store"}
    for client in store.client_list():
        if client["name"] not in spared:
            with suppress(redis.ResponseError):  # it has ended by itself
                store.execute_command("CLIENT", "KILL", "ID", client["id"])


@app.task
def die() -> None:
    """End the worker as a system without free memory does."""
    store.rpush("died", os.getpid())
    os.kill(os.getpid(), signal.SIGKILL)


@app.task
def note(name: str, seconds: float = 0.0) -> None:
    """Write down who began and ended this task."""
    store.rpush("begun", f"{name} {os.getpid()}")
    if seconds:
        time.sleep(seconds)
    store.rpush("ended", f"{name} {os.getpid()}")
    _done.append(name)
