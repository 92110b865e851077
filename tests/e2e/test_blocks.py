"""What blocks and silences keep from the sockets of others: each push that one user can cause."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any

import pytest
from sqlalchemy import orm

from models import User
from push import pushes
from tests import factories
from tests.e2e.waiting import until
from tests.fixtures.client import Client
from tests.fixtures.service import NewService, Person, Service
from tests.tasks.permissions.meeting_scene import MeetingScene
from tests.tasks.permissions.test_meetings import SELVES, TOLD

pytestmark = pytest.mark.e2e

_uids = count(8_000_000_001, 10)
OTHERS = {pushes.CircleNewBoard, pushes.ExportReady, pushes.Resync}
"""What no other user causes; see tests/tasks/test_untold.py."""


@pytest.fixture(scope="module")
def pairs(new_service: NewService) -> Iterator[Service]:
    """Two gateways; one worker, so that pushes leave in the order of calls; and no limits."""
    made = new_service(workers=1, WEB_CONCURRENCY="2", RATE_MULTIPLIER="0")
    yield made
    made.stop()


class Pair:
    """Somebody who acts, somebody who would hear of it, and a third user."""

    def __init__(
        self, service: Service, scene: MeetingScene, clients: list[Client], goods: int
    ) -> None:
        self.service, self.scene, self.goods = service, scene, goods
        self.actor, self.hearer, self.third = clients
        self.uid = scene.other.uid

    async def heard(self) -> list[str]:
        """The pushes to the hearer before that of a message that the third user sends now."""
        ((waiting,),) = self.service.sql("SELECT count(*) FROM outbox")
        if waiting:
            await until(lambda: self.service.sql("SELECT count(*) FROM outbox") == [(0,)])
        await self.third.ok("message.send", uid=self.uid, content="the end")
        found: list[str] = []
        while True:
            frame = await self.hearer.next()
            if frame["data"].get("message", {}).get("content") == "the end":
                return found
            found.append(frame["data"].get("event", frame)["type"])


@asynccontextmanager
async def pair(service: Service, me: str, *, block: bool) -> AsyncIterator[Pair]:
    """A new pair with their sockets; `me`, who acts, is the blocker or the blocked."""
    with orm.Session(service.engine, expire_on_commit=False) as db:
        scene = MeetingScene(db, me, first=next(_uids))
        for user in (scene.me, scene.other, scene.third):
            user.first_start = 1
        scene.theirs.join_approval = 1
        goods = factories.make_goods(db, amount=0).mid
        users = [_person(service, db, user) for user in (scene.me, scene.other, scene.third)]
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(service.enter(one)) for one in users]
            if block:
                uid, owner = scene.blocked.uid, scene.blocker.uid
                await clients[owner == scene.other.uid].ok("user.block", uid=uid)
            yield Pair(service, scene, clients, goods)


def _person(service: Service, db: orm.Session, user: User) -> Person:
    db.commit()
    return Person(user.uid, user.phone, *service.make_session(user.uid))


async def _cause(pair: Pair, kind: type) -> None:
    """Let the actor do what would be pushed to the hearer."""
    gid, eid = await _prepare(pair, kind)
    function, parm = _calls(pair, gid, eid)[kind]
    await (pair.hearer if kind is pushes.FromPhonebook else pair.actor).call(function, **parm)
    if kind is pushes.OnlinePush:
        presence = f"presence:{pair.scene.me.uid}"
        await until(lambda: not pair.service.redis.exists(presence))


async def _prepare(pair: Pair, kind: type) -> tuple[int, int]:
    """Do what the cause needs; returns its group and its event, if it has any."""
    actor, hearer, scene, uid = pair.actor, pair.hearer, pair.scene, pair.uid
    gid, eid = 0, 0
    if kind is pushes.NewPost:
        await hearer.ok("group.regupdate", gid=scene.group.gid)
    elif kind is pushes.AddFriend:
        await actor.ok("user.del_friend", uid=uid)
    elif kind is pushes.GroupInvite:
        gid = (await actor.ok("group.create", name="新", board=""))["gid"]
    elif kind is pushes.AcceptJoinCircle:
        await hearer.ok("circle.leave", cid=scene.circle.cid)
    elif kind is pushes.FromPhonebook:
        await hearer.ok("user.del_friend", uid=scene.me.uid)
    elif kind in (pushes.AcceptJoinGroup, pushes.RefuseJoinGroup):
        eid = _asked(pair)
    elif kind is pushes.OnlinePush:
        await hearer.ok("user.watch_online", uid=scene.me.uid)
    return gid, eid


def _calls(pair: Pair, gid: int, eid: int) -> dict[type, tuple[str, dict[str, Any]]]:
    scene, uid, text = pair.scene, pair.uid, {"content": "好"}
    post = {"postid": scene.post.postid}
    order = {"mid": pair.goods, "people_count": 0, "hardwareid": "h", "recommend_uid": uid}
    return {
        pushes.NewMsg: ("message.send", {"uid": uid, **text}),
        pushes.NewPost: ("group.addpost", {"gid": scene.group.gid, **text}),
        pushes.NewReply: ("group.addreply", post | text),
        pushes.NewLike: ("group.likepost", post),
        pushes.AddFriend: ("user.add_friend", {"uid": uid}),
        pushes.GroupInvite: ("group.invite", {"gid": gid, "uid": uid}),
        pushes.RequestJoinGroup: ("group.join", {"gid": scene.theirs.gid}),
        pushes.AcceptJoinGroup: ("group.accept_join", {"eid": eid}),
        pushes.RefuseJoinGroup: ("group.refuse_join", {"eid": eid}),
        pushes.RequestJoinCircle: ("circle.request_join", {"uid": uid, "cid": scene.open.cid}),
        pushes.AcceptJoinCircle: ("circle.accept_join", {"eid": scene.eid}),
        pushes.FromPhonebook: ("phonebook.upload", {"phone_list": [{"phone": scene.me.phone}]}),
        pushes.PaylogPush: ("merchandise.createorder", order),
        pushes.OnlinePush: ("session.stop", {}),
        pushes.ReadMsg: ("message.mark_read", {"uid": uid, "msgid": scene.theirs_to_me}),
        pushes.RecallMsg: ("message.recall", {"msgid": scene.mine_to_them}),
        pushes.Typing: ("message.typing", {"uid": uid}),
    }


def _asked(pair: Pair) -> int:
    """An event that tells the actor of the hearer's request, which was made before the block."""
    scene = pair.scene
    with orm.Session(pair.service.engine) as scene.db:
        eid = scene.asked()
        scene.db.commit()
    return eid


@pytest.mark.parametrize("kind", sorted(set(TOLD) - OTHERS, key=str))
@pytest.mark.parametrize("me", SELVES)
async def test_pushes(pairs: Service, kind: Any, me: str) -> None:
    name = kind.type
    async with pair(pairs, me, block=False) as free:
        await _cause(free, kind)
        assert name in await free.heard()
    async with pair(pairs, me, block=True) as apart:
        await _cause(apart, kind)
        assert (name in await apart.heard()) is (TOLD[kind] == "unaffected")


async def test_a_muted_user_and_a_muted_group_are_not_heard_of(pairs: Service) -> None:
    async with pair(pairs, "blocker", block=False) as free:
        gid, actor = free.scene.group.gid, free.scene.me.uid
        await free.hearer.ok("group.regupdate", gid=gid)
        await free.hearer.ok("user.add_friend", uid=actor)
        await free.heard()
        for function, parm in (("user.mute", {"uid": actor}), ("group.mute", {"gid": gid})):
            await free.hearer.ok(function, **parm)
            await free.actor.ok("group.addpost", gid=gid, content="好")
            assert await free.heard() == []
            await free.hearer.ok(function, on=0, **parm)
            await free.actor.ok("group.addpost", gid=gid, content="好")
            assert await free.heard() == ["newpost", "newpost"]
        await free.hearer.ok("user.mute", uid=actor)
        await free.actor.ok("message.send", uid=free.uid, content="好")
        assert await free.heard() == ["newmsg"]


async def test_a_block_and_its_end(pairs: Service) -> None:
    async with pair(pairs, "blocker", block=True) as apart:
        other = apart.uid
        assert (await apart.actor.ok("user.block_list"))["users"][0]["uid"] == other
        refused = await apart.actor.call("message.send", uid=other, content="好")
        assert (refused["errno"], refused["error"]) == (2, "no permission")
        card = (await apart.actor.ok("user.info2", uid=other))["user"]
        assert (card["nick"], card["signature"]) == (f"n{other}", None)
        await apart.actor.ok("user.unblock", uid=other)
        await apart.actor.ok("message.send", uid=other, content="好")
        assert (await apart.actor.ok("user.info2", uid=other))["user"]["signature"]
        assert (await apart.actor.ok("user.friend_list"))["friend_id"] == []
