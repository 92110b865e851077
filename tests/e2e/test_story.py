"""Ten people, two circles, three groups: what they do in a day, and what each socket gets.

They use clients of every kind, on two gateway processes and two workers. Everybody gets what is
meant for them, nobody anything else, and what was pushed can be read again.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import requests
from PIL import Image

from tests.e2e.phones import EVERYTHING, KINDS, Phone, switched_on
from tests.fixtures.service import Person, Service
from tests.web.ops.operator import Operator

pytestmark = pytest.mark.e2e

NICKS = ("小明", "小红", "阿强", "莉莉", "大卫", "Anna", "老王", "思思", "Tom")
NEWCOMER = "18600000010"
LAT, LONG = 31.23, 121.47


async def test_a_day(town: Service) -> None:
    operator = Operator(town, "198.51.100.10")
    operator.login()
    async with AsyncExitStack() as phones:
        people = [
            await phones.enter_async_context(switched_on(town, KINDS[number % 3], person))
            for number, person in enumerate(town.make_user(nick=nick) for nick in NICKS)
        ]
        await profiles(people)
        await friends(people)
        await two_circles(operator, people)
        gids = await three_groups(people)
        await nearby(people)
        await activation(people[0], people[8])
        await phones.enter_async_context(watched(people, gids[0]))
        postid = await picture_post(people, gids[0])
        await text_posts(people, gids)
        await likes_and_replies(people, postid)
        async with contacts(town, operator, people) as newcomer:
            people.append(newcomer)
            await asyncio.gather(*map(reads_again, people))
    operator.http.close()


def uids(people: Iterable[Phone]) -> list[int]:
    return [one.uid for one in people]


async def profiles(people: list[Phone]) -> None:
    """All write theirs at the same time, and everybody sees everybody's."""
    await asyncio.gather(
        *(
            one.ask("user.update", signature=f"我是{nick}", height=160 + number, job="学生")
            for number, (one, nick) in enumerate(zip(people, NICKS, strict=True))
        )
    )
    for one in people:
        shown = (await one.ask("user.info", uid=uids(people)))["users"]
        assert [user["signature"] for user in shown] == [f"我是{nick}" for nick in NICKS]


async def friends(people: list[Phone]) -> None:
    """Tom likes to read what 小明 writes; the others know each other from their groups."""
    ming, tom = people[0], people[8]
    await tom.ask("user.add_friend", uid=[ming.uid])
    event = (await ming.push("event"))["event"]
    assert (event["type"], event["uid"]) == ("add_friend", tom.uid)


async def two_circles(operator: Operator, people: list[Phone]) -> None:
    """One is entered by a code, the other by asking; each has its board."""
    ming, anna = people[0], people[5]
    codes, asked = people[1:5], people[6:8]
    tea, walks = (new_circle(operator, name, chief) for name, chief in
                  (("江湖", ming), ("远足", anna)))  # fmt: skip
    vcode = (await ming.ask("circle.invite_code", cid=tea, roleid=1))["vcode"]
    for one in codes:
        assert (await one.ask("circle.join", vcode=vcode))["circle"]["cid"] == tea
    for one in asked:
        await one.ask("circle.request_join", uid=anna.uid, cid=walks)
        request = (await anna.push("event"))["event"]
        assert (request["type"], request["uid"]) == ("request_join_circle", one.uid)
        await anna.ask("circle.accept_join", eid=request["eid"], roleid=1)
        kinds = {(await one.push("event"))["event"]["type"] for _ in range(2)}
        assert kinds == {"accept_join_circle", "add_friend"}
        assert (await anna.push("event"))["event"]["type"] == "add_friend"
    for cid, members in ((tea, [ming, *codes]), (walks, [anna, *asked])):
        operator.ok("UpdateCircleBoard", cid=cid, board=f"公告 {cid}")
        boards = [(await one.push("circle.newboard"))["board"] for one in members]
        assert boards == [boards[0]] * len(members)
        assert boards[0]["board"] == f"公告 {cid}"
        await circle_posts(cid, members)
    for stranger in (*asked, people[8]):
        assert (await stranger.client.call("circle.postlist", cid=tea))["errno"] == 2


def new_circle(operator: Operator, name: str, chief: Phone) -> int:
    cid = int(operator.ok("CircleEdit", name=name, default_roleid=1)["cid"])
    operator.ok("CircleRoleEdit", cid=cid, roleid=2, level=2, title="掌柜")
    operator.ok("SetCircleRole", uid=chief.uid, cid=cid, roleid=2)
    return cid


async def circle_posts(cid: int, members: list[Phone]) -> None:
    """Everybody posts, likes and answers the chief; no push tells of the posts themselves."""
    chief, *others = members
    made = await asyncio.gather(
        *(one.ask("circle.addpost", cid=cid, content=f"我是 {one.uid}") for one in members)
    )
    first = made[0]["postid"]
    await asyncio.gather(*(one.ask("circle.likepost", postid=first) for one in others))
    await asyncio.gather(
        *(one.ask("circle.addreply", postid=first, content="好") for one in others)
    )
    likers = {(await chief.push("newlike"))["like"]["uid"] for _ in others}
    replies = [await chief.push("newreply") for _ in others]
    assert likers == {one["reply"]["uid"] for one in replies} == set(uids(others))
    assert all((one["gid"], one["cid"]) == (0, cid) for one in replies)
    for one in members:
        posts = (await one.ask("circle.postlist", cid=cid, count=EVERYTHING))["posts"]
        assert {post["postid"] for post in posts} == {post["postid"] for post in made}
        post = next(post for post in posts if post["postid"] == first)
        assert (post["like"], post["replycount"]) == (len(others), len(others))
        assert {like["uid"] for like in post["likes"]} == likers


async def three_groups(people: list[Phone]) -> list[int]:
    """An open one for all, one that only members may read, one where only members may write."""
    gids = []
    for creator, name, rule, invited in (
        (people[0], "周末爬山", {}, people[1:8]),
        (people[3], "摄影", {"only_member_watch": 1}, people[4:6]),
        (people[6], "读书会", {"only_member_speak": 1}, people[7:8]),
    ):
        gid = (await creator.ask("group.create", name=name, board="欢迎"))["gid"]
        await creator.ask("group.update", gid=gid, **rule)
        await creator.ask("group.invite", gid=gid, uid=uids(invited))
        for one in invited:
            event = (await one.push("event"))["event"]
            assert (event["type"], event["gid"]) == ("group_invite", gid)
        await asyncio.gather(*(one.ask("group.join", gid=gid) for one in invited))
        members = (await creator.ask("group.members", gid=gid))["members"]
        assert {one["uid"] for one in members} == set(uids([creator, *invited]))
        gids.append(gid)
    return gids


async def nearby(people: list[Phone]) -> None:
    """They are in a line, 1.1 km apart; each finds the neighbours first."""
    await asyncio.gather(
        *(
            one.ask("geo.user.report", lat=LAT + 0.01 * number, long=LONG)
            for number, one in enumerate(people)
        )
    )
    for number, one in enumerate(people):
        found = (await one.ask("geo.user.search", lat=LAT + 0.01 * number, long=LONG))["users"]
        order = [other["uid"] for other in found]
        assert set(order) == set(uids(people))
        assert order[0] == one.uid
        assert set(order[1:2]) <= set(uids(people[max(0, number - 1) : number + 2]))


async def activation(ming: Phone, tom: Phone) -> None:
    code = await ming.ask("active.generate_code", level=1)
    done = await tom.ask("active.do", active_code=code["active_code"])
    assert done == {"active_level": 1, "active_by": ming.uid}
    event = (await tom.push("event"))["event"]  # 小明 did not have Tom as friend, Tom had 小明
    assert (event["type"], event["uid"], event["add_type"]) == ("add_friend", ming.uid, 2)
    shown = (await ming.ask("user.info2", uid=tom.uid))["user"]
    assert (shown["actor"], shown["active_by"]) == (1, ming.uid)


@asynccontextmanager
async def watched(people: list[Phone], gid: int) -> AsyncIterator[None]:
    """The members keep the open group on their screens. Tom, who is no member, does not."""
    members = people[:8]
    await asyncio.gather(*(one.ask("group.regupdate", gid=gid) for one in members))
    yield
    await asyncio.gather(*(one.ask("group.unregupdate", gid=gid) for one in members))


async def picture_post(people: list[Phone], gid: int) -> int:
    """小明 uploads two pictures and posts them; watchers and Tom, 小明's reader, hear of it."""
    ming = people[0]
    urls = [await upload(ming, color) for color in ("#2060a0", "#a06020")]
    made = await ming.ask("group.addpost", gid=gid, content="山顶", pictures=urls)
    for one in people[1:]:
        post = (await one.push("newpost"))["post"]
        assert (post["postid"], post["gid"]) == (made["postid"], gid)
        assert (post["type"], post["picture"], post["excount"]) == ("pic", urls[0], 1)
    for one in people:
        (shown,) = (await one.ask("group.postlist", gid=gid))["posts"]
        assert shown["pictures"] == urls
    return int(made["postid"])


async def upload(one: Phone, color: str) -> str:
    """Upload a picture; returns its address, from which it can be downloaded."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(file, "PNG")
    token = await one.ask("tools.qiniu_uploadtoken")
    return await asyncio.to_thread(_upload, token["upload_url"], token["token"], file.getvalue())


def _upload(address: str, token: str, data: bytes) -> str:
    form, file = {"token": token}, {"file": ("picture.png", data)}
    with requests.Session() as browser:
        browser.trust_env = False
        url = str(browser.post(address, data=form, files=file, timeout=15).json()["url"])
        assert browser.get(url, timeout=15).content == data
    return url


async def text_posts(people: list[Phone], gids: list[int]) -> None:
    """Posts in the closed groups, which nobody watches: members may, others may not."""
    lily, anna, wang, tom = people[3], people[5], people[6], people[8]
    await anna.ask("post.add", gid=gids[1], content="逆光")
    assert (await tom.client.call("group.post_list", gid=gids[1]))["errno"] == 2
    assert (await lily.ask("group.post_list", gid=gids[1]))["posts"][0]["content"] == "逆光"
    assert (await tom.client.call("post.add", gid=gids[2], content="？"))["errno"] == 2
    await wang.ask("post.add", gid=gids[2], content="第一章")
    assert (await anna.push("newpost"))["post"]["gid"] == gids[2]  # 老王 became a friend of hers
    assert (await tom.ask("group.post_list", gid=gids[2]))["posts"][0]["uid"] == wang.uid


async def likes_and_replies(people: list[Phone], postid: int) -> None:
    """Everybody at once, by every such function; the author gets each, and the counts agree."""
    ming, *others = people
    ways = (("post.like", "post.reply"), ("group.likepost", "group.addreply"),
            ("circle.likepost", "circle.addreply"))  # fmt: skip
    chosen = [(one, *ways[number % 3]) for number, one in enumerate(others)]
    await asyncio.gather(*(one.ask(like, postid=postid) for one, like, _ in chosen))
    await asyncio.gather(
        *(one.ask(reply, postid=postid, content=f"{one.uid}") for one, _, reply in chosen)
    )
    likers = [(await ming.push("newlike"))["like"]["uid"] for _ in others]
    repliers = [(await ming.push("newreply"))["reply"]["uid"] for _ in others]
    assert sorted(likers) == sorted(repliers) == sorted(uids(others))
    for one in people:
        (post,) = (await one.ask("post.get", postid=postid))["posts"]
        assert (post["like"], post["replycount"], post["ilike"]) == (8, 8, one is not ming)
    news = await ming.ask("post.get_new_reply", from_reply=0, like_after=0)
    heard = [data["reply"]["replyid"] for type_, data in ming.heard if type_ == "newreply"]
    assert {one["replyid"] for one in news["replys"]} == set(heard)
    assert {one["uid"] for one in news["likes"]} >= set(likers)


@asynccontextmanager
async def contacts(town: Service, operator: Operator, people: list[Phone]) -> AsyncIterator[Phone]:
    """阿强 uploads a phone book: 莉莉 is there already, 婷婷 was invited and comes now."""
    qiang, lily = people[2], people[3]
    spelled = f"+86 {lily.person.phone[-11:]}"
    book = [{"phone": spelled, "name": "莉莉"}, {"phone": NEWCOMER, "name": "婷婷"}]
    await qiang.ask("phonebook.upload", phone_list=book)
    (found,) = (await qiang.push("fromphonebook"))["users"]
    assert (found["uid"], found["phone"]) == (lily.uid, spelled)
    await people[1].ask("user.invite", phone=NEWCOMER, nick="婷婷", sex=2)
    ticket = await asyncio.to_thread(town.login, NEWCOMER)
    person = Person(0, f"+86{NEWCOMER}", 0, ticket["sessionid"])
    async with switched_on(town, KINDS[2], person) as newcomer:
        user = newcomer.started["user"]
        newcomer.uid = user["uid"]
        assert (user["nick"], user["sex"]) == ("婷婷", 2)
        assert len(newcomer.started["invite_list"]) == 1
        event = (await people[1].push("event"))["event"]
        assert (event["type"], event["uid"], event["add_type"]) == ("add_friend", user["uid"], 3)
        (found,) = (await qiang.push("fromphonebook"))["users"]
        assert (found["uid"], found["phone"]) == (user["uid"], NEWCOMER)
        msgid = operator.ok(
            "SendMessageToUser", from_uid=people[0].uid, to_uid=user["uid"], content="欢迎"
        )["msgid"]
        assert (await newcomer.push("newmsg"))["message"]["msgid"] == msgid
        assert (await people[0].push("newmsg"))["message"]["msgid"] == msgid
        yield newcomer


async def reads_again(one: Phone) -> None:
    """What was pushed can be read, and there was no unexpected push."""
    pushed = [data["event"] for type_, data in one.heard if type_ == "event"]
    events = (await one.ask("event.read", pos=0))["events"]
    assert sorted(pushed, key=lambda event: event["eid"], reverse=True) == events
    messages = [data["message"] for type_, data in one.heard if type_ == "newmsg"]
    received = [message for message in messages if message["toid"] == one.uid]
    assert (await one.ask("message.read", afterid=0))["message"] == received
    assert one.client.inbox == []
