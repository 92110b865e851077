"""A call's message is the one Celery itself would have put on the queue."""

import json
import time
from base64 import b64decode

import pytest
import redis

from tasks import app
from tasks.rpc import Rpc, load
from wire.calls import (
    Envelope,
    Origin,
    body,
    expiry,
    job_message,
    message_headers,
    message_properties,
    queued_at,
    shown_arguments,
    task_id,
    trace_header,
)

# What names the sender or the moment of sending.
OF_THE_SENDER = {"origin", "reply_to", "delivery_tag", "expiration", "queued_at"}
# Celery repeats these two headers in the properties; no worker reads them there.
REPEATED = {"argsrepr", "kwargsrepr"}


@pytest.fixture
def origin() -> Origin:
    return Origin(
        front="0123456789ab",
        call=7,
        conn="0123456789ab-3",
        uid=29,
        sid=4,
        legacy=True,
        at=time.time(),
        cdata='"c-000001"',
        resend=True,
        limited=3,
        address="192.0.2.1",
        lsn=5,
    )


def apply(function: Rpc, parm: bytes, origin: Origin, traceparent: str = "") -> None:
    """Queue the call as Celery itself does."""
    app.send_task(
        function.name,
        args=(parm.decode(), list(origin)),
        task_id=task_id(origin),
        queue=function.queue,
        expires=expiry(origin),
        argsrepr=shown_arguments(parm, origin),
        kwargsrepr="{}",
        headers=trace_header(traceparent),
        ignore_result=True,
        retry=False,
    )


TRACED = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.mark.parametrize(
    ("name", "traceparent"), [("debug.echo", ""), ("message.send", ""), ("message.send", TRACED)]
)
def test_equals_what_apply_async_queues(name, traceparent, origin, redis_client: redis.Redis):
    function, parm = load()[name], '{"content":"你好","n":[1,2.5,null]}'.encode()
    with app.connection_for_write() as connection:
        connection.default_channel.queue_declare("rpc")
    apply(function, parm, origin, traceparent)
    (stock,) = (json.loads(text) for text in redis_client.lrange("rpc", 0, -1))
    ours = json.loads(Envelope(name, function.queue).message(parm, origin, traceparent))

    assert ours["headers"].get("traceparent", "") == traceparent
    assert ours.keys() == stock.keys()
    assert opened(ours["body"]) == opened(stock["body"])
    for part in ("content-encoding", "content-type"):
        assert ours[part] == stock[part]
    for part in ("headers", "properties"):
        left_out = OF_THE_SENDER if part == "headers" else OF_THE_SENDER | REPEATED
        assert plain(ours[part], left_out) == plain(stock[part], left_out)
        assert ours[part].keys() == stock[part].keys() - (left_out - ours[part].keys())


@pytest.mark.parametrize("traceparent", ["", TRACED])
def test_parts_for_other_brokers_are_those_of_the_envelope(origin, traceparent):
    text = Envelope("message.send", "rpc").message(b"{}", origin, traceparent)
    whole = json.loads(text)
    assert message_headers("message.send", b"{}", origin, traceparent) == whole["headers"]
    assert message_properties(origin).items() <= whole["properties"].items()


def test_without_replicas_nothing_is_said_of_the_log(origin):
    plainly = origin._replace(topics=["group:5"], lsn=0)
    (_, said), *_ = json.loads(body(b"{}", plainly))
    assert said == list(plainly)[:-1]
    assert Origin(*said) == plainly


def test_shows_nothing_of_the_parameters(origin):
    message = json.loads(Envelope("user.x", "rpc").message(b'{"psw":"open sesame"}', origin))
    assert "sesame" not in json.dumps(message["headers"])
    assert "sesame" in b64decode(message["body"]).decode()


def test_when_it_was_queued(origin, redis_client: redis.Redis):
    function = load()["user.info2"]
    with app.connection_for_write() as connection:
        connection.default_channel.queue_declare("rpc")
    apply(function, b"{}", origin)
    (stock,) = redis_client.lrange("rpc", 0, -1)
    text = stock if isinstance(stock, bytes) else stock.encode()
    ours = Envelope(function.name, "rpc").message(b"{}", origin)
    for message in (text, ours, job_message("jobs.x", "slow", "outbox-1", 1)):
        assert 0 <= abs(queued_at(message) - origin.at) < 60


@pytest.mark.parametrize(
    "text", [b"", b"\xff", b"[]", b'{"headers":{"expires":1}}', b'{"headers":{}}']
)
def test_messages_that_do_not_say_when(text):
    assert queued_at(text) is None


def opened(body: str) -> object:
    return json.loads(b64decode(body))


def plain(part: dict[str, object], left_out: set[str]) -> dict[str, object]:
    return {key: value for key, value in part.items() if key not in left_out}
