"""Every screen of the clients that exist: two that were shipped years ago, one by the document.

Each test is a screen, gone through by a new user on each kind of client. 小明 of the shared world
is always there, on a client of the document.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.e2e.phones import DOCUMENT, EVERYTHING, KINDS, OLD, URL, Phone, switched_on
from tests.e2e.shop import press
from tests.e2e.world import IMAGE, LAT, LONG, World, build
from tests.fixtures.service import Service

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def world(shared_service: Service) -> World:
    return build(shared_service)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
async def me(request: pytest.FixtureRequest, service: Service) -> AsyncIterator[Phone]:
    """A new user's phone."""
    async with switched_on(service, request.param, service.make_user()) as phone:
        yield phone


@pytest.fixture
async def ming(service: Service, world: World) -> AsyncIterator[Phone]:
    async with switched_on(service, DOCUMENT, world.ming) as phone:
        yield phone


def values(rows: list[dict[str, Any]], key: str) -> list[Any]:
    return [row[key] for row in rows]


class TestStart:
    async def test_what_the_first_screen_needs(self, me: Phone) -> None:
        flat = me.kind is OLD
        user = me.started if flat else me.started["user"]
        assert user["uid"] == me.uid
        assert {"actor", "active_by", "is_stew", "create_time", "height"} <= user.keys()
        if flat:
            assert f"+86{user['phone']}" == me.person.phone
            assert user["circle"] == []
            assert user["exinfo"] == {"uid": me.uid, "tags": [], "like_me_count": 0}

    async def test_a_circle_is_found_by_subid(self, service: Service, world: World) -> None:
        async with switched_on(service, OLD, world.hong) as phone:
            for line in phone.started["circle"]:
                assert line["subid"] == line["roleid"]
            assert world.circle in values(phone.started["circle"], "cid")

    async def test_a_url_that_names_its_reply(self, service: Service) -> None:
        person = service.make_user()
        query = {"usezlib": 1, "sessionid": person.sessionid, "cdata": "started"}
        async with service.open(**query) as client:
            reply = await client.reply("started")
            assert reply["result"]["user"]["uid"] == person.uid


async def test_profile(me: Phone, world: World) -> None:
    nick = f"nick{time.monotonic_ns()}"
    await me.ask("user.update", nick=nick, sex=1, birthday=-86_400, height="", signature="你好")
    await me.ask("user.update_tag", tags="摄影")
    (mine,) = (await me.ask("user.info", uid=me.uid))["users"]
    assert (mine["nick"], mine["birthday"], mine["height"]) == (nick, -86_400, 0)
    assert (mine["exinfo"]["tags"], mine["circle"]) == (["摄影"], [])
    assert await me.ask("user.info", uid=[]) == {"users": []}
    both = await me.ask("user.info", uid=[world.ming.uid, me.uid, 2**60])
    assert values(both["users"], "uid") == [world.ming.uid, me.uid]
    shown = await me.ask("user.info2", uid=world.ming.uid)
    assert {"user", "exdata", "circles", "endorsement", "endors_list"} == shown.keys()
    await me.ask("user.like", uid=world.ming.uid)
    assert await me.ask("user.get_tag", uids=[]) == {"tags": []}
    assert (await me.ask("user.get_tag", uids=me.uid))["tags"] == [
        {"uid": me.uid, "tags": ["摄影"]}
    ]
    assert await me.ask("tools.read_data") == {}
    await me.ask("tools.save_data", theme="dark", last={"tab": "groups"})
    assert await me.ask("tools.read_data") == {"theme": "dark", "last": {"tab": "groups"}}
    await me.ask("ios.reg", device_token="0f" * 32, is_debug=True)
    await me.ask("ios.set_badge", badge=0)
    await me.ask("ios.unreg")
    assert await me.ask("event.read", pos=0) == {"events": []}


async def test_friends(me: Phone, ming: Phone, world: World) -> None:
    empty = await me.ask("user.friend_list", uid=0, pos=0, count=EVERYTHING)
    assert (empty["friend_id"], empty["count"]) == ([], 1000)
    assert await me.ask("user.friend_timeline") == {"posts": []}
    await me.ask("user.add_friend", uid=[world.ming.uid, world.hong.uid], type=1)
    event = (await ming.push("event"))["event"]
    assert (event["type"], event["uid"], event["add_type"]) == ("add_friend", me.uid, 1)
    mine = await me.ask("user.friend_list", uid=0, pos=0, count=EVERYTHING)
    objects = mine["friend_id"] if me.kind.legacy else mine["friends"]
    assert set(values(objects, "uid")) == {world.ming.uid, world.hong.uid}
    assert ("friends" in mine) == (not me.kind.legacy)
    if not me.kind.legacy:
        assert mine["friend_id"] == values(mine["friends"], "uid")
    timeline = (await me.ask("user.friend_timeline", before="", count=""))["posts"]
    assert world.post in values(timeline, "postid")
    newer = (await me.ask("user.friend_timeline_new", after=0))["posts"]
    assert sorted(values(newer, "postid")) == values(newer, "postid")
    await me.ask("user.del_friend", uid=world.hong.uid)
    await me.ask("user.del_friend", uid=[])
    left = await me.ask("user.friend_list", count=EVERYTHING)
    assert len(left["friend_id"]) == 1


async def test_chat(me: Phone, ming: Phone) -> None:
    assert await me.ask("message.read", afterid=0, count=EVERYTHING) == {"message": []}
    sent = await me.ask("message.send", uid=ming.uid, content="你好")
    heard = (await ming.push("newmsg"))["message"]
    assert (heard["msgid"], heard["fromid"], heard["uid"]) == (sent["msgid"], me.uid, me.uid)
    await me.ask("message.send", uid=ming.uid, lat=LAT, long=LONG)
    assert (await ming.push("newmsg"))["message"]["lat"] == LAT
    picture = {"picture": f"{IMAGE}/p", "width": 640, "height": 480}
    await me.ask("message.send", uid=ming.uid, **picture)
    assert (await ming.push("newmsg"))["message"].items() >= picture.items()
    await ming.ask("message.send", uid=me.uid, content="在吗")
    answer = (await me.push("newmsg"))["message"]
    assert (await me.ask("message.read", afterid=0))["message"] == [answer]
    assert await me.ask("message.read", afterid=answer["msgid"]) == {"message": []}


async def test_groups(me: Phone, ming: Phone, world: World) -> None:
    assert await me.ask("group.my") == {"groups": []}
    found = (await me.ask("group.search", type=77))["groups"]
    assert {"board", "position", "member_control", "lat"} <= found[0].keys()
    assert await me.ask("group.info", gid=[]) == {"groups": []}
    assert values((await me.ask("group.info", gid=world.group))["groups"], "gid") == [world.group]
    await ming.ask("group.invite", gid=world.group, uid=[me.uid, 2**60])
    event = (await me.push("event"))["event"]
    assert (event["type"], event["gid"], event["fromuid"]) == (
        "group_invite", world.group, ming.uid,
    )  # fmt: skip
    await me.ask("group.join", gid=world.group)
    members = (await me.ask("group.members", gid=world.group, count=EVERYTHING))["members"]
    assert members[0].items() >= {"uid": me.uid, "type": 1, "can_post": 1}.items()
    assert values((await me.ask("group.my"))["groups"], "gid") == [world.group]
    made = await me.ask("group.create", name="棋社", board="", type=3, lat="", long="")
    await me.ask("group.update", gid=made["gid"], board="每周六", only_member_speak=True)
    await me.ask("group.invite", gid=made["gid"], uid=[])
    await me.ask("group.remove_member", gid=made["gid"], uid=ming.uid)
    await me.ask("group.delete", gid=made["gid"])
    await me.ask("group.leave", gid=world.group)


async def test_posts_of_a_group(me: Phone, ming: Phone, world: World) -> None:
    gid = world.group
    await ming.ask("group.regupdate", gid=gid)
    posts = (await me.ask("group.post_list", gid=gid, pos=0, count=EVERYTHING))["posts"]
    pictured = next(post for post in posts if post["postid"] == world.post)
    assert pictured.items() >= {"gid": gid, "group_id": gid, "type": "pic", "excount": 2}.items()
    extra = (await me.ask("post.readex", postid=world.post))["exdata"]
    assert [set(one) for one in extra] == [{"did", "postid", "type", "picture"}] * 2
    added = await me.ask("post.add", gid=gid, content="")
    pushed = (await ming.push("newpost"))["post"]
    assert (pushed["postid"], pushed["content"], pushed["ilike"]) == (added["postid"], "", False)
    postid = (await me.ask("group.addpost", gid=gid, pictures=f"{IMAGE}/1", content="一"))["postid"]
    assert (await ming.push("newpost"))["post"]["picture"] == f"{IMAGE}/1"
    new = (await me.ask("group.get_new_post", gid=gid, frompos=added["postid"]))["posts"]
    assert values(new, "postid") == [postid]
    (shown,) = (await me.ask("group.post_after", gid=gid, after_postid=added["postid"]))["posts"]
    assert (shown["pictures"], shown["likes"], shown["replys"]) == ([f"{IMAGE}/1"], [], [])
    assert len((await me.ask("group.postlist", gid=gid, count=EVERYTHING))["posts"]) >= 4
    assert values((await me.ask("user.posts", uid=me.uid))["posts"], "postid") == [
        postid, added["postid"],
    ]  # fmt: skip
    await me.ask("post.delete", postid=added["postid"])
    assert await me.ask("post.get", postid=[added["postid"]]) == {"posts": []}


async def test_likes_and_replies(me: Phone, ming: Phone, world: World) -> None:
    mine = (await me.ask("post.add", gid=world.group, content="大家好"))["postid"]
    assert await me.ask("post.get_reply", postid=mine, pos=0, count=EVERYTHING) == {"replys": []}
    assert await me.ask("post.likes", postid=mine, count=EVERYTHING) == {"users": []}
    await ming.ask("group.likepost", postid=mine)
    like = (await me.push("newlike"))["like"]
    assert (like["postid"], like["uid"]) == (mine, ming.uid)
    await me.ask("post.like", postid=world.post)
    pushed = (await ming.push("newlike"))["like"]
    assert pushed["uid"] == me.uid
    again = await me.ask("circle.likepost", postid=world.post)
    assert again == {"like": {"uid": me.uid, "time": pushed["time"]}}
    (post,) = (await me.ask("post.get", postid=world.post))["posts"]
    assert post["ilike"] is True
    replyid = (await me.ask("post.reply", postid=world.post, content="好"))["replyid"]
    heard = await ming.push("newreply")
    assert (heard["gid"], heard["reply"]["replyid"]) == (world.group, replyid)
    listed = (await me.ask("post.get_reply", postid=world.post, count=EVERYTHING))["replys"]
    assert replyid in values(listed, "replyid")
    await me.ask("post.dislike", postid=world.post)
    assert me.uid not in values((await me.ask("post.likes", postid=world.post))["users"], "uid")
    news = await me.ask("post.get_new_reply", from_reply=0, like_after=0)
    assert (news["replys"], values(news["likes"], "uid")) == ([], [ming.uid])
    assert await me.ask("post.get_new_reply", from_reply=0) == {"replys": []}
    assert await me.ask("post.reply_to_me") == {"replys": []}


async def test_circles(me: Phone, ming: Phone, world: World) -> None:
    assert await me.ask("circle.my") == {"circles": []}
    asked = await me.ask("circle.request_join", uid=ming.uid, cid=world.circle)
    assert asked == {}
    event = (await ming.push("event"))["event"]
    await ming.ask("circle.accept_join", eid=event["eid"])
    kinds = {(await me.push("event"))["event"]["type"] for _ in range(2)}
    assert kinds == {"accept_join_circle", "add_friend"}
    await me.ask("circle.set", cid=world.circle, subid=2)
    (line,) = (await me.ask("circle.my"))["circles"]
    assert (line["subid"], line["roleid"], line["exlist"][0]["title"]) == (2, 2, "活动")
    info = await me.ask("circle.info", cid=world.circle)
    assert values(info["roles"], "level") == [1, 2, 3]
    assert len((await me.ask("circle.board_history", cid=world.circle))["boards"]) == 1
    members = (await me.ask("circle.users", cid=world.circle, count=EVERYTHING))["users"]
    assert members[0]["uid"] == me.uid
    post = await me.ask(
        "circle.addpost", cid=world.circle, content="", pictures=[f"{IMAGE}/c"], mid=world.mid
    )
    reply = await me.ask("circle.addreply", postid=world.circle_post, content="好喝")
    like = await me.ask("circle.likepost", postid=world.circle_post)
    assert {(await ming.push("newreply"))["cid"]} == {world.circle}
    shown = await me.ask("circle.postlist", cid=world.circle, count=EVERYTHING)
    newest = shown["posts"][0]
    assert (newest["postid"], newest["likes"], newest["mid"]) == (post["postid"], [], world.mid)
    older = next(one for one in shown["posts"] if one["postid"] == world.circle_post)
    assert reply["post"] in older["replys"]
    assert like["like"] in older["likes"]
    fresh = await me.ask("circle.post_after", cid=world.circle, after_postid=post["postid"])
    assert fresh == {"posts": []}
    await me.ask("circle.leave", cid=world.circle)


async def test_album(me: Phone, world: World) -> None:
    assert await me.ask("album.read", uid=me.uid, count=EVERYTHING) == {"medias": []}
    picture = await me.ask("album.add", url=f"{IMAGE}/1", filetype=1, width=640, height=480)
    mine = (await me.ask("album.read", uid=me.uid, count=EVERYTHING))["medias"]
    assert mine == [
        {"did": picture["did"], "uid": me.uid, "type": "pic", "picture": f"{IMAGE}/1",
         "width": 640, "height": 480, "text": "", "time": mine[0]["time"]},
    ]  # fmt: skip
    theirs = await me.ask("album.read", uid=world.ming.uid, count=EVERYTHING)
    everyone = await me.ask("album.endorsements", count=EVERYTHING)
    for entries in (theirs["medias"], everyone["media"]):
        kinds = set(values(entries, "type"))
        assert kinds == ({"pic"} if me.kind.legacy else {"pic", "vic"})
    await me.ask("album.delete", did=picture["did"])


async def test_search(me: Phone, world: World) -> None:
    ming = world.ming
    await me.ask("geo.user.report", lat=LAT, long=LONG)
    near = (await me.ask("geo.user.search", lat=LAT, long=LONG))["users"]
    assert {me.uid, ming.uid} <= set(values(near, "uid"))
    tagged = (await me.ask("user.filter", alltag="旅行", lat=LAT, long=LONG))["users"]
    assert ming.uid in values(tagged, "uid")
    by_tag = (await me.ask("user.filter", alltag=["旅行", "读书"]))["users"]
    assert all("lat" not in one for one in by_tag)
    assert await me.ask("user.filter", alltag=["没有人有"]) == {"users": []}
    by_phone = (await me.ask("user.find", phone=ming.phone.removeprefix("+86")))["users"]
    assert values(by_phone, "uid") == [ming.uid]
    assert "phone" not in by_phone[0]
    by_nick = (await me.ask("user.search", nick="小明"))["users"]
    assert all(one["time"] == one["create_time"] for one in by_nick)
    assert await me.ask("user.search", nick="无此人") == {"users": []}


async def test_phone_book(me: Phone, world: World) -> None:
    spelled = f"+86 {world.ming.phone[-11:]}"
    lines = [{"phone": spelled, "name": "小明"}, {"phone": "12"}, {"name": "无号码"}, {"phone": ""}]
    await me.ask("phonebook.upload", phone_list=lines)
    (found,) = (await me.push("fromphonebook"))["users"]
    assert (found["uid"], found["phone"]) == (world.ming.uid, spelled)
    invited = f"134{me.uid % 10**8:08}"
    await me.ask("user.invite", phone=invited, nick="新人", sex="", height="", join_cid="")
    (invite,) = (await me.ask("user.invite_list"))["invites"]
    assert (invite["nick"], invite["height"], invite["joined_uid"]) == ("新人", 0, None)


async def test_goods(service: Service, me: Phone, world: World) -> None:
    assert await me.ask("merchandise.history", before="", count=EVERYTHING) == {"history": []}
    assert await me.ask("merchandise.cards") == {"cards": []}
    assert await me.ask("merchandise.get", mid=[]) == {"merchandises": []}
    shops = (await me.ask("merchandise.groups"))["groups"]
    assert world.shop in values(shops, "gid")
    goods = (await me.ask("merchandise.list", gid=world.shop))["merchandises"]
    assert values(goods, "mid") == [world.mid]
    price = await me.ask("merchandise.count_price", mid=world.mid, people_count=2)
    assert price == {"price": 10_800}
    order = await me.ask(
        "merchandise.createorder", mid=world.mid, people_count=2, hardwareid="356938"
    )
    await asyncio.to_thread(press, service, order["gourl"], "pay")
    paid = (await me.push("paylog"))["log"]
    assert (paid["orderid"], paid["paystate"], paid["amount"]) == (order["orderid"], 1, 10_800)
    reserved = await me.ask("merchandise.pre_order", mid=world.mid, recommend_uid="")
    assert reserved["msg"] == ""
    history = (await me.ask("merchandise.history", count=EVERYTHING))["history"]
    assert values(history, "paystate") == [3, 1]
    older = await me.ask("merchandise.history", before=reserved["orderid"], count=EVERYTHING)
    assert values(older["history"], "orderid") == [order["orderid"]]
    assert await me.ask("merchandise.recommendbyme") == {"history": []}


class TestResends:
    async def test_pending_calls_after_a_reconnect(
        self, service: Service, world: World, ming: Phone
    ) -> None:
        """The connection breaks before the replies came: all pending calls are sent again."""
        person = service.make_user()
        pending: list[tuple[str, str, dict[str, Any]]] = [
            ("message.send", "7r4zu23c2i", {"uid": ming.uid, "content": "一次"}),
            ("post.add", "8s5av34d3j", {"gid": world.group, "content": "一次"}),
            ("user.update_tag", "9t6bw45e4k", {"tags": ["一次"]}),
        ]
        async with switched_on(service, OLD, person) as phone:
            for func, cdata, parm in pending:
                await phone.send(func, cdata, **parm)
            first = (await ming.push("newmsg"))["message"]  # it arrived without a reply
        async with switched_on(service, OLD, person) as phone:
            for func, cdata, parm in pending:
                await phone.send(func, cdata, **parm)
            replies = [await phone.client.reply(cdata) for _, cdata, _ in pending]
            sent, posted, _ = [phone.understood("resent", reply) for reply in replies]
            assert sent == {"msgid": first["msgid"]}
            mine = (await phone.ask("user.posts", uid=person.uid))["posts"]
            assert values(mine, "postid") == [posted["postid"]]
        read = await ming.ask("message.read", afterid=first["msgid"] - 1)
        assert [one for one in read["message"] if one["fromid"] == person.uid] == [first]

    async def test_the_same_handler_twice_is_two_messages(
        self, service: Service, ming: Phone
    ) -> None:
        async with switched_on(service, URL, service.make_user()) as phone:
            sent = [await phone.ask("message.send", uid=ming.uid, content="哈哈") for _ in range(2)]
        assert len({one["msgid"] for one in sent}) == 2
