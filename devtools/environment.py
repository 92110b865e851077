"""The environment of a development run: what the developer set, and defaults for the rest."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import redis

from configuration import kinds, redis_servers
from devtools.embedded import EmbeddedServer, PostgresServer, ValkeyServer
from devtools.errors import Refused
from devtools.home import Home
from devtools.leftovers import Guard, Register, end_leftovers

ROOT = Path(__file__).parent.parent
URLS = ("DATABASE_URL", "REDIS_URL")
# Not as in production: codes are shown, only this machine can connect, and Ctrl-C is quick.
DEFAULTS = {
    "DEBUG": "1",
    "METRICS_OPEN": "1",
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "FLOWER_PORT": "5555",
    "FLOWER_USER": "ops",
    "DRAIN_SECONDS": "2",
    "PYTHONUNBUFFERED": "1",
    # Celery would warn in each process; a developer who is root (in a container) knows it.
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
}


TRY_SECONDS = 3
# For the settings of servers that are not started yet.
PLACEHOLDERS = {"DATABASE_URL": "postgres:///none", "REDIS_URL": "redis://none"}


def home() -> Home:
    """DATA_DIR as the environment names it."""
    return Home(ROOT / (os.environ.get("DATA_DIR") or ".data"))


def with_defaults(given: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """`given` plus the defaults and generated secrets for what is unset or empty in it."""
    chosen = {name: text for name, text in given.items() if text}
    generated = {name: text for name, text in secrets.items() if name != "VALKEY_PASSWORD"}
    return DEFAULTS | generated | chosen


def servers_for(folder: Home, register: Register, given: Mapping[str, str]) -> list[EmbeddedServer]:
    """The embedded servers for the addresses that are unset, not started yet."""
    servers: list[EmbeddedServer] = []
    if not given.get("DATABASE_URL"):
        path, log = folder.path / "postgres", folder.logs / "postgres.log"
        servers.append(PostgresServer(path, log, register))
    if not given.get("REDIS_URL"):
        path, log = folder.path / "valkey", folder.logs / "valkey.log"
        password = folder.secrets()["VALKEY_PASSWORD"]
        servers.append(ValkeyServer(path, log, register, password=password))
    return servers


def try_given(given: Mapping[str, str]) -> None:
    """Refuse the address of a server that does not answer."""
    tries = {"DATABASE_URL": _try_database, "REDIS_URL": _try_redis}
    for name, try_ in tries.items():
        try:
            if url := given.get(name):
                try_(url)
        except (psycopg2.Error, redis.RedisError, ValueError) as error:
            told = " ".join(str(error).split())
            raise Refused(
                f"{name} leads to no server that can be used ({told}): start it,"
                f" correct {name}, or unset it to use the embedded server."
            ) from None


def _try_database(url: str) -> None:
    address = url.replace("postgresql+psycopg2://", "postgresql://", 1)
    psycopg2.connect(address, connect_timeout=TRY_SECONDS).close()


def _try_redis(url: str) -> None:
    for one in kinds.redis_list.read(url):
        with redis_servers.client(one, socket_connect_timeout=TRY_SECONDS) as client:
            client.ping()


def addresses(servers: list[EmbeddedServer]) -> dict[str, str]:
    """The settings that lead to these servers."""
    names = {PostgresServer.name: "DATABASE_URL", ValkeyServer.name: "REDIS_URL"}
    return {names[server.name]: server.url for server in servers}


@contextmanager
def for_command() -> Iterator[dict[str, str]]:
    """The environment for a single command.

    A running `./dev up` is used; without one, servers whose addresses are not set are started for
    as long as the command takes.
    """
    folder = home()
    folder.create()
    try_given(os.environ)
    if all(os.environ.get(name) for name in URLS):
        yield with_defaults(os.environ, folder.secrets())
    elif folder.holder() is not None:
        yield with_defaults(folder.published() | _set_in_shell(), folder.secrets())
    else:
        with _own_servers(folder) as environment:
            yield environment


@contextmanager
def _own_servers(folder: Home) -> Iterator[dict[str, str]]:
    lock = folder.lock()
    end_leftovers(folder.register)
    register = Register(folder.register)
    guard = Guard(folder.register, keep_open=[lock])
    servers = servers_for(folder, register, os.environ)
    try:
        for server in servers:
            server.start()
        yield with_defaults(os.environ, folder.secrets()) | addresses(servers)
    finally:
        for server in reversed(servers):
            server.stop()
        guard.close()
        folder.unlock()


def _set_in_shell() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if text}


def need(path: str, what: str) -> None:
    """Refuse a command whose folder is missing in this copy of the project."""
    if not (ROOT / path).exists():
        raise Refused(f"{path} is missing, which holds {what}.")
