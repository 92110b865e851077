"""Messages in the queues that no gateway has written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import strategies as st

from broker import scripts
from tests.e2e.world import World
from tests.fixtures.service import Service
from tests.fuzz.budget import attempt
from tests.fuzz.values import MARK, anything
from wire.calls import Envelope, Origin
from wire.common_time import now

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(0)]

bodies = anything.map(json.dumps)


def message(parts: tuple[str, str, Any]) -> bytes:
    """A message as gateways write them, with other parameters or another value in it."""
    task, parm, change = parts
    origin = Origin("nobody", 1, "nobody-1", 7, 3, False, now(), "")
    whole = json.loads(Envelope(task, "rpc").message(parm.encode(), origin))
    headers = {name: value for name, value in change.items() if name not in whole}
    outer = {name: value for name, value in change.items() if name in whole}
    return json.dumps(whole | {"headers": whole["headers"] | headers} | outer).encode()


tasks = st.sampled_from(["user.info2", "message.send", "user.update", "jobs.nosuch", MARK])
changes = st.dictionaries(
    st.sampled_from(["body", "headers", "properties", "content-type", "id", "task", "expires"]),
    anything,
    max_size=2,
)
messages = (
    st.tuples(tasks, bodies, changes).map(message)
    | st.binary(max_size=100)
    | bodies.map(str.encode)
)


def test_messages(fuzzed: Service, world: World) -> None:
    """Each is run, dropped or set aside; the worker stays alive and answers the next call."""

    def check(batch: list[bytes]) -> None:
        fuzzed.redis.lpush("rpc", *batch)
        assert fuzzed.healthy()

    attempt(st.lists(messages, min_size=1, max_size=6), check)
    assert fuzzed.redis.llen(scripts.DEAD) <= 1000
