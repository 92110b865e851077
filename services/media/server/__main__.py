"""Starts the local store on MEDIA_PORT."""

from __future__ import annotations

import socket

import telemetry
from edge.framing import StrictProtocol
from log import configure, log
from services.media.server.app import make_app
from settings import SettingsError, settings


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings.check()
    configure("store")
    telemetry.start("store")
    if settings.media.store != "local":
        raise SettingsError("MEDIA_STORE is not local: there is nothing for this process to do.")
    log.info("store ready", port=settings.media.port)
    make_app().run(
        sock=_listen(),
        protocol=StrictProtocol,
        single_process=True,
        motd=False,
        access_log=False,
    )


def _listen() -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.gateway.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((settings.gateway.host, settings.media.port))
    return sock


if __name__ == "__main__":
    main()
