"""A circle as its members see it, each on a socket of their own."""

from __future__ import annotations

import pytest
from sqlalchemy import orm

from tests.factories import make_circle
from tests.fixtures.service import Service

pytestmark = pytest.mark.e2e


@pytest.fixture
def cid(service: Service) -> int:
    with orm.Session(service.engine, expire_on_commit=False) as db:
        circle = make_circle(db, name="江湖")
        db.commit()
    return circle.cid


async def test_from_stranger_to_author(service: Service, cid: int) -> None:
    """One user asks and is let in, posts, and gets the other's like and reply."""
    chief, newcomer = service.make_user(), service.make_user()
    async with service.enter(chief) as there, service.enter(newcomer, usezlib=1) as here:
        await there.ok("circle.set", cid=cid, subid="3")
        assert (await here.call("circle.users", cid=cid))["errno"] == 2
        assert await here.ok("circle.request_join", uid=chief.uid, cid=cid) == {}
        asked = (await there.push("event"))["event"]
        assert (asked["type"], asked["uid"], asked["cid"]) == (
            "request_join_circle", newcomer.uid, cid,
        )  # fmt: skip
        assert await there.ok("circle.accept_join", eid=str(asked["eid"])) == {}
        kinds = {(await here.push("event"))["event"]["type"] for _ in range(2)}
        assert kinds == {"accept_join_circle", "add_friend"}
        mine = await here.ok("circle.my")
        assert [(one["cid"], one["roleid"], one["exlist"]) for one in mine["circles"]] == [
            (cid, 1, [])
        ]
        post = await here.ok("circle.addpost", cid=cid, content="大家好")
        like = await there.ok("circle.likepost", postid=post["postid"])
        pushed = await here.push("newlike")
        assert pushed == {"like": {"postid": post["postid"]} | like["like"]}
        reply = await there.ok("circle.addreply", postid=post["postid"], content="欢迎")
        pushed = await here.push("newreply")
        assert pushed["cid"] == cid
        (shown,) = (await there.ok("circle.postlist", cid=cid))["posts"]
        assert (shown["likes"], shown["replys"]) == ([like["like"]], [reply["post"]])


async def test_a_code_for_many(service: Service, cid: int) -> None:
    chief, friends = service.make_user(), [service.make_user() for _ in range(3)]
    async with service.enter(chief) as there:
        await there.ok("circle.set", cid=cid, roleid=3)
        vcode = (await there.ok("circle.invite_code", cid=cid, roleid=2))["vcode"]
        for friend in friends:
            async with service.enter(friend, "session.start") as here:
                place = await here.ok("circle.join", vcode=vcode)
                assert place == {"circle": {"cid": cid, "roleid": 1}}
        members = await there.ok("circle.users", cid=cid, count=9223372036854775807)
        assert {one["uid"] for one in members["users"]} == {
            chief.uid, *(friend.uid for friend in friends),
        }  # fmt: skip


async def test_an_album_in_both_dialects(service: Service) -> None:
    owner = service.make_user()
    voice = "https://img.example.com/v"
    async with service.enter(owner) as client:
        heard = await client.ok("album.add", url=voice, filetype="2", length=900)
    other = service.make_session(owner.uid)[1]
    async with service.open(sessionid=other) as client:
        await client.next()  # the reply to the start
        await client.ok("ios.reg", device_token="0a" * 32, is_debug=False)
        await client.ok("ios.set_badge", badge=0)
        assert await client.ok("album.read", uid=owner.uid) == {"medias": []}
    async with service.enter(owner) as client:
        read = await client.ok("album.read", uid=owner.uid)
        assert [one["did"] for one in read["medias"]] == [heard["did"]]
        assert read["medias"][0]["voice"] == voice
