"""The client and the loads against a server in the same process."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
import uvloop

from bench.calls import CallLoad
from bench.client import CallFailed, Client
from bench.crowd import idle
from bench.fanout import FanoutLoad
from bench.hold import HoldLoad
from bench.specs import CallFigures, CallSpec, FanoutSpec, HoldSpec, IdleSpec, Target, session_id
from tests.bench.peer import Peer, listening

T = TypeVar("T")


def against(
    peer: Peer, work: Callable[[Target], Coroutine[Any, Any, T]], *, zlib: bool = False
) -> T:
    """The figures of `work` when it is run against `peer`."""

    async def both() -> T:
        async with listening(peer, zlib=zlib) as target:
            return await work(target)

    return uvloop.run(both())


def call_load(
    peer: Peer, func: str, *, drain: float = 5.0, zlib: bool = False, sockets: int = 3
) -> CallFigures:
    async def work(target: Target) -> CallFigures:
        spec = CallSpec(target, func, sockets, 2, seconds=0.2, warmup=0.05, drain=drain)
        return await CallLoad(spec).run()

    return against(peer, work, zlib=zlib)


@pytest.mark.parametrize("zlib", [False, True])
def test_a_session_is_started_before_anything_else(zlib: bool) -> None:
    peer = Peer()

    async def work(target: Target) -> dict[str, Any]:
        client = Client(target)
        link = await client.enter(5, source="127.0.0.3")
        result = await client.call(link, "debug.echo", {"text": "hi"})
        link.close()
        return result

    assert against(peer, work, zlib=zlib) == {"text": "hi"}
    assert peer.zlib is zlib
    first = peer.seen[0]
    assert first["func"] == "session.start2"
    assert first["parm"] == {"sessionid": session_id(5)}
    assert len(session_id(5)) == 24


def test_a_refused_set_up_call_is_an_error() -> None:
    peer = Peer()
    peer.errno = 1
    with pytest.raises(CallFailed, match="'errno': 1"):
        against(peer, lambda target: Client(target).enter(1))


@pytest.mark.parametrize("zlib", [False, True])
def test_calls_are_counted_and_timed(zlib: bool) -> None:
    peer = Peer()
    figures = call_load(peer, "debug.echo", zlib=zlib)
    assert figures.done > 50
    assert figures.rate == pytest.approx(figures.done / figures.seconds)
    assert 0 < figures.p50 <= figures.p95 <= figures.p99
    assert figures.faults == 0
    tags = [call["cdata"] for call in peer.seen]
    assert len(set(tags)) == len(tags)
    assert all(len(tag) >= 8 for tag in tags), "short tags would spare writes their idempotency"


def test_reads_go_to_many_rows() -> None:
    peer = Peer()
    call_load(peer, "debug.user")
    assert {call["parm"]["id"] for call in peer.seen if call["func"] == "debug.user"} == set(
        range(1, 11)
    )


def test_wrong_errnos_are_faults() -> None:
    peer = Peer()

    async def work(target: Target) -> CallFigures:
        load = CallLoad(CallSpec(target, "debug.echo", 1, 1, 0.1, 0.0))
        await load.connect()
        peer.errno = 4
        load.connect = _nothing  # type: ignore[method-assign]
        return await load.run()

    figures = against(peer, work)
    assert figures.errnos["4"] >= figures.done
    assert '"errno":4' in figures.sample
    assert figures.faults


def test_missing_replies_are_faults() -> None:
    peer = Peer()

    async def work(target: Target) -> CallFigures:
        load = CallLoad(CallSpec(target, "debug.echo", 2, 3, 0.1, 0.0, drain=0.1))
        await load.connect()
        peer.silent = True
        load.connect = _nothing  # type: ignore[method-assign]
        return await load.run()

    assert against(peer, work).lost == 6


async def _nothing() -> None:
    """Instead of connecting twice."""


def test_each_message_must_be_pushed() -> None:
    figures = call_load(Peer(), "message.send")
    assert figures.done > 20
    assert figures.pushes_missing == 0


def test_a_lone_sender_still_has_a_receiver() -> None:
    peer = Peer()
    call_load(peer, "message.send", sockets=1)
    assert len(peer.sockets) == 2
    assert {call["parm"].get("uid") for call in peer.seen if call["func"] == "message.send"} == {2}


def test_idle_connections() -> None:
    peer = Peer()
    figures = against(
        peer, lambda target: idle(IdleSpec(target, 40, rest=0.0, hold=0.1, parallel=8))
    )
    assert figures.connections == 40
    assert figures.connect_rate > 0
    assert figures.faults == 0
    assert len(peer.sockets) == 60, "20 more open first, to warm the servers up"


def test_fan_out_reaches_every_watcher() -> None:
    figures = against(Peer(), lambda target: FanoutLoad(FanoutSpec(target, 12, 30, 4)).run())
    assert figures.faults == 0
    assert figures.rate > 0
    assert 0 < figures.p50 <= figures.p99
    assert figures.all_p50 >= figures.p50


def test_a_watcher_that_gets_nothing_is_a_fault() -> None:
    peer = Peer()

    async def work(target: Target) -> int:
        load = FanoutLoad(FanoutSpec(target, 3, 4, 1, warmup=0, timeout=0.1))
        await load.connect()
        peer.watchers.pop()
        load.connect = _nothing  # type: ignore[method-assign]
        return (await load.run()).missing

    assert against(peer, work) == 2


def test_a_crowd_obeys_orders() -> None:
    peer = Peer()

    async def work(target: Target) -> None:
        load = HoldLoad(HoldSpec(target, 9, first=3, gid=7, publisher=99, source="127.0.0.5"))
        assert (await load.obey("open")).open == 9
        await load.obey("expect ahoy-1")
        await load.obey("publish ahoy-1")
        await asyncio.sleep(0.1)
        figures = await load.obey("report")
        assert (figures.received, figures.failed) == (9, 0)
        assert 0 < figures.first_at <= figures.last_at
        await peer.sockets[0].close(4002)
        await asyncio.sleep(0.05)
        figures = await load.obey("report")
        assert figures.open == 8
        assert figures.codes == {"4002": 1}
        assert (await load.obey("back")).open == 9
        started = [call["parm"] for call in peer.seen if call["func"] == "session.start2"]
        assert started.count({"sessionid": session_id(3)}) == 2, "the one who was lost came back"
        await load.obey("close")

    against(peer, work)
