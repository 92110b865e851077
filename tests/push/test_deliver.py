"""Which gateways get which pushes, in how many messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TypeAlias

import pytest
import redis

from devtools.embedded import ValkeyServer
from devtools.ports import free_ports
from devtools.processes import wait_until
from push import deliver, presence
from push.servers import Servers
from tests.fixtures import servers
from wire import bus

ONE, TWO, DEAD = (token_hex(6) for _ in range(3))
Heard: TypeAlias = dict[str, list[list[bus.Message]]]


@pytest.fixture
def bare(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def gateways(bare: redis.Redis, redis_client: redis.Redis) -> None:
    """1 is connected to one gateway, 2 to the other, 3 to both, 4 to one that is dead."""
    for front in (ONE, TWO):
        redis_client.set(presence.front_key(front), 1)
    for uid, fronts in {1: [ONE], 2: [TWO], 3: [ONE, TWO], 4: [DEAD]}.items():
        for front in fronts:
            redis_client.hset(presence.user_key(uid), f"{front}-{uid}", front)


@pytest.fixture
def heard(bare: redis.Redis, gateways: None) -> Iterator[Callable[..., Heard]]:
    """Send items; what each of the gateways got, by message."""
    with ExitStack() as stack:
        ears = {front: stack.enter_context(bare.pubsub()) for front in (ONE, TWO, DEAD)}
        for front, ear in ears.items():
            ear.subscribe(bus.channel(front))
            assert ear.get_message(timeout=5)["type"] == "subscribe"

        def messages(front: str) -> Iterator[list[bus.Message]]:
            bare.publish(bus.channel(front), "end")
            while (data := ears[front].get_message(timeout=5)["data"]) != b"end":
                yield bus.decode(data)

        def run(*items: bus.Message) -> Heard:
            Servers([bare]).send(0, deliver.commands(items))
            return {front: list(messages(front)) for front in ears}

        yield run


def to(*uids: int, size: int = 0, number: int = 0) -> bus.ToUsers:
    return bus.ToUsers(list(uids), "newmsg", b"x" * size, seqs=[number] * len(uids))


def test_one_message_a_gateway_with_its_items_in_their_order(heard: Callable[..., Heard]) -> None:
    items = to(1, number=1), to(2), to(3, number=2), to(1, 2, 3, number=3), to(4), to(5)
    got = heard(*items)
    assert got[ONE] == [[items[0], items[2], items[3]]]
    assert got[TWO] == [[items[1], items[2], items[3]]]


@pytest.mark.parametrize("count", [15, 16, 300, deliver.PART])
def test_as_many_as_one_script_takes(heard: Callable[..., Heard], count: int) -> None:
    items = [to(1, number=number) for number in range(count)]
    assert heard(*items)[ONE] == [items]


@pytest.mark.parametrize(
    ("items", "sizes"),
    [
        ([to(1, number=number) for number in range(deliver.PART + 1)], [deliver.PART, 1]),
        ([to(*range(1, 101))] * 11, [10, 1]),
        ([to(1, size=deliver.PART_BYTES)] * 2, [1, 1]),
    ],
    ids=["items", "users", "bytes"],
)
def test_more_take_several_scripts(
    heard: Callable[..., Heard], items: list[bus.ToUsers], sizes: list[int]
) -> None:
    got = heard(*items)[ONE]
    assert [len(message) for message in got] == sizes
    assert [item for message in got for item in message] == items


def test_a_push_to_nobody_moves_no_other(heard: Callable[..., Heard]) -> None:
    items = to(1), to(), to(2)
    got = heard(*items)
    assert (got[ONE], got[TWO]) == ([[items[0]]], [[items[2]]])


def test_many_receivers_go_to_every_gateway_instead(bare: redis.Redis) -> None:
    crowd = to(*range(deliver.DIRECT + 1))
    assert [command[0] for command in deliver.commands([crowd])] == ["PUBLISH"]
    assert deliver.commands([]) == []


def test_redis_may_have_been_started_anew(bare: redis.Redis, heard: Callable[..., Heard]) -> None:
    heard(to(1))
    bare.script_flush()
    assert heard(to(1))[ONE] == [[to(1)]]


class Node(ValkeyServer):
    """One of a cluster, which has the slots that it is given and refuses scripts all other keys."""

    def _text(self) -> str:
        own = f"cluster-enabled yes\ncluster-port {free_ports(1)[0]}\n"
        return super()._text() + own + "cluster-require-full-coverage no\n"


def test_a_cluster_would_run_the_script(server_folder: Path) -> None:
    register = servers.current().register
    node = Node(server_folder / "node", server_folder / "node.log", register, password="secret")
    node.start()
    try:
        with redis.Redis.from_url(node.url) as client, client.pubsub() as ear:
            ear.subscribe(bus.channel(ONE))
            assert ear.get_message(timeout=5)["type"] == "subscribe"
            key = presence.user_key(1)
            client.execute_command(
                "CLUSTER ADDSLOTS", client.execute_command("CLUSTER KEYSLOT", key)
            )
            assert wait_until(partial(_takes, client, key), 30)
            Servers([client]).send(0, deliver.commands([to(1)]))
            assert bus.decode(ear.get_message(timeout=5)["data"]) == [to(1)]
            with pytest.raises(redis.ResponseError, match="non local key"):
                deliver.where(Servers([client]), [1])
    finally:
        node.stop()


def _takes(client: redis.Redis, key: str) -> bool:
    try:
        return bool(client.hset(key, "a-connection", ONE))
    except redis.RedisError:
        return False  # it begins to serve its slots some time after it was given them


def test_who_is_online(bare: redis.Redis, gateways: None) -> None:
    assert deliver.online(Servers([bare]), [1, 2, 3, 4, 5]) == [1, 2, 3]
