"""Three people use messages, presence, groups, blocks, reports and the end of an account.

Two gateway processes and two workers; everybody gets the pushes meant for them.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.fixtures.client import Client
from tests.fixtures.service import Person, Service
from tests.web.ops.operator import Operator

pytestmark = pytest.mark.e2e


class Someone:
    """A person at an open socket."""

    def __init__(self, person: Person, client: Client) -> None:
        self.person, self.client, self.uid = person, client, person.uid
        self.ok, self.call, self.push = client.ok, client.call, client.push

    async def event(self, type_: str) -> dict[str, object]:
        event: dict[str, object] = (await self.push("event"))["event"]
        assert event["type"] == type_
        return event


async def test_an_evening(town: Service) -> None:
    operator = Operator(town, "198.51.100.20")
    operator.login()
    persons = [town.make_user(nick=nick) for nick in ("小明", "小红", "阿强")]
    async with AsyncExitStack() as sockets:
        ming, hong, qiang = [
            Someone(person, await sockets.enter_async_context(town.enter(person)))
            for person in persons
        ]
        await talk(ming, hong)
        await there(town, ming, hong)
        await ruled_group(ming, hong, qiang)
        await apart(operator, hong, qiang)
        await away(town, ming, hong)
        await suspended(town, operator, qiang)
    operator.http.close()


async def talk(ming: Someone, hong: Someone) -> None:
    """They see each other type and read, and one message is taken back."""
    await ming.ok("message.typing", uid=hong.uid)
    assert (await hong.push("typing"))["uid"] == ming.uid
    msgids = [
        (await ming.ok("message.send", uid=hong.uid, content=text))["msgid"] for text in "一二三"
    ]
    heard = [(await hong.push("newmsg"))["message"]["msgid"] for _ in msgids]
    assert sorted(heard) == msgids
    (line,) = (await hong.ok("message.conversations"))["conversations"]
    assert (line["uid"], line["unread"], line["last"]["msgid"]) == (ming.uid, 3, msgids[2])
    assert await hong.ok("message.mark_read", uid=ming.uid, msgid=msgids[1]) == {"unread": 1}
    assert await ming.push("readmsg") == {"uid": hong.uid, "msgid": msgids[1]}
    await ming.ok("message.recall", msgid=msgids[2])
    assert (await hong.push("recallmsg"))["msgid"] == msgids[2]
    shown = (await hong.ok("message.history", uid=ming.uid))["message"]
    assert [one["type"] for one in shown] == ["recalled", "txt", "txt"]
    (line,) = (await ming.ok("message.conversations"))["conversations"]
    assert line["peer_read"] == msgids[1]


async def there(town: Service, ming: Someone, hong: Someone) -> None:
    """小明 watches 小红 and gets a push when 小红 stops and starts a session."""
    await hong.ok("user.add_friend", uid=ming.uid)
    await ming.event("add_friend")
    (line,) = (await ming.ok("user.online", uid=[hong.uid]))["online"]
    assert (line["uid"], line["online"]) == (hong.uid, 1)
    await ming.ok("user.watch_online", uid=[hong.uid])
    await hong.ok("session.stop")
    assert await ming.push("online") == {"uid": hong.uid, "online": 0}
    await hong.ok("session.start2", sessionid=hong.person.sessionid)
    assert await ming.push("online") == {"uid": hong.uid, "online": 1}


async def ruled_group(ming: Someone, hong: Someone, qiang: Someone) -> None:
    """Who wants in asks; an admin lets in, silences, and becomes the creator."""
    gid = (await ming.ok("group.create", name="读书会", board="欢迎"))["gid"]
    await ming.ok("group.update", gid=gid, everyone_caninvite=1)
    await hong.ok("group.join", gid=gid)
    await ming.ok("group.set_admin", gid=gid, uid=hong.uid)
    await ming.ok("group.update", gid=gid, join_approval=1)
    assert await qiang.ok("group.join", gid=gid) == {"pending": 1}
    asked = [await one.event("request_join_group") for one in (ming, hong)]
    replies = await asyncio.gather(
        *(
            one.call("group.accept_join", eid=event["eid"])
            for one, event in zip((ming, hong), asked, strict=True)
        )
    )
    assert [reply["errno"] for reply in replies] == [0, 0]  # the second one finds it done
    assert (await qiang.event("accept_join_group"))["gid"] == gid
    assert qiang.client.inbox == []
    await qiang.ok("group.addpost", gid=gid, content="大家好")
    await hong.ok("group.mute_member", gid=gid, uid=qiang.uid, seconds=600)
    assert (await qiang.call("group.addpost", gid=gid, content="喂"))["errno"] == 2
    await hong.ok("group.mute_member", gid=gid, uid=qiang.uid, seconds=0)
    await ming.ok("group.mute_all", gid=gid)
    assert (await qiang.call("group.addpost", gid=gid, content="喂"))["errno"] == 2
    await ming.ok("group.transfer", gid=gid, uid=hong.uid)
    roles = {
        one["uid"]: one["role"] for one in (await ming.ok("group.members", gid=gid))["members"]
    }
    assert roles[hong.uid] == "creator"
    assert (await ming.call("group.set_admin", gid=gid, uid=qiang.uid))["errno"] == 2


async def apart(operator: Operator, hong: Someone, qiang: Someone) -> None:
    """小红 reports a message of 阿强 and blocks; operations look at it."""
    sent = await qiang.ok("message.send", uid=hong.uid, content="买吗？")
    assert (await hong.push("newmsg"))["message"]["msgid"] == sent["msgid"]
    wish = {"kind": "message", "id": sent["msgid"], "reason": "spam"}
    first = await hong.ok("report.add", **wish)
    assert await hong.ok("report.add", **wish) == first
    await hong.ok("user.block", uid=qiang.uid)
    assert (await qiang.call("message.send", uid=hong.uid, content="？"))["errno"] == 2
    assert (await qiang.ok("user.search", nick="小红"))["users"] == []
    await asyncio.to_thread(operator.ok, "DismissReport", reportid=first["reportid"])
    (report,) = (await hong.ok("report.mine"))["reports"]
    assert report["state"] != "open"


async def away(town: Service, ming: Someone, hong: Someone) -> None:
    """小明 ends another login, exports the data and closes the account; a login opens it again."""
    _, other = town.make_session(ming.uid)
    async with town.open() as second:
        await second.ok("session.start2", sessionid=other)
        logins = (await ming.ok("session.list"))["sessions"]
        assert [one["current"] for one in logins].count(1) == 1
        assert (await ming.ok("session.revoke_others"))["revoked"] == len(logins) - 1
        assert await second.closed() == 4004
    await ming.ok("user.export")
    assert str((await ming.event("export_ready"))["url"]).startswith("http")
    code = (await ming.ok("user.delete_account"))["code"]
    assert (await ming.ok("user.delete_account", code=code))["time"] > 0
    assert await ming.client.closed() == 4004
    assert (await hong.call("message.send", uid=ming.uid, content="在吗"))["errno"] == 3


async def suspended(town: Service, operator: Operator, qiang: Someone) -> None:
    """Operations suspend 阿强: the socket ends, the login is refused and says until when."""
    asked = await qiang.ok("report.mine")
    assert asked["reports"] == []
    await asyncio.to_thread(operator.ok, "SuspendUser", uid=qiang.uid, days=3)
    assert await qiang.client.closed() == 4004
