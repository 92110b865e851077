"""What happens on the server, without workers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from broker import scripts


class Consumer:
    """A worker's side: it sends its wait and its fetch in one write."""

    def __init__(self, client: Any, name: str, queues: tuple[str, ...] = ("one",)) -> None:
        self.redis, self.name, self.queues = client, name, queues
        self.parked = scripts.parked_key(name)
        self.connection = client.connection_pool.make_connection()
        self.connection.connect()
        self.connection.send_command("CLIENT", "ID")
        self.id = self.connection.read_response()
        for queue in queues:
            client.sadd(f"broker:workers:{queue}", name)
        client.hset(scripts.CONSUMERS, name, "\n".join(queues))

    def _fetch(self, most: int) -> tuple[Any, ...]:
        keys = (self.parked, *self.queues)
        return ("EVAL", scripts.FETCH, len(keys), *keys, most, 0, self.name)

    def wait(self, most: int = 10) -> None:
        """Begin to wait; return when Redis has blocked the client."""
        commands = [scripts.wait(self.name, self.queues[0], 0), self._fetch(most)]
        self.connection.send_packed_command(self.connection.pack_commands(commands))
        deadline = time.monotonic() + 20
        while not self.waits():
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def waits(self) -> bool:
        (client,) = self.redis.client_list(client_id=[self.id])
        return "b" in client["flags"]

    def taken(self) -> list[str]:
        """The messages that it took when its wait was over."""
        self.connection.read_response()
        return self.connection.read_response()[1::3]

    def fetch(self, most: int = 10) -> list[str]:
        """Take messages without waiting."""
        return self.redis.execute_command(*self._fetch(most))[1::3]

    def woken(self) -> list[str]:
        return self.redis.lrange(scripts.woken_key(self.name, "one"), 0, -1)

    def reclaim(self, *kept: str) -> int:
        keys = (self.parked, *self.queues)
        return self.redis.eval(scripts.RECLAIM, len(keys), *keys, self.name, *kept)


@pytest.fixture
def consumers(redis_client: Any) -> Iterator[list[Consumer]]:
    made = [Consumer(redis_client, name) for name in ("a", "b")]
    yield made
    for one in made:
        one.connection.disconnect()


def test_a_message_wakes_one_of_those_who_wait(consumers, redis_client):
    first, second = consumers
    first.wait()
    second.wait()
    redis_client.lpush("one", "m1")
    assert first.taken() == ["m1"]
    assert second.waits()
    redis_client.lpush("one", "m2")
    assert second.taken() == ["m2"]
    assert [one.woken() for one in consumers] == [[], []]
    assert [redis_client.hvals(one.parked) for one in consumers] == [["m1"], ["m2"]]


def test_many_messages_are_shared_in_their_order(consumers, redis_client):
    for one in consumers:
        one.wait()
    redis_client.lpush("one", *(f"m{number}" for number in range(8)))
    taken = [one.taken() for one in consumers]
    assert sorted(map(len, taken)) == [2, 4]  # half of the waiting messages, each time
    assert sorted(taken[0] + taken[1]) == [f"m{number}" for number in range(6)]
    assert [sorted(one) for one in taken] == taken
    assert redis_client.lrange("one", 0, -1) == ["m7", "m6"]


def woken(consumer: Consumer, message: str) -> None:
    """Its wait was over, and its fetch was lost with the scripts of the server."""
    consumer.redis.lpush(scripts.woken_key(consumer.name, "one"), message)


def test_what_woke_it_is_taken_first_by_the_next_fetch(consumers, redis_client):
    first, _ = consumers
    woken(first, "m0")
    redis_client.lpush("one", "m1", "m2", "m3")
    assert first.fetch() == ["m0", "m1"]
    assert redis_client.lrange("one", 0, -1) == ["m3", "m2"]


def test_what_woke_it_is_handed_back(consumers, redis_client):
    first, _ = consumers
    woken(first, "m0")
    redis_client.lpush("one", "m1")
    assert first.reclaim() == 1
    assert redis_client.lrange("one", 0, -1) == ["m1", "m0"]
    assert first.woken() == []


def test_what_woke_one_that_died_comes_back(consumers, redis_client):
    first, second = consumers
    woken(first, "m0")
    redis_client.set(scripts.lease_key(second.name), 1)
    assert redis_client.eval(scripts.RESTORE, 1, scripts.CONSUMERS) == 1
    assert second.fetch() == ["m0"]
    assert redis_client.hkeys(scripts.CONSUMERS) == ["b"]
