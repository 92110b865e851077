"""Resends: the first reply again, and nothing done twice. Wire contract, "Idempotency"."""

import asyncio
import time

import pytest

from tests.e2e.locks import locked_messages
from tests.fixtures.client import Client, tag
from tests.fixtures.service import Person, Service

pytestmark = pytest.mark.e2e


@pytest.fixture
def sender(pair: Service) -> Person:
    return pair.make_user()


@pytest.fixture
def receiver(pair: Service) -> Person:
    return pair.make_user()


def stored(service: Service, receiver: Person) -> list[int]:
    rows = service.sql(
        "SELECT msgid FROM messages WHERE toid = :uid ORDER BY msgid", uid=receiver.uid
    )
    return [row.msgid for row in rows]


async def send(client: Client, receiver: Person, cdata: str, content: str = "hello") -> dict:
    return await client.call("message.send", cdata=cdata, uid=receiver.uid, content=content)


class TestAfterReconnect:
    async def test_the_first_reply_and_one_row(self, pair, sender, receiver):
        async with pair.enter(sender) as client, pair.enter(receiver) as other:
            first = await send(client, receiver, "resent-001")
            assert first["errno"] == 0
            async with pair.enter(sender) as again:
                assert await send(again, receiver, "resent-001") == first
            async with pair.open(sessionid=sender.sessionid) as third:
                assert await send(third, receiver, "resent-001") == first
                second = await send(third, receiver, "resent-002")
            msgids = [one["result"]["msgid"] for one in (first, second)]
            assert [(await other.push("newmsg"))["message"]["msgid"] for _ in msgids] == msgids
            assert stored(pair, receiver) == msgids

    async def test_the_line_breaks_before_the_reply(self, pair, sender, receiver):
        async with pair.enter(sender) as client:
            await client.send("message.send", cdata="resent-001", uid=receiver.uid, content="hello")
            client.socket.transport.abort()
        async with pair.enter(sender) as again:
            reply = await send(again, receiver, "resent-001")
            assert reply["errno"] == 0
            assert stored(pair, receiver) == [reply["result"]["msgid"]]

    async def test_key_order_blanks_and_spelling_of_the_frame_do_not_matter(
        self, pair, sender, receiver
    ):
        uid = receiver.uid
        frames = [
            f'{{"func":"message.send","parm":{{"uid":{uid},"content":"你"}},"cdata":"resent-001"}}',
            f'{{"cdata":"resent-001", "parm" : {{"content":"\\u4f60", "uid":{uid} }},'
            ' "func":"message.send"}',
        ]
        replies = []
        for frame in frames:
            async with pair.enter(sender) as client:
                await client.send_raw(frame)
                replies.append(await client.reply("resent-001"))
        assert replies[0] == replies[1]
        assert len(stored(pair, receiver)) == 1

    @pytest.mark.parametrize(
        "change", [{"content": "other"}, {"cdata": "resent-002"}, {"nobody": "knows this"}]
    )
    async def test_anything_else_is_another_call(self, pair, sender, receiver, change):
        call = {"cdata": "resent-001", "uid": receiver.uid, "content": "hello"}
        for one in (call, call | change):
            async with pair.enter(sender) as client:
                assert (await client.call("message.send", **one))["errno"] == 0
        assert len(stored(pair, receiver)) == 2

    @pytest.mark.parametrize("cdata", ["short12", 12345678, ["resent-001"], None])
    async def test_only_a_text_of_8_characters_marks_a_resend(self, pair, sender, receiver, cdata):
        frame = {"func": "message.send", "cdata": cdata}
        frame["parm"] = {"uid": receiver.uid, "content": "hello"}
        for _ in range(2):
            async with pair.enter(sender) as client:
                await client.send_raw(frame)
                assert (await client.next())["errno"] == 0
        assert len(stored(pair, receiver)) == 2

    async def test_another_user_with_the_same_call(self, pair, sender, receiver):
        for person in (sender, pair.make_user()):
            async with pair.enter(person) as client:
                await send(client, receiver, "resent-001")
        assert len(stored(pair, receiver)) == 2

    async def test_refused_calls_are_replayed_too(self, pair, sender):
        """Errno 3 again, also when the target exists by now."""
        uid = pair.sql("SELECT max(uid) + 1000000 FROM users")[0][0]
        async with pair.enter(sender) as client:
            call = {"cdata": "resent-001", "uid": uid, "content": "hello"}
            first = await client.call("message.send", **call)
            assert first["errno"] == 3
        late = pair.make_user(uid=uid)
        async with pair.enter(sender) as again:
            assert await again.call("message.send", **call) == first
            assert (await again.call("message.send", **call | {"cdata": tag()}))["errno"] == 0
        assert len(stored(pair, late)) == 1

    async def test_older_than_ten_minutes_it_is_a_new_call(self, pair, sender, receiver):
        async with pair.enter(sender) as client:
            first = await send(client, receiver, "resent-001")
        pair.sql("UPDATE replies SET create_time = create_time - 601")
        async with pair.enter(sender) as again:
            second = await send(again, receiver, "resent-001")
        assert stored(pair, receiver) == [one["result"]["msgid"] for one in (first, second)]


class TestAtOnce:
    async def test_on_two_connections_and_two_workers(self, pair, sender, receiver):
        """Many pairs, so that the transactions of some overlap."""
        second = Person(sender.uid, sender.phone, *pair.make_session(sender.uid))
        async with pair.enter(sender) as a, pair.enter(second) as b:
            for number in range(9):
                cdata = f"at-once-{number}"
                one, two = await asyncio.gather(send(a, receiver, cdata), send(b, receiver, cdata))
                assert one == two
                assert one["errno"] == 0
        assert len(stored(pair, receiver)) == 9

    async def test_while_the_first_is_still_running_on_the_same_connection(
        self, pair, sender, receiver
    ):
        async with pair.enter(sender) as client:
            with locked_messages(pair):
                for _ in range(2):
                    await client.send(
                        "message.send", cdata="resent-001", uid=receiver.uid, content="hello"
                    )
                await (await client.socket.ping())  # in order: both calls have arrived
            assert await client.reply("resent-001") == await client.reply("resent-001")
        assert len(stored(pair, receiver)) == 1


class TestNoResend:
    async def test_a_constant_cdata_on_one_connection(self, pair, sender, receiver):
        """As the original document suggests: a handler's name, used for every call."""
        async with pair.enter(sender) as client:
            for _ in range(3):
                assert (await send(client, receiver, "onMessageSent"))["errno"] == 0
        assert len(stored(pair, receiver)) == 3

    async def test_reads_always_run(self, pair, sender, receiver):
        counts = []
        for _ in range(2):
            async with pair.enter(receiver) as reader, pair.enter(sender) as client:
                reply = await reader.call("message.read", cdata="reading-001", afterid=0)
                counts.append(len(reply["result"]["message"]))
                await send(client, receiver, tag())
        assert counts == [0, 1]

    async def test_session_functions_always_run(self, pair, sender):
        ids = set()
        for _ in range(2):
            async with pair.enter(sender) as client:
                reply = await client.call("session.renew", cdata="renewing-01")
                ids.add(reply["result"]["sessionid"])
        assert len(ids) == 2


class TestRateLimits:
    """Class message: 10 at once, then one per 2 s."""

    async def use_up(self, client: Client, receiver: Person) -> dict:
        """Call until errno 4; returns that reply."""
        for _ in range(40):
            reply = await send(client, receiver, tag())
            if reply["errno"]:
                return reply
        raise AssertionError("no limit")

    async def test_says_when_to_come_again(self, pair, sender, receiver):
        async with pair.enter(sender) as client:
            started = time.monotonic()
            refused = await self.use_up(client, receiver)
            seconds = time.monotonic() - started
            assert refused["errno"] == 4
            wait = refused["result"]["retry_after"]
            assert 1 <= wait <= 2
            assert refused["error"] == f"too fast, wait {wait} s"
            assert 10 <= len(stored(pair, receiver)) <= 11 + seconds / 2

    async def test_replays_and_bad_parameters_use_up_nothing(self, pair, sender, receiver):
        async with pair.enter(sender) as client:
            first = await send(client, receiver, "resent-001")
        async with pair.enter(sender) as client:
            for _ in range(20):
                assert await send(client, receiver, "resent-001") == first
                assert (await client.call("message.send", uid="x", content="y"))["errno"] == 6
            started = time.monotonic()
            for _ in range(9):
                assert (await send(client, receiver, tag()))["errno"] == 0
            if time.monotonic() - started < 1:
                assert (await self.use_up(client, receiver))["errno"] == 4
            assert await send(client, receiver, "resent-001") == first
            assert (await client.call("message.send", uid="x", content="y"))["errno"] == 6

    async def test_refused_calls_use_it_up(self, pair, sender):
        async with pair.enter(sender) as client:
            replies = [await client.call("message.send", uid=2**60, content="x") for _ in range(12)]
        errnos = [reply["errno"] for reply in replies]
        assert errnos[:10] == [3] * 10
        assert 4 in errnos

    async def test_a_refusal_by_the_limit_is_no_reply_to_keep(self, pair, sender, receiver):
        async with pair.enter(sender) as client:
            await self.use_up(client, receiver)
            reply = await send(client, receiver, "resent-001")
        assert reply["errno"] == 4
        await asyncio.sleep(reply["result"]["retry_after"])
        async with pair.enter(sender) as client:
            assert (await send(client, receiver, "resent-001"))["errno"] == 0

    async def test_reads_are_counted_by_the_gateway(self, pair, sender):
        """60 at once, then 20 a second; all devices on one gateway share the bucket."""
        async with pair.enter(sender) as client:
            for number in range(200):
                await client.send("event.read", cdata=number, pos=0)
            replies = [await client.reply(number) for number in range(200)]
        refused = [reply for reply in replies if reply["errno"]]
        assert {reply["errno"] for reply in refused} == {4}
        assert all(reply["result"] == {"retry_after": 1} for reply in refused)
        assert 0 < len(refused) <= 140
