"""Flower, the view into the queue, with a password in front of everything it serves.

Flower itself leaves /metrics, /healthcheck and its static files open even when basic auth is on,
and the metrics carry the names of tasks and workers. Here the check stands before the routing, so
that no handler, present or future, can be reached without it. Flower's own check stays on behind.
"""

import hmac
import logging
import signal
from base64 import b64decode
from binascii import Error as BadBase64
from typing import Any

from flower.app import Flower
from flower.options import default_options
from flower.urls import settings as flower_settings
from tornado import httputil
from tornado.options import options
from tornado.web import RequestHandler

from settings import Settings, SettingsError, settings

# Tasks kept for the pages; one takes about 2 KB, and a busy service makes thousands a second.
MAX_TASKS = 10_000
# Workers that left (a deploy gives every process a new name) vanish from the pages.
FORGET_WORKERS_SECONDS = 600


class AccessDenied(RequestHandler):
    """Asks for the password; what was asked for is not looked at."""

    def check_xsrf_cookie(self) -> None:
        """Nothing is done here that a forged request could cause."""

    def prepare(self) -> None:
        """Answer every method alike."""
        self.set_status(401)
        self.set_header("WWW-Authenticate", 'Basic realm="flower"')
        self.finish("Access denied")


class GuardedFlower(Flower):
    """Flower with the password check in front of its routes."""

    def find_handler(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Route a request, to AccessDenied unless it carries the password."""
        if not _carries(request.headers.get("Authorization", ""), self.options.basic_auth):
            return self.get_handler_delegate(request, AccessDenied)
        return super().find_handler(request, **kwargs)


def _carries(header: str, credentials: list[str]) -> bool:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = b64decode(encoded.strip(), validate=True)
    except BadBase64:
        return False
    return any(hmac.compare_digest(given, known.encode()) for known in credentials)


def configure(chosen: Settings) -> None:
    """Set Flower's options from the settings; raises SettingsError without a password."""
    if not chosen.flower.password:
        raise SettingsError("FLOWER_PASSWORD is not set: Flower does not start without one.")
    options.port = chosen.flower.port
    options.address = chosen.gateway.host
    options.basic_auth = [f"{chosen.flower.user}:{chosen.flower.password}"]
    options.max_tasks = MAX_TASKS
    options.purge_offline_workers = FORGET_WORKERS_SECONDS


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    from tasks import app

    level = settings.check().service.log_level
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    configure(settings)
    server = GuardedFlower(capp=app, options=default_options, **flower_settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.io_loop.add_callback_from_signal(server.stop))
    port = server.start_http_server()
    logging.getLogger("flower").info("listening on port %d", port)
    server.start()


if __name__ == "__main__":
    main()
