"""The mixed load: its shares, its clock, and when a rate counts as too high."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

import msgspec
import pytest
import uvloop
from websockets.asyncio.server import ServerConnection

from bench.growth.sizes import Sizes
from bench.mixed import run as mixing
from bench.mixed.calls import POST, REACT, READ, SEND, online, planned
from bench.mixed.load import PRIMING_CALLS, MixedLoad
from bench.mixed.run import Mixed, Plan, Step, render
from bench.specs import MixedFigures, MixedSpec
from tasks.rpc import load
from tests.bench.peer import Peer, listening

SIZES = Sizes(20_000)


class Answering(Peer):
    """Answers everything with the same errno."""

    async def result(self, socket: ServerConnection, call: dict[str, Any]) -> dict[str, Any]:
        return {}


def offered(peer: Peer, rate: float = 400) -> MixedFigures:
    async def both() -> MixedFigures:
        async with listening(peer) as target:
            filled = msgspec.structs.replace(target, rows=SIZES.users)
            return await MixedLoad(MixedSpec(filled, rate, 0.5, warmup=0.1, sockets=3)).run()

    return uvloop.run(both())


def figures(rate: int, p99: float = 10, **errnos: int) -> MixedFigures:
    times = dict.fromkeys((READ, SEND, REACT, POST), (1.0, p99))
    counted = {name.removeprefix("errno_"): count for name, count in errnos.items()}
    cpu = {"worker": 400.0, "postgres": 200.0}
    return MixedFigures(rate, 15 * rate, 15 * rate, cpu, 1.5, times, (1.0, p99), counted, 0)


def test_calls_come_in_their_shares_with_parameters_the_functions_take() -> None:
    registry = load()
    calls = list(islice(planned(SIZES, online(SIZES, 500), seed=1), 4000))
    counts = Counter(call.kind.kind for call in calls)
    for kind, share in ((READ, 60), (SEND, 25), (REACT, 10), (POST, 5)):
        assert counts[kind] / 40 == pytest.approx(share, abs=3)
    assert len({call.kind.func for call in calls if call.kind.kind == READ}) == 10
    assert len({call.uid for call in calls}) == 500
    for call in calls:
        registry[call.kind.func].parameters.bind(dict(call.parm))


def test_every_answer_is_timed() -> None:
    peer = Answering()
    out = offered(peer)
    assert out.answered == out.offered > 100
    assert out.faults == 0
    assert 0 < out.all_ms[0] <= out.all_ms[1]
    sent = [call for call in peer.seen if call["func"] != "session.start2"]
    assert len(sent) >= out.offered + PRIMING_CALLS
    assert len({call["cdata"] for call in sent}) == len(sent)


def test_errors_are_counted_and_not_timed() -> None:
    class Refusing(Answering):
        async def answer(self, socket: ServerConnection, call: dict[str, Any]) -> None:
            self.errno = 0 if call["func"] == "session.start2" else 5
            await super().answer(socket, call)

    out = offered(Refusing())
    assert out.answered == 0
    assert out.errnos["5"] >= out.offered
    assert out.all_ms == (0.0, 0.0)


def test_the_rate_rises_until_calls_wait_too_long() -> None:
    mixed = Mixed(Plan((100, 200, 400, 800)), {})
    found = {100: 10.0, 200: 99.0, 400: 300.0}
    tried = []
    for about, rate in mixing.rising(mixed):
        tried.append((about, rate))
        mixed.steps.append(Step(about, figures(rate, found[rate])))
    assert tried == [
        ("rising", 100), ("rising", 200), ("rising", 400),
        ("twice the knee", 400), ("half the knee, at once", 100),
    ]  # fmt: skip
    assert mixed.knee == 200
    assert "Knee (p99 at most 100 ms, no error): 200/s" in render(mixed)


def test_only_an_overload_may_be_refused() -> None:
    mixed = Mixed(Plan(), {}, steps=[Step("rising", figures(100, errno_5=3))])
    assert mixed.faults == 0
    mixed.steps.append(Step("rising", figures(100, errno_7=2)))
    assert mixed.faults == 2
    row, by_process = (part.splitlines()[-1] for part in render(mixed).split("\n\n")[1:])
    assert by_process == "| 100 | rising | 400 | 200 |"
    assert row.startswith("| 100 | rising | 100 | 1.0 | 10.0 | ")
    assert " | 0 | 2 | 600 | 1.50 |" in row
