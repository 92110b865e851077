"""Several Redis servers: what goes over which, also when one is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis

from configuration import redis_servers
from devtools.embedded import ValkeyServer
from devtools.processes import wait_until
from push import deliver, presence
from push import servers as ways_module
from push.deliver import Mail
from push.servers import Servers
from tests.fixtures import servers
from wire import bus
from wire.calls import Origin

FRONT = "0123456789ab"
EVEN, ODD = 2, 3
"""Users of the first and of the second server."""
CROWD = list(range(1, deliver.DIRECT + 2))


@pytest.fixture
def valkeys(
    server_folder: Path, configure: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[ValkeyServer]]:
    register = servers.current().register
    made = [servers.make_valkey(server_folder / name, register) for name in ("zero", "one")]
    for one in made:
        one.start()
    configure("redis", urls=tuple(one.url for one in made))
    monkeypatch.setattr(ways_module, "AGAIN_SECONDS", 0.05)
    yield made
    for one in made:
        one.stop()


@pytest.fixture
def clients(valkeys: list[ValkeyServer]) -> Iterator[list[redis.Redis]]:
    made = [redis.Redis.from_url(one.url, retry=redis_servers.ONCE) for one in valkeys]
    for client in made:
        client.set(presence.front_key(FRONT), 1)
        client.sadd(presence.FRONTS, FRONT)
    for client, uid in zip(made, (EVEN, ODD), strict=True):
        client.hset(presence.user_key(uid), f"{FRONT}-{uid}", FRONT)
        client.sadd(presence.front_users_key(FRONT), uid)
    yield made
    for client in made:
        client.close()


@pytest.fixture
def ways(clients: list[redis.Redis]) -> Iterator[Servers]:
    made = Servers(clients)
    yield made
    made._away.clear()  # ends the threads


@pytest.fixture
def heard(clients: list[redis.Redis], ways: Servers) -> Iterator[Callable[[int], list[Any]]]:
    """`heard(server)`: the items that the gateway got over it, and which channel they took."""
    with ExitStack() as stack:
        ears = [stack.enter_context(client.pubsub()) for client in clients]
        for ear in ears:
            ear.subscribe(bus.channel(FRONT), bus.every_gateway())
            assert [ear.get_message(timeout=5)["type"] for _ in range(2)] == ["subscribe"] * 2

        def read(server: int) -> list[Any]:
            clients[server].publish(bus.channel(FRONT), "end")
            found: list[Any] = []
            while (told := ears[server].get_message(timeout=5))["data"] != b"end":
                found += [(told["channel"].decode(), item) for item in bus.decode(told["data"])]
            return found

        yield read


def to(*uids: int, first: int = 7) -> bus.ToUsers:
    return bus.ToUsers(list(uids), "newmsg", b"x", seqs=list(range(first, first + len(uids))))


def mail(*items: bus.Message, caller: int = 0) -> Mail:
    made = Mail()
    for item in items:
        made.push(item)
    if caller:
        origin = Origin(FRONT, 1, "c", caller, 1, False, 0.0, "")
        made.reply(origin, [bus.encode(bus.Reply(1, 0, b"{}", 0.0, 0.0))])
    return made


OWN, ALL = bus.channel(FRONT), "gateways:0"


def test_receivers_are_told_over_their_own_servers(
    ways: Servers, heard: Callable[[int], list[Any]]
) -> None:
    assert mail(to(EVEN, ODD), to(ODD, first=9)).send(ways) == ([], [])
    assert heard(0) == [(OWN, to(EVEN, first=7))]
    assert heard(1) == [(OWN, to(ODD, first=8)), (OWN, to(ODD, first=9))]


def test_a_reply_goes_over_the_callers(ways: Servers, heard: Callable[[int], list[Any]]) -> None:
    mail(caller=ODD).send(ways)
    assert heard(0) == []
    assert [(channel, item.call) for channel, item in heard(1)] == [(OWN, 1)]


def test_what_concerns_many(ways: Servers, heard: Callable[[int], list[Any]]) -> None:
    """A crowd over one server; a topic over its own, in order; the end of sessions over all."""
    items: list[bus.Message] = [
        bus.CloseSessions([4], 4004),
        to(*CROWD),
        bus.DropWatch("group:1", [ODD]),
        bus.ToTopic("group:1", "newpost", b"x"),
        bus.DropOnline(EVEN, None),
    ]
    mail(*items).send(ways)
    found = heard(0), heard(1)
    assert {channel for one in found for channel, _ in one} == {ALL}
    zero, one = ([item for _, item in told] for told in found)
    assert zero[0] == one[0] == items[0]
    assert sorted(map(items.index, [*zero[1:], *one[1:]])) == [1, 2, 3, 4]
    (topic,) = (told for told in (zero, one) if items[2] in told)
    assert topic.index(items[3]) == topic.index(items[2]) + 1
    assert items[4] in zero


def test_one_is_where_the_broker_is(
    ways: Servers, clients: list[redis.Redis], valkeys: list[ValkeyServer], heard: Any
) -> None:
    for number, valkey in enumerate(valkeys):
        with redis.Redis.from_url(valkey.url) as broker:
            assert ways.which(broker) == number
        with redis.Redis.from_url(valkey.url_of(1)) as broker:
            assert ways.which(broker) is None
    wanted, left = mail(to(EVEN, ODD)).send(ways, piggyback=1)
    assert (heard(0), heard(1), left) == ([(OWN, to(EVEN))], [], [])
    ways.send(1, wanted)
    assert heard(1) == [(OWN, to(ODD, first=8))]


def test_one_is_away(
    ways: Servers, valkeys: list[ValkeyServer], heard: Callable[[int], list[Any]]
) -> None:
    """Gateways hear of everything over the other one; of its users nothing is known."""
    valkeys[1].stop()
    for first in (7, 20):  # it is found away, then known to be
        assert mail(to(EVEN, ODD, first=first), caller=ODD).send(ways) == ([], [])
        own, reply, other = heard(0)
        assert own == (OWN, to(EVEN, first=first))
        assert (reply[0], reply[1].call) == (OWN, 1)
        assert other == (ALL, to(ODD, first=first + 1))
    assert ways.is_away(1)
    assert ways.knows(EVEN)
    assert not ways.knows(ODD)
    assert deliver.where(ways, {EVEN}) == {EVEN: [FRONT]}
    assert deliver.living(ways, {EVEN: [FRONT, "gone"]}) == {EVEN: {FRONT}}
    for ask in (deliver.online, deliver.last_seen):
        ask(ways, [EVEN])
        with pytest.raises(redis.ConnectionError, match="server 1 of REDIS_URL is away"):
            ask(ways, [EVEN, ODD])
    assert deliver.count_online(ways) == 1
    assert deliver.online_among(ways, {EVEN, EVEN + 2, ODD}) == {EVEN, ODD}
    valkeys[1].start()
    assert wait_until(lambda: not ways.is_away(1), 30)
    assert deliver.where(ways, {EVEN, ODD}) == {EVEN: [FRONT]}


def test_the_one_with_the_broker_carries_the_others(ways: Servers, valkeys: Any) -> None:
    valkeys[0].stop()
    wanted, left = mail(to(EVEN, ODD)).send(ways, piggyback=1)
    assert [command[0] for command in wanted] == ["EVAL", "PUBLISH"]
    assert left == []


def test_all_are_away(ways: Servers, valkeys: list[ValkeyServer], heard: Any) -> None:
    """What remains is for any of them."""
    for one in valkeys:
        one.stop()
    _, left = mail(to(EVEN, ODD)).send(ways)
    assert [command[:2] for command in left] == [("PUBLISH", ALL)] * 2
    assert deliver.send_by_any(ways, left) == left
    with pytest.raises(redis.ConnectionError):
        deliver.count_online(ways)


def test_the_only_one_is_tried_each_time(
    configure: Callable[..., None], valkeys: list[ValkeyServer], clients: list[redis.Redis]
) -> None:
    configure("redis", urls=(valkeys[0].url,))
    only = Servers(clients[:1])
    valkeys[0].stop()
    _, left = mail(to(EVEN)).send(only)
    assert left
    assert not only.is_away(0)
    with pytest.raises(redis.ConnectionError):
        deliver.online_among(only, {EVEN})
    valkeys[0].start()
    assert deliver.send_by_any(only, left) == []
