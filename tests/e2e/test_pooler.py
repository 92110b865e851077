"""PostgreSQL behind PgBouncer, as many platforms offer it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import make_url

from devtools import processes
from devtools.ports import free_ports
from tests.e2e.talk import talk
from tests.fixtures import servers
from tests.fixtures.service import NewService, Service

PROGRAM = shutil.which("pgbouncer")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(PROGRAM is None, reason="there is no PgBouncer"),
]

CONFIGURATION = """
[databases]
{database} = host={host} port={port} user={user} {password}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
auth_type = any
pool_mode = {mode}
default_pool_size = 3
{more}
"""

NewPooler = Callable[..., tuple[str, str]]


@pytest.fixture
def new_pooler(new_database: Callable[[], str], server_folder: Path) -> Iterator[NewPooler]:
    """Starts PgBouncers with three connections to a new database.

    start(mode, more lines) gives the addresses of the server and of the pooler.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start(mode: str, more: str = "") -> tuple[str, str]:
        url = make_url(new_database())
        (own_port,) = free_ports(1)
        file = server_folder / "pgbouncer.ini"
        file.write_text(
            CONFIGURATION.format(
                database=url.database,
                host=url.query.get("host", url.host),
                port=url.port or 5432,
                user=url.username,
                password=f"password={url.password}" if url.password else "",
                own_port=own_port,
                mode=mode,
                more=more,
            )
        )
        # As root it refuses to run, and only this account enters the server's folder.
        account = Path(str(url.query.get("host", server_folder))).owner()
        command = [str(PROGRAM), "-u", account, str(file)]
        log = (server_folder / "pgbouncer.log").open("ab")
        started.append(subprocess.Popen(command, stderr=log))
        log.close()
        servers.current().register.add(started[-1].pid)
        pooled = url.set(host="127.0.0.1", port=own_port, query={})
        address = pooled.set(drivername="postgresql").render_as_string(hide_password=False)
        processes.wait_until(lambda: _answers(address), 10)
        assert _answers(address), (server_folder / "pgbouncer.log").read_text()
        return url.render_as_string(hide_password=False), address

    yield start
    for pooler in started:
        pooler.kill()
        pooler.wait()
        servers.current().register.remove(pooler.pid)


def _answers(address: str) -> bool:
    try:
        psycopg2.connect(address, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


async def _many_starts(service: Service) -> None:
    """More sessions at once than the pooler has connections, each with a write and a read."""
    people = [service.make_user() for _ in range(12)]

    async def start_and_write(number: int) -> None:
        async with service.enter(people[number]) as client:
            other = people[number - 1].uid
            await client.ok("message.send", uid=other, content="你好", cdata=f"message-{number}")
            assert (await client.ok("user.info2", uid=other))["user"]["uid"] == other

    await asyncio.gather(*(start_and_write(number) for number in range(len(people))))


@pytest.mark.parametrize(
    ("mode", "more", "settings"),
    [
        ("transaction", "", {"DATABASE_POOLER": "on"}),
        ("session", "ignore_startup_parameters = options", {}),
        # A new client of a session pooler without resets gets a connection with old statements.
        ("session", "ignore_startup_parameters = options\nserver_reset_query = SELECT 1", {}),
    ],
)
async def test_everything_goes_through_a_pooler(
    new_service: NewService, new_pooler: NewPooler, mode: str, more: str, settings: dict[str, str]
) -> None:
    direct, pooled = new_pooler(mode, more)
    service = new_service(
        workers=2, slow=False, database_url=direct, DATABASE_URL=pooled, **settings
    )
    await talk(service)
    await _many_starts(service)
    for worker in service.workers:
        worker.stop()
    service.start(*(worker.name for worker in service.workers))
    await _many_starts(service)
    service.stop()
