"""Addresses with Sentinels, and clients that find the primary again after a fail-over."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

import kombu
import pytest
import redis
from celery.app.utils import filter_hidden_settings
from redis.exceptions import ConnectionError as Lost

import broker
from configuration import redis_servers
from devtools.embedded import Sentinels, ValkeyServer
from devtools.leftovers import Register
from front.commands import Commands
from settings import Settings, SettingsError

WHOLE = (
    "rediss+sentinel://us%40er:p%2Fw@one:1,[::1]:2,two/my-main/3"
    "?sentinel_username=x&sentinel_password=y%26&socket_timeout=5"
)


def test_all_that_an_address_says():
    url = Settings({"REDIS_URL": WHOLE}).redis.url
    found = redis_servers.sentinels(url)
    assert found is not None
    assert found.hosts == [("one", 1), ("::1", 2), ("two", 26379)]
    assert (found.master, redis_servers.database(url)) == ("my-main", 3)
    assert found.options == {
        "username": "us@er",
        "password": "p/w",
        "db": 3,
        "ssl": True,
        "ssl_cert_reqs": "required",
        "socket_timeout": 5.0,
    }
    asking = found.asking
    assert (asking["username"], asking["password"]) == ("x", "y&")
    assert (asking["ssl"], asking["ssl_cert_reqs"]) == (True, "required")


def test_celery_s_words_for_it():
    made = redis_servers.broker(WHOLE)
    with kombu.Connection(made.url, transport_options=made.options, ssl=made.tls) as connection:
        assert connection.alt == [
            f"sentinel://us%40er:p%2Fw@{host}/3" for host in ("one:1", "[::1]:2", "two:26379")
        ]
        assert (connection.userid, connection.password) == ("us@er", "p/w")
        assert "p%2Fw" not in connection.as_uri()
    assert made.options["master_name"] == "my-main"
    assert made.tls == {"ssl_cert_reqs": "required"}
    beat = redis_servers.beat(WHOLE)
    assert beat.options["sentinels"] == [("one", 1), ("::1", 2), ("two", 26379)]
    assert (beat.options["db"], beat.options["password"]) == (3, "p/w")


def test_the_address_of_one_server_stays_as_it_is():
    assert redis_servers.sentinels("redis://cache/1") is None
    assert redis_servers.database("redis://cache/1") == 1
    assert redis_servers.broker("redis://cache/1") == ("redis://cache/1", {}, None)
    assert redis_servers.beat("redis://cache/1") == ("redis://cache/1", {}, None)


@pytest.mark.parametrize("url", ["rediss://one:s%40cret@[::1]:1/2?ssl_cert_reqs=none", WHOLE])
def test_settings_of_beat_show_no_password(url):
    beat = redis_servers.beat(url)
    table = {"redbeat_redis_url": beat.url, "redbeat_redis_options": dict(beat.options)}
    shown = str(filter_hidden_settings(table))
    assert not any(word in shown for word in ("s%40cret", "s@cret", "p/w", "p%2Fw", "y&"))
    if beat.options["password"] == "s@cret":
        assert beat.options["username"] == "one"
        assert beat.url == "rediss://[::1]:1/2?ssl_cert_reqs=none"


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://one",
        "redis+sentinel:///main",
        "redis+sentinel://one,,two/main",
        "redis+sentinel://one:0/main",
        "redis+sentinel://one:99999/main",
        "redis+sentinel://one/main/x",
        "redis+sentinel://one/main/0/1",
        "redis+sentinel://:p/w@one/main",
        "redis+sentinel://one/main#1",
        "redis+sentinel://one/main?foo=1",
        "redis+sentinel://one/main?sentinel_foo=1",
        "rediss+sentinel://one/main?ssl_cert_reqs=perhaps",
        "sentinel://one/main",
    ],
)
@pytest.mark.parametrize("name", ["REDIS_URL", "CELERY_BROKER_URL"])
def test_what_is_no_address_of_sentinels(name, url):
    with pytest.raises(SettingsError, match=f"^{name} is wrong: it must be redis"):
        _ = Settings({"REDIS_URL": "redis://cache", name: url}).redis


# ----------------------------------------------------------------------------- real servers


@pytest.fixture
def primary(server_folder: Path) -> Iterator[ValkeyServer]:
    register = Register(server_folder / "children.json")
    server = ValkeyServer(
        server_folder / "primary", server_folder / "primary.log", register, password="a-word"
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sentinels(primary: ValkeyServer, server_folder: Path) -> Iterator[Sentinels]:
    register = Register(server_folder / "sentinels.json")
    made = Sentinels(primary, server_folder, server_folder, register, "another@word")
    made.start()
    yield made
    made.stop()


async def found_again(ask: Callable[[], Awaitable[Any]]) -> Any:
    """The first answer, once the Sentinels have agreed who is the primary."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await ask()
            except (redis.RedisError, OSError):
                await asyncio.sleep(0.05)


async def test_the_new_primary_is_found(sentinels, primary):
    url = sentinels.url_of(3)
    broker.install()
    made = redis_servers.broker(url)
    commands = Commands(url)
    await commands.start()
    connection = kombu.Connection(made.url, transport_options=made.options)
    with closing(redis_servers.client(url)) as client, connection:
        async with aclosing(redis_servers.async_client(url)) as async_client:
            asks = (
                lambda: async_client.get("name"),
                lambda: asyncio.to_thread(client.get, "name"),
                lambda: commands.send("GET", "name"),
                lambda: asyncio.to_thread(connection.default_channel.client.get, "name"),
            )
            client.set("name", "value")
            assert client.wait(1, 10_000) == 1
            assert [await ask() for ask in asks] == [b"value"] * 4
            os.kill(primary.pid, signal.SIGKILL)
            await asyncio.to_thread(sentinels.await_promotion)
            assert [await found_again(ask) for ask in asks] == [b"value"] * 4
    commands.stop()


async def test_a_server_that_is_no_primary_any_more_counts_as_lost(primary):
    link = Commands(primary.url)
    await link.start()
    with redis.Redis.from_url(primary.url) as client:
        client.replicaof("127.0.0.1", 1)
        waiting = [link.send("SET", "name", "value"), link.send("GET", "name")]
        for one in waiting:
            with pytest.raises(Lost):
                await one
        client.replicaof("NO", "ONE")
    assert await found_again(lambda: link.send("SET", "name", "value")) == b"OK"
    link.stop()
