"""Session starts that workers answered at the same moment, on their way into Redis."""

from __future__ import annotations

from collections import deque
from secrets import token_hex
from typing import Any

import pytest
import redis
from redis.exceptions import ConnectionError as Lost

from front import registration
from front.calls import Call
from front.close_codes import REPLACED
from front.connection import Connection
from front.hub import Hub
from push import presence
from tests.e2e.waiting import until
from tests.front.gateway import replies
from tests.front.transport import Transport
from wire import bus, errors, frames


@pytest.fixture
async def hub(redis_client, tmp_path):
    made = Hub(tmp_path)
    await made.start()
    yield made
    await made.stop()
    await made.queue.close()
    links = [one._link for one in (*made.listeners, made.queue, *made.sessions.commands)]
    await until(lambda: not any(link.is_up for link in links))


class Clients:
    """Connections of a gateway whose session starts are on their way."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.calls: deque[tuple[Call, Connection]] = deque()

    def start(self, since: float = 1.0) -> Connection:
        transport: Any = Transport()
        made = self.hub.open(transport, zlib=False, address="192.0.2.1")
        made.starting, made.since, made.in_flight = True, since, 1
        call = Call(self.hub.functions["session.start2"], b'"a"', made)
        self.calls.append((call, made))
        return made

    def answer(self, *sessions: tuple[int, int]) -> None:
        """The answers of a worker to the oldest starts: user and session of each."""
        for uid, sid in sessions:
            call, connection = self.calls.popleft()
            frame = frames.reply(b"{}", call.cdata)
            effects: list[bus.Effect] = [bus.Bind(uid, sid, False)]
            reply = bus.Reply(1, 0, frame, 0.0, 0.001, effects=effects)
            self.hub.sessions.started(connection, call, reply)

    async def written(self) -> None:
        await until(lambda: not self.hub.sessions.pending)


@pytest.fixture
def clients(hub):
    return Clients(hub)


def errnos(connection: Connection) -> list[int]:
    return [reply["errno"] for reply in replies(connection)]


@pytest.fixture
def scripts(hub, monkeypatch):
    """The number of keys of each script."""
    sizes: list[int] = []
    run = hub.sessions.commands[0].run

    async def counted(script, keys, args):
        sizes.append(len(keys))
        return await run(script, keys, args)

    monkeypatch.setattr(hub.sessions.commands[0], "run", counted)
    return sizes


async def test_starts_of_one_moment_are_one_script(hub, clients, redis_client, scripts):
    opened = [clients.start() for _ in range(5)]
    clients.answer(*((uid, uid) for uid in range(1, 6)))
    await clients.written()
    assert [errnos(one) for one in opened] == [[0]] * 5
    for uid, one in enumerate(opened, 1):
        assert redis_client.hgetall(presence.user_key(uid)) == {one.guid: hub.front}
        assert redis_client.get(presence.live_key(uid)) == f"{hub.front} {one.guid} 1.000000"
    users = redis_client.smembers(presence.front_users_key(hub.front))
    assert users == {"1", "2", "3", "4", "5"}
    assert scripts == [1 + 2 * 5]


async def test_no_script_has_too_many(clients, scripts, monkeypatch):
    monkeypatch.setattr(registration, "AT_ONCE", 3)
    opened = [clients.start() for _ in range(5)]
    clients.answer(*((uid, uid) for uid in range(1, 6)))
    await clients.written()
    assert [errnos(one) for one in opened] == [[0]] * 5
    assert scripts == [1 + 2 * 3, 1 + 2 * 2]


async def test_two_of_one_session_at_the_same_moment(hub, clients, redis_client):
    first, second, other = (clients.start(since) for since in (1.0, 2.0, 3.0))
    clients.answer((7, 3), (7, 3), (8, 4))
    await clients.written()
    await until(lambda: first.close_code)
    assert [one.close_code for one in (first, second, other)] == [REPLACED, 0, 0]
    assert redis_client.get(presence.live_key(3)) == f"{hub.front} {second.guid} 2.000000"


async def test_one_that_was_overtaken_disturbs_nobody(hub, clients):
    newer, older, other = (clients.start(since) for since in (2.0, 1.0, 3.0))
    clients.answer((7, 3), (7, 3), (8, 4))
    await clients.written()
    assert [errnos(one) for one in (newer, older, other)] == [[0], [0], [0]]
    assert [one.close_code for one in (newer, older, other)] == [0, REPLACED, 0]


async def test_connections_of_a_gateway_are_closed_by_one_message(clients, redis_url, redis_client):
    other = token_hex(6)  # all databases share the channel's name
    for sid in (3, 4):
        redis_client.set(presence.live_key(sid), f"{other} {other}-{sid} 0.5")
    client = redis.Redis.from_url(redis_url)
    with client.pubsub() as ear:
        ear.subscribe(bus.channel(other))
        assert ear.get_message(timeout=5)["type"] == "subscribe"
        clients.start()
        clients.start()
        clients.answer((7, 3), (8, 4))
        await clients.written()
        data = ear.get_message(timeout=5)["data"]
    client.close()
    assert bus.decode(data) == [bus.CloseConnection(f"{other}-{sid}", REPLACED) for sid in (3, 4)]


async def test_one_that_left_meanwhile_is_not_registered(hub, clients, redis_client):
    gone, stays = clients.start(), clients.start()
    clients.answer((7, 3), (8, 4))
    gone.transport.abort()
    gone.connection_lost(None)
    await clients.written()
    assert not redis_client.exists(presence.user_key(7), presence.user_key(0))
    assert redis_client.hlen(presence.user_key(8)) == 1
    assert errnos(stays) == [0]


async def test_without_redis_all_are_told_to_try_again(hub, clients, monkeypatch):
    async def fails(*_: object) -> None:
        raise Lost("redis was lost")

    opened = [clients.start(), clients.start()]
    monkeypatch.setattr(hub.sessions.commands[0], "run", fails)
    clients.answer((7, 3), (8, 4))
    await clients.written()
    assert [errnos(one) for one in opened] == [[errors.Busy.errno]] * 2
    assert [(one.uid, one.was_started) for one in opened] == [(0, False)] * 2


async def test_what_redis_has_lost_is_written_again(hub, clients, redis_client, monkeypatch):
    monkeypatch.setattr(registration, "AT_ONCE", 3)
    opened = [clients.start() for _ in range(7)]
    clients.answer(*((uid, uid) for uid in range(1, 8)))
    await clients.written()
    redis_client.flushdb()
    assert await hub.sessions.beat(0)
    for uid, one in enumerate(opened, 1):
        assert redis_client.hgetall(presence.user_key(uid)) == {one.guid: hub.front}
    assert {one.close_code for one in opened} == {0}


async def test_entries_that_could_not_be_written_again_are_tried_at_the_next_beat(
    hub, clients, redis_client, monkeypatch
):
    """The lease goes over another connection, which may be back before the one for commands."""

    async def fails(*_: object) -> None:
        raise Lost("redis is away")

    one = clients.start()
    clients.answer((7, 3))
    await clients.written()
    redis_client.flushdb()
    with monkeypatch.context() as away:
        away.setattr(hub.sessions.commands[0], "run", fails)
        with pytest.raises(Lost):
            await hub.sessions.beat(0)
    assert await hub.sessions.beat(0)
    assert redis_client.hgetall(presence.user_key(7)) == {one.guid: hub.front}
    assert not await hub.sessions.beat(0)
