"""One gateway process: Sanic for HTTP and the handshakes, the hub for everything after."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvloop

import telemetry
from edge import guard
from edge.guard import App
from front import eviction, upgrade
from front.hub import Hub
from log import log
from settings import settings

BACKLOG = 4096


AddRoutes = Callable[[App], None]


def make_app(add_routes: AddRoutes) -> App:
    app = guard.make_app("gateway")
    app.config.REQUEST_MAX_SIZE = 2 * 1024 * 1024
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3.0
    upgrade.add_route(app)
    add_routes(app)
    return app


def listen() -> socket.socket:
    """A socket of this process on the shared port: the kernel spreads clients over processes."""
    family = socket.AF_INET6 if ":" in settings.gateway.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((settings.gateway.host, settings.gateway.port))
    sock.listen(BACKLOG)
    sock.setblocking(False)
    return sock


def serve(add_routes: AddRoutes, counts: Path) -> None:
    """Run until SIGTERM or SIGINT, then drain. `counts`: shared with others of this port."""
    telemetry.start("gateway", calls=True)
    try:
        uvloop.run(_serve(add_routes, counts))
    finally:
        telemetry.stop()


async def _serve(add_routes: AddRoutes, counts: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    app = make_app(add_routes)
    hub = app.ctx.hub = Hub(counts)
    await hub.start()
    await eviction.warn(*hub.servers, hub.broker)
    # Sanic leaves the methods of its server untyped.
    server: Any = await app.create_server(
        sock=listen(), protocol=upgrade.GatewayProtocol, return_asyncio_server=True
    )
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    log.info("gateway ready", port=settings.gateway.port, front=hub.front)
    await stop.wait()
    server.close()
    await hub.drain()
    await server.before_stop()
    await server.after_stop()
    await hub.stop()
    log.info("gateway stopped", front=hub.front)
