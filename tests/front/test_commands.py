"""Commands over the gateway's one connection to Redis."""

import asyncio

import pytest
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import ResponseError

from front import commands
from front.commands import Commands
from settings import settings

ECHO = "return {KEYS[1], ARGV[1]}"


@pytest.fixture
async def link(redis_client):
    one = Commands(settings.redis.url)
    await one.start()
    yield one
    one.stop()


async def test_answers_come_to_those_who_asked(link):
    answers = await asyncio.gather(*(link.send("ECHO", str(number)) for number in range(500)))
    assert answers == [str(number).encode() for number in range(500)]


async def test_a_turn_is_one_write(link, monkeypatch):
    writes = []
    send = link._link.send
    monkeypatch.setattr(link._link, "send", lambda *all_: (writes.append(len(all_)), send(*all_)))
    await asyncio.gather(*(link.send("PING") for _ in range(7)))
    await link.send("PING")
    assert writes == [7, 1]


async def test_a_script_that_redis_forgot(link, redis_client):
    for _ in range(2):
        redis_client.script_flush()
        assert await link.run(ECHO, ["key"], [b"argument"]) == [b"key", b"argument"]
        assert await link.run(ECHO, ["key"], [3]) == [b"key", b"3"]


async def test_a_refused_command_is_the_asker_s_alone(link):
    bad, good = link.send("LLEN"), link.send("PING")
    with pytest.raises(ResponseError, match="wrong number"):
        await bad
    assert await good == b"PONG"


async def test_who_gave_up_waiting_disturbs_nobody(link):
    first, second = link.send("ECHO", "1"), link.send("ECHO", "2")
    first.cancel()
    assert await second == b"2"


async def test_a_lost_connection(link, redis_client):
    number = await link.send("CLIENT", "ID")
    waiting = link.send("BLPOP", "nothing", 0)
    await asyncio.sleep(0)
    redis_client.execute_command("CLIENT", "KILL", "ID", number)
    with pytest.raises(Lost):
        await waiting
    with pytest.raises(Lost):
        await link.send("PING")
    async with asyncio.timeout(10):
        while not link._link.is_up:
            await asyncio.sleep(0.01)
    assert await link.send("PING") == b"PONG"


async def test_a_redis_that_does_not_answer_is_given_up(link, monkeypatch):
    link.expire()  # no command waits, so none is late
    monkeypatch.setattr(commands, "ANSWER_SECONDS", 0)
    waiting = link.send("BLPOP", "nothing", 0)
    await asyncio.sleep(0.01)
    link.expire()
    with pytest.raises(Lost):
        await waiting


async def test_stopping_tells_those_who_wait(redis_client):
    link = Commands(settings.redis.url)
    await link.start()
    waiting = link.send("BLPOP", "nothing", 0)
    link.stop()
    with pytest.raises(Lost):
        await waiting
