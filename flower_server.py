"""Flower, which shows the queue, with a password for everything it serves.

Flower itself leaves /metrics, /healthcheck and its static files open even when basic auth is on,
and the metrics have the names of tasks and workers. Here the check stands before the routing, so
that no handler, present or future, can be reached without it. Flower's own check stays on behind.
Wrong passwords are counted, and every answer carries the headers that the gateway's do.

Of most calls workers send numbers only (tasks/rpc/celery_events.py): they are counted here like
those that are shown. Workers are found by their own messages, whether they or Flower start first.
"""

import hmac
import logging
import signal
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable
from typing import Any

from flower.app import Flower
from flower.events import EventsState
from flower.options import default_options
from flower.urls import settings as flower_settings
from flower.utils import broker as flower_broker
from flower.utils.broker import RedisSentinel
from tornado import httputil
from tornado.options import options
from tornado.web import OutputTransform, RequestHandler

import broker
import telemetry
from configuration import redis_servers
from edge import address, headers
from edge.guesses import Guesses
from log import configure as configure_log
from log import log
from settings import Settings, SettingsError, settings

# Tasks kept for the pages; one takes about 2 KB, and a busy service makes thousands a second.
MAX_TASKS = 10_000
# Ended workers (a deploy gives every process a new name) are removed from the pages.
FORGET_WORKERS_SECONDS = 600


class AccessDenied(RequestHandler):
    """Asks for the password; the request itself is not read."""

    def initialize(self, wait: int) -> None:
        """`wait`: for how many seconds no password is checked."""
        self._wait = wait

    def check_xsrf_cookie(self) -> None:
        """A forged request has no effect here."""

    def prepare(self) -> None:
        """Answer every method alike."""
        if self._wait:
            self.set_status(429)
            self.set_header("Retry-After", str(self._wait))
        else:
            self.set_status(401)
            self.set_header("WWW-Authenticate", 'Basic realm="flower"')
        self.finish("Access denied")


class Headed(OutputTransform):
    """Adds the headers of every answer. Flower's pages run scripts and styles of their own."""

    def transform_first_chunk(
        self, status_code: int, headers_: httputil.HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, httputil.HTTPHeaders, bytes]:
        """Called by Tornado before the first byte of an answer leaves."""
        headers.complete(headers_, otherwise=headers.NO_FRAMES)
        return status_code, headers_, chunk


class Counts(EventsState):
    """What is known from events, with the calls that workers have only counted."""

    seen: Callable[[str], Any]
    """Told the name of each worker that says it is there."""

    def event(self, event: dict[str, Any]) -> None:
        """Take one event."""
        if event["type"] == "worker-counted":
            for name, numbers in event["calls"].items():
                self._count(event["hostname"], name, *numbers)
            return
        super().event(event)
        if event["type"] in ("worker-online", "worker-heartbeat"):
            self.seen(event["hostname"])

    def _count(self, worker: str, function: str, succeeded: int, failed: int) -> None:
        number = {"task-succeeded": succeeded, "task-failed": failed}
        for type_ in ("task-received", "task-started"):
            number[type_] = succeeded + failed
        for type_, count in number.items():
            if count:
                self.counter[worker][type_] += count
                self.metrics.events.labels(worker, type_, function).inc(count)


class GuardedFlower(Flower):
    """Flower with the password check in front of its routes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        state = self.events.state = Counts(
            max_workers_in_memory=self.options.max_workers,
            max_tasks_in_memory=self.options.max_tasks,
        )
        state.seen = self._look
        self.guesses = Guesses()
        self.add_transform(Headed)

    def _look(self, worker: str) -> None:
        """Ask the workers what they are when one is new, or was too busy to answer."""
        known = self.workers.get(worker, {})
        if any(method not in known for method in self.inspector.methods_to_inspect(None)):
            self.update_workers()

    def update_workers(self, workername: str | None = None) -> Any:
        """Ask one worker, or all, what they are; nobody is asked before anybody is there."""
        if workername is None and not self.events.state.workers:
            nothing = self.io_loop.asyncio_loop.create_future()
            nothing.set_result(None)
            return nothing
        return super().update_workers(workername)

    def find_handler(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Route a request, to AccessDenied unless it carries the password."""
        given = request.headers.get("Authorization", "")
        whose = address.of(request.headers.get_list("X-Forwarded-For"), request.remote_ip or "")
        wait = self.guesses.wait(whose) if given else 0
        if not wait and _carries(given, self.options.basic_auth):
            self.guesses.right(whose)
            return super().find_handler(request, **kwargs)
        if given and not wait:
            self.guesses.wrong(whose)
            log.warning("wrong password", address=whose)
        return self.get_handler_delegate(request, AccessDenied, {"wait": wait})


def _carries(header: str, credentials: list[str]) -> bool:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = b64decode(encoded.strip(), validate=True)
    except BadBase64:
        return False
    return any(hmac.compare_digest(given, known.encode()) for known in credentials)


class Queues(RedisSentinel):
    """The queues' lengths where Sentinels name the broker; Flower would ask only one of them."""

    def _get_redis_client(self, *_: Any) -> Any:
        return redis_servers.async_client(
            settings.redis.broker_url,
            socket_timeout=self.socket_timeout,
            socket_connect_timeout=self.socket_connect_timeout,
            retry=redis_servers.ONCE,
        )


def configure(chosen: Settings) -> None:
    """Set Flower's options from the settings; raises SettingsError without a password."""
    if not chosen.flower.password:
        raise SettingsError("FLOWER_PASSWORD is not set: Flower does not start without one.")
    options.port = chosen.flower.port
    options.address = chosen.gateway.host
    options.basic_auth = [f"{chosen.flower.user}:{chosen.flower.password}"]
    options.max_tasks = MAX_TASKS
    # Workers send them by themselves (-E): nobody has to be asked to every five seconds.
    options.enable_events = False
    options.purge_offline_workers = FORGET_WORKERS_SECONDS


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    from tasks import app

    settings.check()
    configure_log("flower")
    telemetry.start("flower")
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    configure(settings)
    flower_broker.RedisSentinel = Queues
    app.loader.import_default_modules()  # reads celeryconfig.py, which installs it
    broker.remove()
    server = GuardedFlower(capp=app, options=default_options, **flower_settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.io_loop.add_callback_from_signal(server.stop))
    port = server.start_http_server()
    log.info("flower ready", port=port)
    server.start()


if __name__ == "__main__":
    main()
