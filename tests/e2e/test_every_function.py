"""Every function once, over a real websocket: it succeeds, with the keys the document promises."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import pytest

from tasks.rpc import load
from tests.e2e.shapes import no_nulls
from tests.e2e.shop import bind_card
from tests.e2e.world import IMAGE, LAT, LONG, World, build
from tests.fixtures.client import Client
from tests.fixtures.service import Person, Service
from tests.protocol import PROTOCOL

pytestmark = pytest.mark.e2e

SESSION = {"session.start", "session.start2"}
CARDS = {"merchandise.cards", "merchandise.paybycard", "merchandise.unbind"}


class Call(NamedTuple):
    """Who calls, and with what."""

    who: Person
    parm: dict[str, Any]


@pytest.fixture(scope="module")
def world(shared_service: Service) -> World:
    return build(shared_service)


def calls(w: World) -> dict[str, Call]:
    """A call of every function that must succeed, whatever was called before."""
    ming, hong, gang, wang = w.ming, w.hong, w.gang, w.wang
    order = {"mid": w.mid, "people_count": 2, "hardwareid": "phone-1"}
    place = {"lat": LAT, "long": LONG}
    media = {"video": f"{IMAGE}/m", "videolen": 900, "voice": f"{IMAGE}/v", "voicelen": 800}
    book = [{"phone": ming.phone, "name": "小明"}, {"phone": "010-55550100"}]
    invite = {"phone": f"136{ming.uid % 10**8:08}", "nick": "新人", "join_cid": w.circle}
    profile = {"signature": "你好", "sex": 1, "birthday": -1, "marriage": 0, "height": 175}
    return {
        "active.by_user": Call(gang, {"uid": ming.uid}),
        "active.do": Call(hong, {"active_code": w.active_code}),
        "active.generate_code": Call(ming, {"level": 2}),
        "album.add": Call(ming, {"url": f"{IMAGE}/n", "filetype": 1, "width": 6, "height": 4}),
        "album.delete": Call(ming, {"did": w.doomed_did}),
        "album.endorsements": Call(gang, {"count": 1000}),
        "album.read": Call(gang, {"uid": ming.uid, "count": 50}),
        "circle.accept_join": Call(ming, {"eid": w.eid, "roleid": 1}),
        "circle.addpost": Call(
            ming, {"cid": w.circle, "content": "新茶", "pictures": [IMAGE + "/p"], "mid": w.mid}
        ),
        "circle.addreply": Call(hong, {"postid": w.circle_post, "content": "好喝"}),
        "circle.board_history": Call(gang, {"cid": w.circle}),
        "circle.by_user": Call(gang, {"uid": hong.uid, "cid": w.circle}),
        "circle.info": Call(gang, {"cid": w.circle}),
        "circle.invite_code": Call(ming, {"cid": w.circle, "roleid": 2}),
        "circle.join": Call(gang, {"vcode": w.vcode}),
        "circle.leave": Call(hong, {"cid": w.left_circle}),
        "circle.likepost": Call(hong, {"postid": w.circle_post}),
        "circle.my": Call(ming, {}),
        "circle.post_after": Call(ming, {"cid": w.circle, "after_postid": 0}),
        "circle.postlist": Call(ming, {"cid": w.circle, "count": 10}),
        "circle.request_join": Call(gang, {"uid": ming.uid, "cid": w.left_circle}),
        "circle.set": Call(wang, {"cid": w.circle, "roleid": 2}),
        "circle.users": Call(ming, {"cid": w.circle}),
        "endorsement.get_times": Call(ming, {}),
        "endorsement.list_user": Call(gang, {}),
        "endorsement.set_times": Call(hong, {"times": [[1_401_303_600, 1_401_307_200]]}),
        "event.read": Call(ming, {"pos": 0}),
        "event.sync": Call(ming, {"seq": 0}),
        "geo.user.report": Call(gang, place),
        "geo.user.search": Call(gang, place),
        "group.accept_join": Call(ming, {"eid": w.asked[0]}),
        "group.addpost": Call(
            hong, {"gid": w.group, "content": "三", "pictures": [IMAGE], "lat": 1, "lng": 2} | media
        ),
        "group.addreply": Call(hong, {"postid": w.post, "content": "好"}),
        "group.create": Call(ming, {"name": "棋社", "board": "", "type": 2} | place),
        "group.delete": Call(ming, {"gid": w.doomed}),
        "group.get_new_post": Call(gang, {"gid": w.group, "frompos": 0}),
        "group.info": Call(gang, {"gid": [w.group, w.ruled]}),
        "group.invite": Call(ming, {"gid": w.group, "uid": [gang.uid, wang.uid]}),
        "group.join": Call(gang, {"gid": w.group}),
        "group.leave": Call(hong, {"gid": w.left}),
        "group.likepost": Call(gang, {"postid": w.post}),
        "group.members": Call(gang, {"gid": w.group}),
        "group.mute_all": Call(ming, {"gid": w.ruled, "on": 0}),
        "group.mute_member": Call(ming, {"gid": w.group, "uid": hong.uid, "seconds": 0}),
        "group.mute": Call(wang, {"gid": w.group}),
        "group.my": Call(hong, {}),
        "group.post_after": Call(gang, {"gid": w.group, "after_postid": 0}),
        "group.post_list": Call(gang, {"gid": w.group}),
        "group.postlist": Call(gang, {"gid": w.group}),
        "group.refuse_join": Call(ming, {"eid": w.asked[1]}),
        "group.regupdate": Call(gang, {"gid": w.group}),
        "group.remove_member": Call(ming, {"gid": w.ruled, "uid": wang.uid}),
        "group.search": Call(gang, {"type": 77}),
        "group.set_admin": Call(ming, {"gid": w.ruled, "uid": hong.uid, "on": 0}),
        "group.set_member_control": Call(
            ming, {"gid": w.ruled, "uid": hong.uid, "can_post": False}
        ),
        "group.transfer": Call(ming, {"gid": w.group, "uid": ming.uid}),
        "group.unregupdate": Call(gang, {"gid": w.group}),
        "group.update": Call(ming, {"gid": w.ruled, "name": "新名", "everyone_caninvite": 0}),
        "device.reg": Call(hong, {"platform": "fcm", "token": "c:" + "0a" * 32}),
        "device.unreg": Call(hong, {"token": "c:" + "0a" * 32}),
        "ios.reg": Call(hong, {"device_token": "0a" * 32, "is_debug": 1}),
        "ios.set_badge": Call(hong, {"badge": 3}),
        "ios.unreg": Call(hong, {}),
        "merchandise.cards": Call(hong, {}),
        "merchandise.count_price": Call(hong, {"mid": w.mid, "people_count": 2}),
        "merchandise.createorder": Call(hong, order | {"recommend_uid": ming.uid}),
        "merchandise.get": Call(hong, {"mid": [w.mid]}),
        "merchandise.groups": Call(hong, {}),
        "merchandise.history": Call(hong, {"before": "", "count": 1000}),
        "merchandise.list": Call(hong, {"gid": w.shop}),
        "merchandise.paybycard": Call(hong, order),
        "merchandise.pre_order": Call(hong, {"mid": w.mid}),
        "merchandise.recommendbyme": Call(ming, {}),
        "merchandise.unbind": Call(hong, {}),
        "message.conversations": Call(ming, {}),
        "message.history": Call(ming, {"uid": hong.uid}),
        "message.mark_read": Call(ming, {"uid": hong.uid, "msgid": 2**40}),
        "message.recall": Call(hong, {"msgid": w.msgid}),
        "message.typing": Call(hong, {"uid": ming.uid}),
        "message.read": Call(ming, {"afterid": 0}),
        "message.send": Call(hong, {"uid": ming.uid, "content": "在吗"}),
        "phonebook.upload": Call(hong, {"phone_list": book}),
        "post.add": Call(ming, {"gid": w.group, "content": "大家好"}),
        "post.delete": Call(ming, {"postid": w.doomed_post}),
        "post.dislike": Call(gang, {"postid": w.post}),
        "post.get": Call(gang, {"postid": [w.post, w.circle_post]}),
        "post.get_new_reply": Call(ming, {"from_reply": 0, "like_after": 0}),
        "post.get_reply": Call(gang, {"postid": w.post}),
        "post.like": Call(gang, {"postid": w.post}),
        "post.likes": Call(gang, {"postid": w.post}),
        "post.readex": Call(gang, {"postid": w.post}),
        "post.reply": Call(gang, {"postid": w.post, "content": "好"}),
        "post.reply_to_me": Call(ming, {"from_reply": 0}),
        "report.add": Call(gang, {"kind": "user", "id": ming.uid, "reason": "spam"}),
        "report.mine": Call(hong, {}),
        "session.list": Call(ming, {}),
        "session.renew": Call(wang, {}),
        "session.revoke": Call(wang, {"id": w.old_session}),
        "session.revoke_others": Call(w.stranger, {}),
        "session.start": Call(wang, {"sessionid": wang.sessionid}),
        "session.start2": Call(wang, {"sessionid": wang.sessionid}),
        "session.stop": Call(wang, {}),
        "tools.change_phone": Call(wang, {"newphone": f"135{ming.uid % 10**8:08}"}),
        "tools.qiniu_uploadtoken": Call(wang, {}),
        "tools.read_data": Call(wang, {}),
        "tools.save_data": Call(wang, {"theme": "dark", "drafts": [{"to": ming.uid}]}),
        "user.add_friend": Call(gang, {"uid": [ming.uid, hong.uid], "type": 1}),
        "user.block": Call(wang, {"uid": [w.stranger.uid]}),
        "user.block_list": Call(hong, {}),
        "user.del_friend": Call(gang, {"uid": [wang.uid]}),
        "user.delete_account": Call(w.stranger, {}),
        "user.export": Call(w.stranger, {}),
        "user.filter": Call(gang, {"alltag": ["读书", "旅行"]} | place),
        "user.find": Call(gang, {"phone": ming.phone}),
        "user.friend_list": Call(gang, {"uid": ming.uid}),
        "user.friend_timeline": Call(ming, {"count": 10}),
        "user.friend_timeline_new": Call(ming, {"after": 0}),
        "user.get_tag": Call(gang, {"uids": [ming.uid]}),
        "user.info": Call(gang, {"uid": [ming.uid, hong.uid]}),
        "user.info2": Call(gang, {"uid": ming.uid}),
        "user.invite": Call(ming, invite),
        "user.invite_list": Call(ming, {}),
        "user.like": Call(gang, {"uid": ming.uid}),
        "user.mute": Call(wang, {"uid": w.stranger.uid}),
        "user.online": Call(ming, {"uid": [hong.uid]}),
        "user.posts": Call(gang, {"uid": hong.uid}),
        "user.search": Call(gang, {"nick": "小"}),
        "user.set_password": Call(gang, {"psw": "drei Hüte"}),
        "user.unblock": Call(wang, {"uid": [w.stranger.uid]}),
        "user.update": Call(gang, profile),
        "user.update_tag": Call(gang, {"tags": ["音乐", "读书"]}),
        "user.watch_online": Call(ming, {"uid": [hong.uid]}),
    }


def test_no_function_was_forgotten(world: World) -> None:
    assert sorted(calls(world)) == sorted(PROTOCOL)


@pytest.mark.parametrize("name", PROTOCOL)
async def test_succeeds(service: Service, world: World, name: str) -> None:
    result = await answer(service, world, name)
    promised = PROTOCOL[name].result
    keys = {key for key in promised if not key.endswith("?")} - {"*"}
    assert keys <= result.keys()
    if "*" not in promised:
        assert result.keys() <= {key.rstrip("?") for key in promised}
    assert no_nulls(result)
    assert as_declared(name, result) == result
    if PROTOCOL[name].rate == "read":
        assert all(value != [] for value in result.values()), "the world should have some"


async def answer(service: Service, world: World, name: str) -> dict[str, Any]:
    who, parm = calls(world)[name]
    if name in CARDS:
        return await with_a_card(service, name, world.mid, parm)
    async with service.open() as client:
        if name not in SESSION:
            await client.ok("session.start2", sessionid=who.sessionid)
        return await ok(client, name, parm)


async def with_a_card(
    service: Service, name: str, mid: int, parm: dict[str, Any]
) -> dict[str, Any]:
    async with service.enter(service.make_user()) as client:
        cardid = await bind_card(service, client, mid)
        return await ok(client, name, parm | {"cardid": cardid})


async def ok(client: Client, name: str, parm: dict[str, Any]) -> dict[str, Any]:
    reply = await client.call(name, **parm)
    assert reply.keys() == {"push", "errno", "error", "cdata", "result"}
    assert (reply["push"], reply["errno"], reply["error"]) == (False, 0, "no error"), reply
    result: dict[str, Any] = reply["result"]
    return result


def as_declared(name: str, result: dict[str, Any]) -> Any:
    """The result read as the document's objects: right types, and no key that it does not show."""
    kind = load()[name].result
    if kind is type(None):
        return {}
    return msgspec.json.decode(msgspec.json.encode(msgspec.convert(result, kind)))
