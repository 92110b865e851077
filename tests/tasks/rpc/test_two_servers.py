"""A broker apart from REDIS_URL: calls come from the one, replies and pushes go to the other."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import redis
from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.orm import Session

from devtools.embedded import ValkeyServer
from devtools.processes import wait_until
from push import presence
from tasks.rpc import load
from tests import factories
from tests.e2e.conftest import NEVER_LOGGED
from tests.fixtures import servers
from tests.fixtures.service import NewService
from wire import bus
from wire.calls import Envelope, Origin

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

BURST = 8
"""Messages that a user may send at once."""
FRONT, OTHER = "asks", "hears"
"""The gateway that asks, and that of the receiver."""
POOLS = ["-P solo", "-P threads -c 2", "-P prefork -c 2"]


class Rig:
    """Two Valkeys, a worker between them, and two gateways that the test stands in for."""

    def __init__(self, folder: Path, broker: str, main: str) -> None:
        self.broker = redis.Redis.from_url(broker)
        self.main = redis.Redis.from_url(main)
        self._urls = {"CELERY_BROKER_URL": broker, "REDIS_URL": main}
        self.log = folder / "worker.log"
        self._database = servers.current().new_database()
        driver = make_url(self._database).set(drivername="postgresql+psycopg2")
        self._engine = create_engine(driver, poolclass=NullPool)
        self._heard = self.main.pubsub(ignore_subscribe_messages=True)
        self._heard.subscribe(*map(bus.channel, (FRONT, OTHER)))
        self._worker: subprocess.Popen[bytes] | None = None

    def start(self, pool: str, batching: str) -> None:
        command = [sys.executable, "-m", "celery", "-q", "-A", "tasks", "worker", "-Q", "rpc"]
        command += [*shlex.split(pool), "--without-gossip", "--without-mingle"]
        settings = self._urls | {"DATABASE_URL": self._database, "BATCHING_BROKER": batching}
        with self.log.open("ab") as log:
            self._worker = subprocess.Popen(
                command, cwd=servers.ROOT, env=os.environ | settings, stdout=log, stderr=log
            )
        servers.current().register.add(self._worker.pid)
        # A call that waits for its start is too old to be answered.
        assert wait_until(lambda: " ready." in self.log.read_text(), 60), self.log.read_text()

    def people(self, *, device: bool) -> tuple[int, int]:
        """A sender, and a receiver who is online."""
        with Session(self._engine) as db:
            sender, receiver = (factories.make_user(db) for _ in range(2))
            if device:
                factories.make_device(db, receiver)
            db.commit()
            uids = sender.uid, receiver.uid
        self.main.hset(presence.user_key(uids[1]), "a-connection", OTHER)
        self.main.set(presence.front_key(OTHER), 1)
        return uids

    def send(self, call: int, sender: int, receiver: int) -> None:
        function = load()["message.send"]
        parm = json.dumps({"uid": receiver, "content": "hello"}).encode()
        # Dated in the future, so that it does not become too old on a slow machine.
        origin = Origin(FRONT, call, "c", sender, 1, False, time.time() + 300, f'"cdata-{call:08}"')
        self.broker.lpush("rpc", Envelope("message.send", function.queue).message(parm, origin))

    def hear(self, calls: int) -> tuple[dict[int, int], dict[bytes, set[int]]]:
        """The errno by call, and receivers by frame, when so many calls have their replies.

        A worker may send something twice: when Redis did not have the script yet.
        """
        errnos: dict[int, int] = {}
        receivers: dict[bytes, set[int]] = {}

        def listen() -> bool:
            while (told := self._heard.get_message()) is not None:
                for item in bus.decode(told["data"]):
                    if isinstance(item, bus.Reply):
                        errnos[item.call] = item.errno
                    elif isinstance(item, bus.ToUsers):
                        receivers[item.frame] = set(item.uids)
            return len(errnos) == len(receivers) == calls

        assert wait_until(listen, 60), f"{errnos}\n{receivers}\n{self.log.read_text()}"
        return errnos, receivers

    def has_jobs(self, number: int) -> bool:
        """Whether so many jobs wait on the broker, where a call's follow-ups belong."""
        return self.broker.llen("slow") == number

    def stop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
            servers.current().register.remove(self._worker.pid)
        for client in (self.broker, self.main):
            client.close()


@pytest.fixture
def valkeys(server_folder: Path) -> Iterator[list[ValkeyServer]]:
    register = servers.current().register
    made = [servers.make_valkey(server_folder / name, register) for name in ("one", "two")]
    for one in made:
        one.start()
    yield made
    for one in made:
        one.stop()


@pytest.fixture
def rig(valkeys: list[ValkeyServer], tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(broker: str, main: str) -> Rig:
        made.append(Rig(tmp_path, broker, main))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def check(rig: Rig) -> None:
    """Each message has its reply, its push, and its job when the receiver has a device."""
    for device in (False, True):
        sender, receiver = rig.people(device=device)
        for call in range(1, BURST + 1):
            rig.send(call, sender, receiver)
        replies, pushes = rig.hear(BURST)
        assert replies == dict.fromkeys(range(1, BURST + 1), 0)
        assert pushes == {frame: {sender, receiver} for frame in pushes}
        assert wait_until(partial(rig.has_jobs, BURST if device else 0), 30)
    assert not rig.main.exists("slow", "broker:consumers")
    assert not NEVER_LOGGED.search(rig.log.read_text())


@pytest.mark.parametrize("pool", POOLS, ids=lambda pool: pool.split()[1])
@pytest.mark.parametrize("batching", ["1", "0"], ids=["batching", "stock"])
def test_two_servers(
    rig: Callable[..., Rig], valkeys: list[ValkeyServer], batching: str, pool: str
) -> None:
    one = rig(valkeys[0].url, valkeys[1].url)
    one.start(pool, batching)
    check(one)


@pytest.mark.parametrize("pool", POOLS[:2], ids=lambda pool: pool.split()[1])
def test_two_databases_of_one_server(
    rig: Callable[..., Rig], valkeys: list[ValkeyServer], pool: str
) -> None:
    """Channels are the same in both, presence is not."""
    one = rig(valkeys[0].url_of(1), valkeys[0].url_of(0))
    one.start(pool, "1")
    check(one)


async def test_a_service(new_service: NewService, valkeys: list[ValkeyServer]) -> None:
    """With a gateway, a worker, and jobs: two people talk, and /health is content."""
    service = new_service(redis_url=valkeys[0].url, CELERY_BROKER_URL=valkeys[1].url)
    try:
        ming, hong = service.make_user(), service.make_user()
        async with service.enter(ming) as a, service.enter(hong) as b:
            for number in range(5):
                sent = await a.ok("message.send", uid=hong.uid, content=str(number))
                assert (await b.push("newmsg"))["message"]["msgid"] == sent["msgid"]
        assert service.http.get("/health").json()["status"] == "ok"
    finally:
        service.stop()
