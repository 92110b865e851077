"""An address of Redis: of one server, or of Sentinels who know which server is the primary.

    redis+sentinel://[user:password@]host[:port][,host[:port]...]/master[/database][?options]

User and password are those of the servers; the options `sentinel_username` and `sentinel_password`
those of the Sentinels. With rediss+sentinel both are reached by TLS. Every new connection asks the
Sentinels for the present primary, and a server that is no primary any more counts as lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio import sentinel as asynchronous
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.retry import Retry
from redis.sentinel import Sentinel

ONCE: Final = Retry(NoBackoff(), 0)
"""The option `retry` of a client that repeats nothing by itself."""
SENTINEL_PORT: Final = 26379
ASK_SECONDS: Final = 1.0
"""A Sentinel that does not answer for so long is passed over."""
HANGING: Final = {"socket_timeout": 3, "socket_connect_timeout": 2, "health_check_interval": 3}
"""For kombu, in seconds: a primary that hangs must be left, as another takes its place."""
LOGIN: Final = {"sentinel_username": "username", "sentinel_password": "password"}
"""The options for Sentinels, and redis-py's names of them."""
_SHAPE: Final = re.compile(
    r"(?P<scheme>rediss?)\+sentinel://(?:(?P<login>[^@/?#]*)@)?(?P<hosts>[^@/?#]+)"
    r"/(?P<master>[A-Za-z0-9._-]+)(?:/(?P<database>[0-9]{1,5}))?(?:\?(?P<options>[^#]*))?"
)


class Sentinels(NamedTuple):
    """What an address with Sentinels says."""

    hosts: list[tuple[str, int]]
    master: str
    """The name under which they know the primary and its replicas."""
    options: dict[str, Any]
    """Of connections to the primary, as redis-py names them."""
    login: dict[str, str]
    """`username` and `password` at the Sentinels."""

    @property
    def tls(self) -> dict[str, Any]:
        """The options of TLS, the same for both kinds of servers; empty without TLS."""
        return {name: value for name, value in self.options.items() if name.startswith("ssl_")}

    @property
    def asking(self) -> dict[str, Any]:
        """The options of connections to the Sentinels."""
        secure = {"ssl": True, **self.tls} if "ssl" in self.options else {}
        times = {"socket_timeout": ASK_SECONDS, "socket_connect_timeout": ASK_SECONDS}
        return {**self.login, **secure, **times, "retry": ONCE}


def sentinels(url: str) -> Sentinels | None:
    """Read an address; None when it is that of one server. Raises ValueError."""
    if not re.match("rediss?[+]sentinel:", url):
        return None
    if (found := _SHAPE.fullmatch(url)) is None:
        raise ValueError("redis+sentinel://host:port,host:port/master/database is expected")
    given = parse_qsl(found["options"] or "", keep_blank_values=True)
    login = {LOGIN[name]: value for name, value in given if name in LOGIN}
    rest = urlencode([(name, value) for name, value in given if name not in LOGIN])
    one = f"{found['scheme']}://{found['login'] or ''}@host/{found['database'] or 0}?{rest}"
    options: dict[str, Any] = parse_url(one)  # type: ignore[no-untyped-call]
    del options["host"]
    if options.pop("connection_class", None) is not None:
        options = {"ssl_cert_reqs": "required", **options, "ssl": True}
    return Sentinels(
        [_place(host) for host in found["hosts"].split(",")], found["master"], options, login
    )


def _place(host: str) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    if not parts.hostname or parts.port == 0:
        raise ValueError(f"{host!r} is no host with a port")
    return parts.hostname, parts.port or SENTINEL_PORT


def database(url: str) -> int:
    """The number of the database that an address names."""
    if (found := sentinels(url)) is not None:
        return int(found.options["db"])
    options: dict[str, Any] = parse_url(url)  # type: ignore[no-untyped-call]
    return int(options.get("db", 0))


# ------------------------------------------------------------------------------------ clients


class _Asked(Sentinel):
    """Keeps no connection to a Sentinel open: a primary is asked for once per connection."""

    def discover_master(self, service_name: str) -> tuple[str, int]:
        try:
            host, port = super().discover_master(service_name)  # type: ignore[no-untyped-call]
            return host, port
        finally:
            for one in self.sentinels:
                one.connection_pool.disconnect()


class _AsyncAsked(asynchronous.Sentinel):
    """The same inside the event loop."""

    async def discover_master(self, service_name: str) -> tuple[str, int]:
        try:
            host, port = await super().discover_master(service_name)
            return host, port
        finally:
            for one in self.sentinels:
                await one.connection_pool.disconnect()


def client(url: str, **options: Any) -> redis.Redis:
    """A client, with options of redis-py's for what the address does not say."""
    if (found := sentinels(url)) is None:
        return redis.Redis.from_url(url, **options)
    asked = _Asked(found.hosts, sentinel_kwargs=found.asking)  # type: ignore[no-untyped-call]
    made: redis.Redis = asked.master_for(found.master, **{**options, **found.options})  # type: ignore[no-untyped-call]
    return made


def async_client(url: str, **options: Any) -> AsyncRedis:
    """The same for asyncio."""
    if (found := sentinels(url)) is None:
        return AsyncRedis.from_url(url, **options)
    asked = _AsyncAsked(found.hosts, sentinel_kwargs=found.asking)  # type: ignore[no-untyped-call]
    made: AsyncRedis = asked.master_for(found.master, **{**options, **found.options})
    return made


# -------------------------------------------------------------------- as Celery's parts have it


class Reached(NamedTuple):
    """How a part of Celery reaches a server."""

    url: str
    options: Mapping[str, Any]
    tls: Mapping[str, Any] | None


def broker(url: str) -> Reached:
    """For `broker_url`, `broker_transport_options` and `broker_use_ssl`.

    Of an address without Sentinels that address alone.
    """
    if (found := sentinels(url)) is None:
        return Reached(url, {}, None)
    login = quote(found.options.get("username") or "", safe="")
    if word := found.options.get("password"):
        login += ":" + quote(word, safe="")
    hosts = [(f"[{host}]" if ":" in host else host, port) for host, port in found.hosts]
    at = f"{login}@" if login else ""
    urls = [f"sentinel://{at}{host}:{port}/{found.options['db']}" for host, port in hosts]
    options = {"master_name": found.master, "sentinel_kwargs": found.asking, **HANGING}
    return Reached(";".join(urls), options, found.tls or None)


def beat(url: str) -> Reached:
    """For RedBeat's `redbeat_redis_url`, `redbeat_redis_options` and `redbeat_redis_use_ssl`."""
    if (found := sentinels(url)) is None:
        return _beat_of_one(url)
    options = {
        "sentinels": found.hosts,
        "service_name": found.master,
        "sentinel_kwargs": found.asking,
        "db": found.options["db"],
    }
    options |= {name: found.options.get(name) for name in ("username", "password")}
    return Reached("redis-sentinel://", options, found.tls or None)


def _beat_of_one(url: str) -> Reached:
    """The password goes apart: of the settings in Flower, Celery hides those with such a name."""
    parts = urlsplit(url)
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    given: dict[str, Any] = parse_url(url)  # type: ignore[no-untyped-call]
    return Reached(
        bare, {name: given[name] for name in ("username", "password") if name in given}, None
    )
