"""Reads on a streaming replica that is late, cancels, hangs, is killed, returns, is promoted."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from configuration.kinds import database
from devtools.embedded import PostgresServer, StandbyServer
from devtools.processes import wait_until
from models import db, replica
from models.replica import AWAY, BEHIND, PRIMARY_POSITION, REFUSED, Elsewhere, Replica
from tests.e2e.waiting import until
from tests.fixtures import servers
from tests.fixtures.client import Client
from tests.fixtures.databases import execute
from tests.fixtures.service import NewService, Person, Service

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

READS = re.compile(r'^\w*reads_total\{source="(\w+)"\} (\d+)', re.MULTILINE)
NOT_DELAYED = "ALTER SYSTEM SET max_standby_streaming_delay = 0"
RUNNING = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%%'"


class Cluster(NamedTuple):
    """A primary with the tables, and its replica."""

    primary: PostgresServer
    standby: StandbyServer

    def follows(self) -> bool:
        """Whether the replica has all that the primary has."""
        state = "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()"
        return ask(self.primary, state) == 1

    @property
    def position(self) -> int:
        return int(ask(self.primary, PRIMARY_POSITION))


def ask(server: PostgresServer, statement: str) -> Any:
    """Run one statement with the rights of an administrator; its first value."""
    rows = execute(server.url, statement)
    return rows[0][0] if rows else None


@pytest.fixture
def cluster(server_folder: Path) -> Iterator[Cluster]:
    register = servers.current().register
    primary = PostgresServer(server_folder / "primary", server_folder / "primary.log", register)
    standby = StandbyServer(
        primary, server_folder / "standby", server_folder / "standby.log", register
    )
    try:
        primary.start()
        servers.migrate(primary.url)
        ask(primary, NOT_DELAYED)
        standby.start()
        yield Cluster(primary, standby)
    finally:
        standby.stop()
        primary.stop()


@pytest.fixture
def opened(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    """A replica as a worker has it, with short waits."""
    for name in ("LOOK_SECONDS", "RETRY_SECONDS", "IMPATIENT_SECONDS"):
        monkeypatch.setattr(replica, name, 0.0)
    monkeypatch.setattr(replica, "WATCH_SECONDS", 0.02)
    monkeypatch.setattr(replica, "MOST_BEHIND_SECONDS", 60.0)
    engine = db.make_engine(database.read(cluster.standby.url), 1)
    made = Replica(engine, lambda: cluster.position)
    yield made
    made.close()


def outcome(opened: Replica, lsn: int = 0, statement: str = "SELECT 1") -> str:
    """Why a read does not run there; "" when it does."""
    try:
        with opened.reading(lsn) as session:
            db.run(session, statement, {})
    except Elsewhere as why:
        return str(why)
    return ""


def eventually(true: Callable[[], object]) -> None:
    assert wait_until(lambda: bool(true()), 60)


# --------------------------------------------------------------------------- by a worker itself


def knows_what_it_lacks(cluster: Cluster, opened: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cluster.primary, "CREATE TABLE kept AS SELECT 1 AS n")
    old = cluster.position
    eventually(lambda: not outcome(opened, old, "SELECT FROM kept"))
    ask(cluster.standby, "SELECT pg_wal_replay_pause()")
    ask(cluster.primary, "INSERT INTO kept VALUES (2)")
    assert outcome(opened, cluster.position) == BEHIND
    assert outcome(opened, old) == ""
    # A replica that is late for too long is not used by calls that need nothing new, either.
    monkeypatch.setattr(replica, "MOST_BEHIND_SECONDS", -1.0)
    assert outcome(opened, old) == BEHIND
    monkeypatch.setattr(replica, "MOST_BEHIND_SECONDS", 60.0)
    assert outcome(opened, old) == BEHIND
    ask(cluster.standby, "SELECT pg_wal_replay_resume()")
    eventually(lambda: not outcome(opened, cluster.position))
    assert outcome(opened, cluster.position, "INSERT INTO kept VALUES (3)") == REFUSED
    assert outcome(opened, cluster.position) == ""


def lets_go_of_a_read(
    cluster: Cluster, opened: Replica, monkeypatch: pytest.MonkeyPatch, *, hangs: bool
) -> None:
    """The replayed log needs a table that the read uses, or the server sends nothing."""
    with ThreadPoolExecutor(1) as worker:
        read = worker.submit(outcome, opened, 0, "SELECT pg_sleep(60) FROM kept")
        eventually(lambda: ask(cluster.standby, RUNNING))
        if hangs:
            monkeypatch.setattr(replica, "HANG_SECONDS", 0.0)
        else:
            ask(cluster.primary, "TRUNCATE kept; INSERT INTO kept VALUES (1)")
        assert read.result(60) == (AWAY if hangs else REFUSED)
    monkeypatch.setattr(replica, "HANG_SECONDS", 60.0)
    eventually(lambda: not outcome(opened, cluster.position))


def knows_that_it_was_promoted(cluster: Cluster, opened: Replica) -> None:
    before = cluster.position
    cluster.standby.promote()
    assert outcome(opened) == AWAY
    # The log of another server does not reach new positions, however long it is.
    assert ask(cluster.standby, PRIMARY_POSITION) > before + (1 << 40)


# ------------------------------------------------------------------------------- by a service


def reads(service: Service) -> Counter[str]:
    """How many reads primary and replica have answered."""
    found = READS.findall(service.http.get("/metrics").text)
    return Counter({source: int(number) for source, number in found})


async def until_answered(service: Service, client: Client, source: str) -> None:
    """Read until one was answered in this way."""
    before = reads(service)[source]
    while reads(service)[source] == before:
        await client.ok("user.info2", uid=people(service)[0])


async def history(client: Client, uid: int) -> list[int]:
    return [one["msgid"] for one in (await client.ok("message.history", uid=uid))["message"]]


async def shows_what_was_shown(service: Service, cluster: Cluster, clients: list[Client]) -> None:
    """To the writer, on each device, and to who got the push, while the replica is late."""
    (a, tablet, b), (ming, hong) = clients, people(service)
    await until_answered(service, a, "replica")
    await until(cluster.follows)
    ask(cluster.standby, "SELECT pg_wal_replay_pause()")
    before = reads(service)
    sent = (await a.ok("message.send", uid=hong, content="你好"))["msgid"]
    assert (await b.push("newmsg"))["message"]["msgid"] == sent
    assert [(await history(client, hong))[0] for client in (a, tablet)] == [sent, sent]
    assert (await history(b, ming))[0] == sent
    assert (reads(service) - before)["replica"] == 0
    assert (await b.ok("event.sync"))["items"]
    ask(cluster.standby, "SELECT pg_wal_replay_resume()")
    await until_answered(service, b, "replica")
    assert (await history(b, ming))[0] == sent


async def goes_on_without(service: Service, cluster: Cluster, clients: list[Client]) -> None:
    """The replica is killed, and started again."""
    assert cluster.standby.pid
    os.kill(cluster.standby.pid, signal.SIGKILL)
    for client in clients:
        await client.ok("user.info2", uid=people(service)[0])
    await until_answered(service, clients[0], "away")
    cluster.standby.stop()
    cluster.standby.start()
    await until_answered(service, clients[0], "replica")


def people(service: Service) -> list[int]:
    return [row.uid for row in service.sql("SELECT uid FROM users ORDER BY uid")]


async def test_reads_on_a_replica(
    new_service: NewService, cluster: Cluster, opened: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows_what_it_lacks(cluster, opened, monkeypatch)
    lets_go_of_a_read(cluster, opened, monkeypatch, hangs=False)
    lets_go_of_a_read(cluster, opened, monkeypatch, hangs=True)
    urls = {"database_url": cluster.primary.url, "DATABASE_REPLICA_URL": cluster.standby.url}
    service = new_service(slow=False, RATE_MULTIPLIER="0", **urls)
    ming, hong = service.make_user(), service.make_user()
    second = Person(ming.uid, ming.phone, *service.make_session(ming.uid))
    async with service.enter(ming) as a, service.enter(second) as tablet, service.enter(hong) as b:
        await shows_what_was_shown(service, cluster, [a, tablet, b])
        await goes_on_without(service, cluster, [a, tablet, b])
        knows_that_it_was_promoted(cluster, opened)
        await until_answered(service, a, "away")
    service.stop()
