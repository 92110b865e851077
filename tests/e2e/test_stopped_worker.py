"""A worker that is stopped for longer than its lease.

Its call runs elsewhere, and when it goes on it changes nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.e2e.locks import locked_messages, waits_for_a_lock
from tests.e2e.waiting import until
from tests.fixtures.client import Client
from tests.fixtures.service import NewService, Service
from wire.errors import Busy

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def two_workers(new_service: NewService) -> Iterator[Service]:
    made = new_service(workers=2, slow=False)
    yield made
    made.stop()


def holders(service: Service) -> list[int]:
    """The process ids of the workers that have taken something."""
    parked: Any = service.redis.keys("broker:parked:*")
    return [int(key.split(":")[-2]) for key in parked]


async def woken(service: Service, client: Client, stopped: int) -> None:
    """Wait until the worker has finished its call: it answers one that only it can answer."""
    parents = [psutil.Process(worker.pid) for worker in service.workers]
    (other,) = {child.pid for parent in parents for child in parent.children()} - {stopped}
    os.kill(other, signal.SIGSTOP)
    try:
        while (await client.call("debug.echo"))["errno"]:
            pass
    finally:
        os.kill(other, signal.SIGCONT)


async def until_answered(client: Client, cdata: str, **parm: object) -> dict:
    """The reply; a tagged call is sent again while it gets errno 5."""
    reply = await client.reply(cdata)
    while reply["errno"] == Busy.errno and len(cdata) >= 8:
        reply = await client.call("message.send", cdata=cdata, **parm)
    return reply


@pytest.mark.parametrize("cdata", ["long-enough-for-a-row", "short"], ids=["tagged", "untagged"])
async def test_its_message_is_stored_once(two_workers: Service, cdata: str) -> None:
    """It is stopped inside its transaction until another worker has taken its message."""
    service = two_workers
    sender, receiver = service.make_user(), service.make_user()
    parm = {"uid": receiver.uid, "content": "hello"}
    async with service.enter(sender) as client:
        with locked_messages(service):
            await client.send("message.send", cdata=cdata, **parm)
            await until(lambda: waits_for_a_lock(service))
            (stopped,) = holders(service)
            os.kill(stopped, signal.SIGSTOP)
        try:
            await until(lambda: stopped not in holders(service))
            reply = await until_answered(client, cdata, **parm)
        finally:
            os.kill(stopped, signal.SIGCONT)
        await woken(service, client, stopped)
        rows = service.sql("SELECT msgid FROM messages WHERE toid = :uid", uid=receiver.uid)
    if reply["errno"] == Busy.errno:  # no worker took an untagged call within 8 s
        assert len(rows) <= 1
    else:
        assert [row.msgid for row in rows] == [reply["result"]["msgid"]]
