"""Writes by one statement, which stores the reply as well: message.send."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models import Block, Message, ModerationWord, Outbox, Report, User
from tasks.rpc import load, moderation
from tests import factories
from tests.tasks.rpc.conftest import frame_of

FIRST = {"cdata": '"resend-001"', "conn": "front-1"}
AGAIN = {"cdata": '"resend-001"', "conn": "front-2"}


@pytest.fixture
def people(parallel) -> list[int]:
    with parallel.database() as session:
        return [factories.make_user(session).uid for _ in range(2)]


@pytest.fixture
def send(respond, people):
    """Sends a message of the first to the second as a worker would."""
    me, other = people
    function = load()["message.send"]

    def run(content: str = "hello", **origin):
        return respond(function, {"uid": other, "content": content}, uid=me, **origin)

    return run


def stored(parallel, table) -> list:
    with parallel.database() as session:
        return list(session.scalars(select(table)))


@pytest.mark.parametrize("again", [AGAIN, AGAIN | {"resend": True}])
def test_a_resend_gets_the_reply_and_counts_for_nothing(parallel, send, again):
    first, second = send(**FIRST), send(**again)
    assert frame_of(first) == frame_of(second)
    assert (first.reply.executed, second.reply.executed) == (True, False)
    assert [one.msgid for one in stored(parallel, Message)] == [frame_of(first)["result"]["msgid"]]
    assert (len(first.items), second.items) == (1, [])


def test_the_numbers_have_no_hole_behind_a_resend(send):
    (first,) = send(**FIRST).items
    send(**AGAIN)
    (other,) = send(cdata='"another-002"').items
    assert [two - one for one, two in zip(first.seqs, other.seqs, strict=True)] == [1, 1]


@pytest.mark.parametrize("cdata", ["", '"short"'])
def test_a_message_that_comes_back_is_carried_out_once(parallel, send, cdata):
    first, second = (send(cdata=cdata, call=1_000_001) for _ in range(2))
    assert frame_of(first) == frame_of(second)
    assert len(stored(parallel, Message)) == 1


def test_resends_at_the_same_time_are_carried_out_once(parallel, send):
    with ThreadPoolExecutor(6) as pool:
        running = [pool.submit(send, cdata='"resend-001"', conn=f"f-{n}") for n in range(6)]
        frames = [frame_of(one.result(30)) for one in running]
    assert frames == [frames[0]] * 6
    assert len(stored(parallel, Message)) == 1


def test_the_same_on_one_connection_is_a_new_call(parallel, send):
    sent = [send(**FIRST) for _ in range(3)]
    assert all(one.reply.executed for one in sent)
    msgids = [frame_of(one)["result"]["msgid"] for one in sent]
    assert [one.msgid for one in stored(parallel, Message)] == msgids


def test_a_call_over_its_limit_leaves_nothing(parallel, send):
    refused = send(**FIRST, limited=2)
    assert (refused.reply.errno, refused.reply.executed) == (4, True)
    assert stored(parallel, Message) == []
    assert frame_of(send(**AGAIN))["errno"] == 0


def test_a_refusal_is_kept_and_counted_once(parallel, send, people):
    me, other = people
    with parallel.database() as session:
        session.add(Block(owner=other, uid=me))
    first = send(**FIRST)
    with parallel.database() as session:
        session.delete(session.get(Block, (other, me)))
    assert (first.reply.errno, first.reply.executed) == (2, True)
    second = send(**AGAIN)
    assert frame_of(second) == frame_of(first)
    assert not second.reply.executed


def test_a_block_after_the_first_changes_no_reply(parallel, send, people):
    first = send(**FIRST)
    with parallel.database() as session:
        session.add(Block(owner=people[1], uid=people[0]))
    assert frame_of(send(**AGAIN)) == frame_of(first)


def test_what_operations_should_look_at_is_reported_with_it(parallel, send):
    with parallel.database() as session:
        session.add(ModerationWord(word="secret", level="review"))
    moderation.forget()
    try:
        sent = send("a secret")
    finally:
        moderation.forget()
    assert frame_of(sent)["errno"] == 0
    assert len(stored(parallel, Message)) == 1
    assert [one.kind for one in stored(parallel, Report)] == ["message"]


def test_the_job_of_an_alert_is_stored_with_it(parallel, send, people):
    with parallel.database() as session:
        factories.make_device(session, session.get(User, people[1]))
    sent = send()
    msgid = frame_of(sent)["result"]["msgid"]
    (job,) = stored(parallel, Outbox)
    assert sent.followups == [("jobs.apns.alert", job.id)]
    assert (job.task, job.args) == ("jobs.apns.alert", {"due": [["newmsg", msgid, people[1]]]})
