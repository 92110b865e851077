"""The stock peer's Celery app: ``celery -A bench.stock.worker worker -P solo -E``."""

import os
from typing import Any

from celery import Celery

from bench.stock import store

app = Celery("stock", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app.conf.update(broker_connection_retry_on_startup=True, result_expires=60)

Parm = dict[str, Any]


@app.task(name="debug.echo")
def echo(parm: Parm) -> Parm:
    """The parameters, unchanged."""
    return parm


@app.task(name="debug.user")
def user(parm: Parm) -> Parm:
    """One indexed row."""
    return store.user(parm["id"])


@app.task(name="user.info2")
def info2(parm: Parm) -> Parm:
    """A profile."""
    return store.profile(parm["uid"])


TASKS = {task.name: task for task in (echo, user, info2)}
