"""The embedded servers: data stays, and a killed run's server does not prevent the next start."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from devtools import processes
from devtools.embedded import EmbeddedServer, PostgresServer, ValkeyServer
from devtools.errors import Refused
from devtools.leftovers import Register
from tests.fixtures.databases import execute


@pytest.fixture
def folder(server_folder: Path) -> Path:
    return server_folder


@pytest.fixture
def started() -> Iterator[list[EmbeddedServer]]:
    servers: list[EmbeddedServer] = []
    yield servers
    for server in servers:
        server.stop()


def postgres(folder: Path, *, durable: bool = False) -> PostgresServer:
    register = Register(folder / "children.json")
    return PostgresServer(folder / "pg", folder / "pg.log", register, durable=durable)


def valkey(folder: Path, *, durable: bool = True) -> ValkeyServer:
    register = Register(folder / "children.json")
    password = "0123456789abcdef"
    return ValkeyServer(
        folder / "valkey", folder / "valkey.log", register, password=password, durable=durable
    )


def test_postgres_keeps_its_data(folder: Path, started: list[EmbeddedServer]) -> None:
    first = postgres(folder)
    first.start()
    execute(first.url, "CREATE TABLE kept AS SELECT 42 AS n")
    first.stop()
    assert not first.running()

    second = postgres(folder)
    started.append(second)
    second.start()

    assert execute(second.url, "SELECT n FROM kept") == [(42,)]


def test_postgres_of_a_killed_run_makes_way(folder: Path, started: list[EmbeddedServer]) -> None:
    orphan = postgres(folder)
    orphan.start()
    execute(orphan.url, "CREATE TABLE kept AS SELECT 42 AS n")

    second = postgres(folder)
    started.extend([second, orphan])
    second.start()

    assert execute(second.url, "SELECT n FROM kept") == [(42,)]
    assert not orphan.running()


def test_a_killed_postgres_starts_again(folder: Path, started: list[EmbeddedServer]) -> None:
    server = postgres(folder, durable=True)
    started.append(server)
    server.start()
    execute(server.url, "CREATE TABLE kept AS SELECT 42 AS n")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not server.running(), 5)

    server.start()

    assert execute(server.url, "SELECT n FROM kept") == [(42,)]


def test_postgres_listens_on_no_port(folder: Path, started: list[EmbeddedServer]) -> None:
    server = postgres(folder)
    started.append(server)
    server.start()

    assert execute(server.url, "SHOW listen_addresses") == [("",)]
    assert (folder / "pg").stat().st_mode & 0o077 == 0


def test_a_long_path_is_no_obstacle(folder: Path, started: list[EmbeddedServer]) -> None:
    deep = folder / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    server = postgres(deep)
    started.append(server)
    server.start()

    assert execute(server.url, "SELECT 1") == [(1,)]


def test_data_of_another_version_is_refused(folder: Path) -> None:
    server = postgres(folder)
    (folder / "pg" / "data").mkdir(parents=True)
    (folder / "pg" / "data" / "PG_VERSION").write_text("9\n")

    with pytest.raises(Refused, match="made by PostgreSQL 9"):
        server.start()


def test_a_full_disk_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = folder / "programs"
    programs.mkdir()
    says = "FATAL: could not write to file: No space left on device"
    for name, text in (("postgres", "echo postgres 18.1"), ("initdb", f"echo {says} >&2; exit 1")):
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setattr("devtools.embedded.postgres.POSTGRES_PROGRAMS", programs)

    with pytest.raises(Refused, match=r"^the disk is full, so .*: make room, or set DATA_DIR"):
        postgres(folder).start()


def test_valkey_keeps_its_data_and_port(folder: Path, started: list[EmbeddedServer]) -> None:
    first = valkey(folder)
    first.start()
    with redis.Redis.from_url(first.url) as client:
        client.set("kept", "42")
    first.stop()

    second = valkey(folder)
    started.append(second)
    second.start()

    assert second.url == first.url
    with redis.Redis.from_url(second.url) as client:
        assert client.get("kept") == b"42"


def test_valkey_of_a_killed_run_makes_way(folder: Path, started: list[EmbeddedServer]) -> None:
    orphan, second = valkey(folder), valkey(folder)
    orphan.start()
    started.extend([second, orphan])

    second.start()

    assert second.answers()
    assert not orphan.running()


def test_valkey_wants_the_password(folder: Path, started: list[EmbeddedServer]) -> None:
    server = valkey(folder)
    started.append(server)
    server.start()
    without = "redis://" + server.url.partition("@")[2]

    with redis.Redis.from_url(without) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    assert (folder / "valkey" / "valkey.conf").stat().st_mode & 0o777 == 0o600
