"""Buckets in the gateway's memory."""

import asyncio

import pytest

from front.hub import Hub
from front.limits import Limits
from tasks.rpc import load
from tests.front.gateway import Gateway, client_frame, replies

LIGHT, READ, MESSAGE = "message.recall", "message.read", "message.send"
CREATE, OTHER_CREATE, POST = "album.add", "group.create", "group.addpost"


class Spent(list):
    """The commands to Redis, which a test can answer."""

    def __call__(self, _uid, name, bucket, tokens):
        self.append((name, tokens))
        self.bucket = bucket


@pytest.fixture
def spent():
    return Spent()


@pytest.fixture
def limits(spent):
    return Limits(spent)


@pytest.fixture
def take(limits):
    """`take(name, uid=1, now=5.0)`: the seconds that a call of this function has to wait."""
    return lambda name, uid=1, now=5.0: limits.take(load()[name], uid, now)


def test_light_is_counted_per_user_for_the_whole_class(take, spent):
    assert [take(LIGHT) for _ in range(21)] == [0] * 20 + [1]
    assert take("message.mark_read") == 1
    assert take(LIGHT, uid=2) == 0
    assert take(READ) == 0
    assert take(LIGHT, now=5.6) == 0
    assert spent == []


def test_messages_are_counted_per_user(take):
    assert [take(MESSAGE) for _ in range(11)] == [0] * 10 + [2]
    assert take(MESSAGE, uid=2) == 0
    assert take(MESSAGE, now=7.1) == 0


def test_creates_are_counted_by_user_and_function(take):
    assert [take(CREATE) for _ in range(11)] == [0] * 10 + [10]
    assert take(CREATE, uid=2) == take(OTHER_CREATE) == 0


def test_a_function_may_allow_more_at_once(take):
    assert [take(POST) for _ in range(21)] == [0] * 20 + [10]


def test_no_class_no_limit(take, spent):
    assert {take("session.renew") for _ in range(100)} == {0}
    assert spent == []


def test_redis_is_told_what_is_spent_and_given_back(take, limits, spent):
    assert [take(CREATE, uid=7), take(MESSAGE, uid=7)] == [0, 0]
    limits.return_token(load()[MESSAGE], 7)
    assert spent == [("create:album.add:7", 1), ("message:7", 1), ("message:7", -1)]


def test_what_was_spent_at_other_gateways_counts_when_redis_tells(take, spent):
    assert take(MESSAGE) == take(MESSAGE) == 0
    spent.bucket.told(1, 3.0)  # and the second is not counted yet
    assert [take(MESSAGE) for _ in range(3)] == [0, 0, 2]
    assert len(spent) == 4


def test_a_debt_is_waited_for(take, spent):
    assert take(MESSAGE) == 0
    spent.bucket.told(1, -3.0)
    assert take(MESSAGE) == 8
    assert [take(MESSAGE, now=13.0), take(MESSAGE, now=13.0)] == [0, 2]


def test_without_redis_what_is_spent_here_counts(take, spent):
    for _ in range(10):
        assert take(MESSAGE) == 0
        spent.bucket.told(1, None)
    assert take(MESSAGE) == 2


@pytest.mark.parametrize("name", [LIGHT, MESSAGE])
def test_a_call_that_was_not_executed_is_given_back(take, limits, name):
    while not take(name):
        pass
    limits.return_token(load()[name], 1)
    assert [bool(take(name)) for _ in range(2)] == [False, True]
    limits.return_token(load()[name], 7)
    assert take(name, uid=7) == 0


def test_full_buckets_are_forgotten(take, limits):
    for _ in range(20):
        take(LIGHT)
    take(LIGHT, uid=2)
    limits.forget(now=6.0)
    assert [take(LIGHT, now=6.0) for _ in range(3)] == [0, 0, 1]
    limits.forget(now=600.0)
    assert limits._buckets == {}


CALL = b'{"func":"message.send","parm":{"uid":2,"content":"hi"},"cdata":"resend-001"}'


async def test_a_replay_counts_for_nothing_and_a_call_over_its_limit_says_so():
    gateway = Gateway()
    connection = gateway.open(uid=1)
    for _ in range(11):
        connection.data_received(client_frame(CALL))
    assert gateway.spent == [("message:1", 1)] * 10
    assert [origin.limited for origin in gateway.sent] == [0] * 10 + [2]
    gateway.answer_oldest(executed=False)
    connection.data_received(client_frame(CALL))
    assert gateway.sent[-1].limited == 0
    assert len(replies(connection)) == 1


async def test_a_call_that_never_left_the_gateway_counts_for_nothing():
    gateway = Gateway()
    gateway.open(uid=1).data_received(client_frame(CALL))
    gateway.calls.fail(gateway.open_calls.popleft(), executed=False)
    assert gateway.spent == [("message:1", 1), ("message:1", -1)]


async def test_a_call_for_operations_counts_for_the_user(monkeypatch, tmp_path):
    hub = Hub(tmp_path)
    sent = []
    monkeypatch.setattr(
        hub.flow, "enter", lambda call, source, message, *_: sent.append(message[2])
    )
    parm = {"uid": 2, "content": "hi"}
    running = [asyncio.ensure_future(hub.run_as(1, MESSAGE, parm, "192.0.2.1")) for _ in range(11)]
    await asyncio.sleep(0)
    assert [(one.uid, one.limited) for one in sent] == [(1, 0)] * 10 + [(1, 2)]
    for one in running:
        one.cancel()
    await asyncio.wait(running)
    await hub.stop()
