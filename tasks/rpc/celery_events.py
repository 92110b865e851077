"""Task events of calls, for Flower: the calls that are worth showing, and counts of all calls.

An event costs its reader some 50 us, and a call has three. Of calls that went well a worker
therefore shows a few in each second; slow ones and those answered errno 5 or 7 it shows all, as
long as they are not hundreds a second. The others are counted, by function, in `worker-counted`,
which flower_server.py adds up.
"""

from __future__ import annotations

import os
import time
from base64 import b64encode
from typing import Any

import msgspec
from celery.worker.request import Request

from tasks.rpc.pipeline import Outcome
from wire import common_time, errors

SLOW_SECONDS = 0.5
SHOWN, SHOWN_SPECIAL = 10, 100
"""How many calls that went well are shown in each second, and how many that did not, or slowly."""
COUNT_SECONDS = 1.0
FAILED = frozenset({errors.Busy.errno, errors.Internal.errno})
"""What is a failure of ours; other errnos are answers."""
_FAILED_RESULTS = frozenset(f"errno {errno}" for errno in FAILED)

_encode = msgspec.json.Encoder().encode


class Events:
    """Written as Celery's dispatcher would, but many to a message and much cheaper."""

    def __init__(self, app: Any, consumer: Any) -> None:
        self._app, self._consumer = app, consumer
        self.connection = consumer.connection
        self._about = {"hostname": consumer.hostname, "utcoffset": 0, "pid": os.getpid()}
        channel = consumer.connection.default_channel
        self._topics = channel._get_publish_topics(app.conf.event_exchange, "task.multi")
        self._waiting: list[dict[str, Any]] = []
        self._counted: dict[str, list[int]] = {}
        """By function: how many went well and how many failed, of those that were not shown."""
        self._counted_at = self._second = 0.0
        self._shown = self._shown_special = 0

    @property
    def wanted(self) -> bool:
        """Whether anybody asked for task events (-E, or Flower's button)."""
        dispatcher = self._consumer.event_dispatcher
        if not (dispatcher and dispatcher.enabled):
            return False
        return not dispatcher.groups or "task" in dispatcher.groups

    def dropped(self, id_: str, now: float) -> None:
        """A call came too late to be run, or was revoked."""
        self._add("task-revoked", now, uuid=id_, terminated=False, signum=None, expired=True)

    def ended(self, id_: str, name: str, args: str, started: float, outcome: Outcome) -> None:
        """A call was run; it is shown or counted."""
        now = common_time.now()
        failed = outcome.reply.errno in FAILED
        if self._is_shown(now, special=failed or now - started >= SLOW_SECONDS):
            self._show(id_, name, args, (started, now), repr(outcome), failed)
        else:
            self._counted.setdefault(name, [0, 0])[failed] += 1

    def _is_shown(self, now: float, *, special: bool) -> bool:
        if not 0 <= now - self._second < 1:
            self._second = now
            self._shown = self._shown_special = 0
        if special:
            self._shown_special += 1
            return self._shown_special <= SHOWN_SPECIAL
        self._shown += 1
        return self._shown <= SHOWN

    def _show(
        self, id_: str, name: str, args: str, times: tuple[float, float], result: str, failed: bool
    ) -> None:
        started, ended = times
        about = {"root_id": id_, "parent_id": None, "retries": 0, "eta": None, "expires": None}
        about |= {"name": name, "args": args, "kwargs": "{}"}
        self._add("task-received", started, uuid=id_, **about)
        self._add("task-started", started, uuid=id_)
        how: dict[str, Any] = {"uuid": id_, "runtime": ended - started}
        if failed:
            self._add("task-failed", ended, **how, exception=result, traceback="")
        else:
            self._add("task-succeeded", ended, **how, result=result)

    def _add(self, type_: str, at: float, **fields: Any) -> None:
        clock = self._app.clock.forward()
        self._waiting.append(
            self._about | fields | {"type": type_, "timestamp": at, "clock": clock}
        )

    def collected(self) -> list[tuple[str | bytes | int, ...]]:
        """One message with everything that happened; asked before every trip."""
        if self._counted and (now := common_time.now()) - self._counted_at >= COUNT_SECONDS:
            self._counted_at = now
            self._add("worker-counted", now, calls=self._counted)
            self._counted = {}
        if not self._waiting:
            return []
        body = b64encode(_encode(self._waiting)).decode()
        self._waiting = []
        message = {
            "body": body,
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {"hostname": self._about["hostname"]},
            "properties": {
                "delivery_mode": 1,
                "delivery_info": {"exchange": "celeryev", "routing_key": "task.multi"},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": "events",
            },
        }
        text = _encode(message)
        return [("PUBLISH", topic, text) for topic in self._topics]


class CallRequest(Request):
    """A call that Celery's own machinery runs: errno 5 and 7 are failures in Flower, too."""

    def send_event(self, type: str, **fields: Any) -> None:
        if type == "task-succeeded" and fields.get("result") in _FAILED_RESULTS:
            type, fields = "task-failed", {"exception": fields["result"], "traceback": ""}
        super().send_event(type, **fields)


class PeriodicRequest(Request):
    """A run of a periodic job, which is in Flower's list only when it did something or failed.

    For tasks with `send_events = False`, of which Celery itself tells nothing.
    """

    def send_event(self, type: str, **fields: Any) -> None:
        nothing = type == "task-succeeded" and fields.get("result") in ("None", "0")
        if type == "task-started" or nothing or not (self._eventer and self._eventer.enabled):
            return
        about = {"uuid": self.id, "timestamp": self.time_start or time.time()}
        shown = {"name": self.name, "args": self.argsrepr, "kwargs": self.kwargsrepr}
        self._eventer.send("task-received", **about, **shown, retries=0, eta=None, expires=None)
        self._eventer.send("task-started", **about)
        self._eventer.send(type, uuid=self.id, **fields)
