"""Two people, from the SMS code to a resent message: the transcript of the wire contract.

`A>` and `B>` in the comments are what the clients send, `A<` and `B<` what they get.
"""

import time
from typing import Any

import pytest

from tests.fixtures.client import Client
from tests.fixtures.service import Person, Service

pytestmark = pytest.mark.e2e

USER = {
    "nick": None, "signature": None, "headpic": None, "background_image": None, "sex": 0,
    "birthday": None, "marriage": None, "height": 0, "position": None, "job": None, "actor": 0,
    "actor_level": 1, "active_by": 0, "active_level": 0, "is_stew": 0,
}  # fmt: skip


def ok(cdata: str, **result: Any) -> dict[str, Any]:
    """The full reply to a successful call."""
    return {"push": False, "errno": 0, "error": "no error", "cdata": cdata, "result": result}


def push(type_: str, seq: int, **data: Any) -> dict[str, Any]:
    return {"push": True, "type": type_, "seq": seq, "data": data}


def recent(seconds: Any) -> int:
    """A unix time of this test, in place of the transcript's."""
    assert isinstance(seconds, int)
    assert abs(seconds - time.time()) < 60
    return seconds


class Talk:
    """A conversation so far: who there is and which ids the service gave out."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.hong = service.make_user(nick=f"小红{time.monotonic_ns()}", sex=2)
        ((self.hong_nick, self.hong_time),) = service.sql(
            "SELECT nick, create_time FROM users WHERE uid = :uid", uid=self.hong.uid
        )
        self.third = service.make_user()

    def hong_object(self) -> dict[str, Any]:
        known = {"uid": self.hong.uid, "nick": self.hong_nick, "sex": 2}
        return USER | known | {"create_time": self.hong_time}

    def log_in(self, phone: str) -> str:
        """A: GET /getcode, GET /PhoneLogin"""
        http, host = self.service.http, self.service.url.removeprefix("http://")
        sent = http.get("/getcode", params={"phone": phone})
        assert sent.status_code == 200
        assert sent.headers["Content-Type"] == "application/json; charset=utf-8"
        code = sent.json().pop("code")  # DEBUG shows it
        assert sent.json() == {"errno": 0, "error": "no error", "code": code}

        reply = http.get("/PhoneLogin", params={"phone": phone, "code": code}).json()
        sessionid, timeout = reply["sessionid"], reply["timeout"]
        assert reply == {
            "errno": 0,
            "error": "no error",
            "sessionid": sessionid,
            "ws": f"ws://{host}/ws",
            "wss": f"wss://{host}/ws",
            "timeout": timeout,
        }
        assert len(sessionid) == 24
        assert sessionid.isalnum()
        assert abs(timeout - time.time() - 180 * 86_400) < 60
        return str(sessionid)


@pytest.mark.parametrize("usezlib", [0, 1], ids=["A plain", "A zlib"])
async def test_transcript(service: Service, usezlib: int) -> None:
    talk = Talk(service)
    session = talk.log_in(f"1380001{time.monotonic_ns() % 10_000:04}")
    ming_nick = f"小明{time.monotonic_ns()}"

    async with service.open(usezlib=usezlib) as a:
        # A> session.start2, user.update: the second waits for the first
        await a.send("session.start2", cdata="a-000001", sessionid=session)
        await a.send("user.update", cdata="a-000002", nick=ming_nick, sex=1)
        started = await a.next()
        ming = started["result"]["user"]
        known = {"uid": ming["uid"], "create_time": recent(ming["create_time"])}
        assert started == ok("a-000001", user=USER | known, seq=0)
        assert await a.next() == ok("a-000002")

        # B: opens /ws?usezlib=1&sessionid=...&cdata=b-start
        url_start = {"usezlib": 1, "sessionid": talk.hong.sessionid, "cdata": "b-start"}
        async with service.open(**url_start) as b:
            assert await b.next() == ok("b-start", user=talk.hong_object(), seq=0)
            await make_friends(talk, a, b, ming["uid"])
            last = await exchange_messages(talk, a, b, ming["uid"])

            # A's connection breaks after it sent a-000007; meanwhile B writes.
            bye = {"cdata": "a-000007", "uid": talk.hong.uid, "content": "再见"}
            await a.send("message.send", **bye)
            stored = (await b.push("newmsg"))["message"]["msgid"]
            a.socket.transport.abort()
            asked = await b.ok("message.send", uid=ming["uid"], content="在吗")
            await come_back(talk, session, bye, last, stored, asked["msgid"])
    ming_object = USER | known | {"nick": ming_nick, "sex": 1}
    async with service.open() as again:
        assert (await again.ok("session.start2", sessionid=session))["user"] == ming_object


async def make_friends(talk: Talk, a: Client, b: Client, ming: int) -> None:
    # A> user.search
    found = await a.call("user.search", cdata="a-000003", nick=talk.hong_nick)
    (hong,) = found["result"]["users"]
    assert hong == talk.hong_object() | {"time": hong["time"]}
    assert found == ok("a-000003", users=[hong])

    # A> user.add_friend, the uid as a text
    done = await a.call("user.add_friend", cdata="a-000004", uid=str(talk.hong.uid))
    assert done == ok("a-000004")
    event = (pushed := await b.next())["data"]["event"]
    assert pushed == push(
        "event",
        1,
        event={
            "eid": event["eid"],
            "create_time": recent(event["create_time"]),
            "type": "add_friend",
            "uid": ming,
        },
    )

    # A> user.add_friend again and again, within 10 s
    for number in range(9):
        await a.ok("user.add_friend", cdata=f"a-000004-{number}", uid=talk.third.uid)
    refused = await a.call("user.add_friend", cdata="a-000005", uid=talk.third.uid)
    wait = refused["result"]["retry_after"]
    assert refused == {
        "push": False,
        "errno": 4,
        "error": f"too fast, wait {wait} s",
        "cdata": "a-000005",
        "result": {"retry_after": wait},
    }
    assert 1 <= wait <= 10


async def exchange_messages(talk: Talk, a: Client, b: Client, ming: int) -> int:
    """The id of the last one."""
    hong = talk.hong.uid
    # A> message.send, a text
    sent = await a.call("message.send", cdata="a-000006", uid=hong, content="你好")
    msgid = sent["result"]["msgid"]
    assert sent == ok("a-000006", msgid=msgid)
    pushed = await b.next()
    about = {"msgid": msgid, "uid": ming, "fromid": ming, "toid": hong}
    about["time"] = recent(pushed["data"]["message"]["time"])
    assert pushed == push("newmsg", 2, message=about | {"type": "txt", "content": "你好"})

    # B> message.send, a place
    place = {"lat": 30.657, "long": 104.066}
    sent = await b.call("message.send", cdata="b-000001", uid=ming, **place)
    assert sent == ok("b-000001", msgid=msgid + 1)
    pushed = await a.next()
    about = {"msgid": msgid + 1, "uid": hong, "fromid": hong, "toid": ming}
    about["time"] = recent(pushed["data"]["message"]["time"])
    assert pushed == push("newmsg", 2, message=about | {"type": "geo"} | place)
    return int(msgid + 1)


async def come_back(
    talk: Talk, session: str, bye: dict[str, Any], last: int, stored: int, asked: int
) -> None:
    """A: opens the socket again; sends again what it got no reply to, and asks what it missed."""
    async with talk.service.open() as a:
        await a.send("session.start2", cdata="a-000008", sessionid=session)
        await a.send("message.send", **bye)
        await a.send("message.read", cdata="a-000009", afterid=last)
        assert (await a.next())["cdata"] == "a-000008"
        assert await a.reply("a-000007") == ok("a-000007", msgid=stored)
        (message,) = (reply := await a.reply("a-000009"))["result"]["message"]
        assert reply == ok("a-000009", message=[message])
        assert (message["msgid"], message["content"]) == (asked, "在吗")

        # A> nosuch.thing
        refused = {"push": False, "errno": 6, "error": "unknown function nosuch.thing"}
        assert await a.call("nosuch.thing", cdata="a-000010") == refused | {
            "cdata": "a-000010",
            "result": {},
        }
    rows = talk.service.sql("SELECT msgid FROM messages WHERE toid = :uid", uid=talk.hong.uid)
    assert [row.msgid for row in rows] == [last - 1, stored]


async def test_without_a_session_errno_1(service: Service) -> None:
    person: Person = service.make_user()
    async with service.open() as client:
        reply = await client.call("message.send", uid=person.uid, content="hello")
        assert (reply["errno"], reply["result"]) == (1, {})
