"""What is called: every function as an ordinary user.

Where it makes a difference, also as the user for whom the data holds most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from bench.growth.fill import NOW
from bench.growth.sizes import (
    AUTHOR,
    CITY,
    HERO,
    HOT,
    MINE,
    NOWHERE,
    OPEN,
    PRIVATE,
    SELLER,
    SMALL,
    STAR,
    STRANGER,
    TYPICAL,
    Sizes,
)

TYP = "typical"


class Case(Struct, frozen=True):
    """One call of one function, by `uid`. `about` says for whom or what it is."""

    func: str
    about: str
    uid: int
    parm: dict[str, Any]


def typical(sizes: Sizes) -> Iterator[Case]:
    """Each function once, as an ordinary user."""
    for func, parm in _typical(sizes).items():
        yield Case(func, TYP, TYPICAL, parm)


def worst(sizes: Sizes) -> Iterator[Case]:
    """The calls that touch most."""
    for func, about, uid, parm in _worst(sizes):
        yield Case(func, about, uid, parm)


def cases(sizes: Sizes) -> list[Case]:
    """All of them, by function."""
    return sorted([*typical(sizes), *worst(sizes)], key=lambda case: case.func)


def _some(sizes: Sizes, count: int = 500) -> list[int]:
    return [6 + number * 7919 % (sizes.users - 6) for number in range(1, count + 1)]


def _place(where: tuple[float, float]) -> dict[str, float]:
    return {"lat": where[0], "long": where[1]}


def _typical(sizes: Sizes) -> dict[str, dict[str, Any]]:
    post, order = {"postid": 1}, {"mid": 1, "people_count": 1, "hardwareid": "h"}
    text, group, circle = {"content": "how nice"}, {"gid": SMALL}, {"cid": 2 + TYPICAL % 499}
    return {
        "active.by_user": {"uid": STRANGER},
        "active.do": {"active_code": "nothing1"},
        "active.generate_code": {},
        "album.add": {"url": "https://img.example.com/new", "filetype": 1},
        "album.delete": {"did": 5_000},
        "album.endorsements": {},
        "album.read": {"uid": TYPICAL},
        "circle.accept_join": {"eid": 1},
        "circle.addpost": {"cid": 1, **text},
        "circle.addreply": {"postid": sizes.circle_post, **text},
        "circle.board_history": circle,
        "circle.by_user": {"uid": STRANGER},
        "circle.info": circle,
        "circle.invite_code": {**circle, "roleid": 1},
        "circle.join": {"vcode": "nothing1"},
        "circle.leave": circle,
        "circle.likepost": {"postid": sizes.circle_post},
        "circle.my": {},
        "circle.post_after": {**circle, "after_postid": 0},
        "circle.postlist": circle,
        "circle.request_join": {"uid": HERO, "cid": 5},
        "circle.set": {**circle, "roleid": 1},
        "circle.users": circle,
        "debug.echo": {"text": "x"},
        "debug.user": {"id": TYPICAL},
        "debug.wait": {"seconds": 0},
        "endorsement.get_times": {},
        "endorsement.list_user": {},
        "endorsement.set_times": {"times": [[2_000_000_000, 2_000_003_600]]},
        "event.read": {},
        "event.sync": {},
        "geo.user.report": _place(CITY),
        "geo.user.search": {"lat": 30, "long": 110},
        "group.accept_join": {"eid": 1},
        "group.addpost": {**group, **text},
        "group.addreply": {**post, **text},
        "group.create": {"name": "new", "board": "welcome"},
        "group.delete": {"gid": MINE},
        "group.get_new_post": {**group, "frompos": 0},
        "group.info": group,
        "group.invite": {**group, "uid": STRANGER},
        "group.join": {"gid": 900},
        "group.leave": group,
        "group.likepost": post,
        "group.members": group,
        "group.mute_all": group,
        "group.mute_member": {**group, "uid": STRANGER, "seconds": 60},
        "group.mute": group,
        "group.my": {},
        "group.post_after": {**group, "after_postid": 0},
        "group.post_list": group,
        "group.postlist": group,
        "group.refuse_join": {"eid": 1},
        "group.regupdate": group,
        "group.remove_member": {**group, "uid": STRANGER},
        "group.search": {"type": 1},
        "group.set_admin": {**group, "uid": STRANGER},
        "group.set_member_control": {**group, "uid": STRANGER, "can_post": 1},
        "group.transfer": {**group, "uid": STRANGER},
        "group.unregupdate": group,
        "group.update": {**group, "board": "changed"},
        "device.reg": {"platform": "jpush", "token": "ab" * 10},
        "device.unreg": {"token": "ab" * 10},
        "ios.reg": {"device_token": "ab" * 32, "is_debug": 0},
        "ios.set_badge": {"badge": 0},
        "ios.unreg": {},
        "merchandise.cards": {},
        "merchandise.count_price": {"mid": 5, "people_count": 2},
        "merchandise.createorder": order,
        "merchandise.get": {"mid": 1},
        "merchandise.groups": {},
        "merchandise.history": {},
        "merchandise.list": {"gid": 1},
        "merchandise.paybycard": {**order, "cardid": "none"},
        "merchandise.pre_order": {"mid": 5},
        "merchandise.recommendbyme": {},
        "merchandise.unbind": {"cardid": "none"},
        "message.conversations": {},
        "message.history": {"uid": STRANGER},
        "message.mark_read": {"uid": 1, "msgid": 2 * sizes.users},
        "message.read": {},
        "message.recall": {"msgid": 1},
        "message.typing": {"uid": STRANGER},
        "message.send": {"uid": STRANGER, **text},
        "phonebook.upload": {"phone_list": _lines(sizes, 50)},
        "post.add": {**group, **text},
        "post.delete": post,
        "post.dislike": post,
        "post.get": post,
        "post.get_new_reply": {},
        "post.get_reply": post,
        "post.like": post,
        "post.likes": post,
        "post.readex": post,
        "post.reply": {**post, **text},
        "post.reply_to_me": {},
        "report.add": {"kind": "user", "id": STRANGER, "reason": "spam"},
        "report.mine": {},
        "session.list": {},
        "session.renew": {},
        "session.revoke": {"id": 1},
        "session.revoke_others": {},
        "session.start": {"sessionid": session_id(TYPICAL)},
        "session.start2": {"sessionid": session_id(TYPICAL)},
        "session.stop": {},
        "tools.change_phone": {"newphone": "+8613912345678"},
        "tools.qiniu_uploadtoken": {},
        "tools.read_data": {},
        "tools.save_data": {"x": 2},
        "user.add_friend": {"uid": STRANGER},
        "user.block": {"uid": STRANGER},
        "user.block_list": {},
        "user.del_friend": {"uid": STRANGER},
        "user.delete_account": {},
        "user.export": {},
        "user.filter": {"alltag": ["t17", "u119"]},
        "user.find": {"phone": "13100000001"},
        "user.friend_list": {},
        "user.friend_timeline": {},
        "user.friend_timeline_new": {"after": sizes.posts - 3_000},
        "user.get_tag": {"uids": STRANGER},
        "user.info": {"uid": STRANGER},
        "user.info2": {"uid": STRANGER},
        "user.invite": {"phone": "13912345679", "nick": "guest"},
        "user.invite_list": {},
        "user.like": {"uid": STRANGER},
        "user.mute": {"uid": STRANGER},
        "user.online": {"uid": STRANGER},
        "user.posts": {"uid": STRANGER},
        "user.search": {"nick": "user2"},
        "user.set_password": {"psw": "a long enough password"},
        "user.unblock": {"uid": STRANGER},
        "user.update": {"signature": "changed"},
        "user.update_tag": {"tags": ["one", "two"]},
        "user.watch_online": {"uid": STRANGER},
    }


def _worst(sizes: Sizes) -> list[tuple[str, str, int, dict[str, Any]]]:
    ids, text = _some(sizes), {"content": "how nice"}
    last = {"before_time": NOW, "before_uid": 500}  # all joined at one time
    hot = {"postid": sizes.hot_post}
    first_likes = {"before_time": NOW - sizes.users // 10 + 50, "before_uid": 0}
    return [
        ("album.endorsements", "count 1000", HERO, {"count": 1000}),
        ("album.read", "4,000 files", HERO, {"uid": HERO, "count": 1000}),
        ("circle.board_history", "1,000 announcements", HERO, {"cid": 1}),
        ("circle.my", "202 circles", HERO, {}),
        ("circle.post_after", "100 hot posts", HERO, {"cid": 1, "after_postid": sizes.hot_post}),
        ("circle.postlist", "100 hot posts", HERO, {"cid": 1, "count": 100}),
        ("circle.users", "first of N/10 members", HERO, {"cid": 1}),
        ("circle.users", "last of N/10 members", HERO, {"cid": 1, **last}),
        ("endorsement.get_times", "500 times", HERO, {}),
        ("endorsement.set_times", "500 times", HERO, {"times": _times(500)}),
        ("event.read", "N/20 events", HERO, {}),
        ("event.sync", "from the first number", HERO, {"seq": 1}),
        ("geo.user.search", "N/5 in a city", HERO, _place(CITY)),
        ("geo.user.search", "nobody near", HERO, _place(NOWHERE)),
        ("group.addpost", "N/20 have the author as friend", STAR, {"gid": OPEN, **text}),
        ("group.addpost", "the same, members only", STAR, {"gid": PRIVATE, **text}),
        ("group.addpost", "members only, N/10 members", HERO, {"gid": PRIVATE, **text}),
        ("group.delete", "N/10 members and posts", STAR, {"gid": OPEN}),
        ("group.get_new_post", "N/20 posts", HERO, {"gid": OPEN, "frompos": 0}),
        ("group.info", "500 groups", HERO, {"gid": list(range(1, 501))}),
        ("group.invite", "500 users", STAR, {"gid": OPEN, "uid": ids}),
        ("group.likepost", "N/10 likes", TYPICAL, hot),
        ("group.members", "first of N/10 members", HERO, {"gid": OPEN}),
        ("group.members", "last of N/10 members", HERO, {"gid": OPEN, **last}),
        ("group.my", "1,000 groups", HERO, {}),
        ("group.post_after", "100 hot posts", HERO, {"gid": HOT, "after_postid": 0}),
        ("group.post_list", "N/20 posts", HERO, {"gid": OPEN, "count": 200}),
        ("group.postlist", "100 hot posts", HERO, {"gid": HOT, "count": 100}),
        ("group.remove_member", "500 users", STAR, {"gid": OPEN, "uid": ids}),
        ("ios.reg", "N/5 unread", HERO, {"device_token": "cd" * 32, "is_debug": 0}),
        ("ios.set_badge", "N/5 unread", HERO, {"badge": 0}),
        ("merchandise.history", "N/100 orders, count 1000", HERO, {"count": 1000}),
        ("merchandise.get", "500 goods", HERO, {"mid": list(range(1, 501))}),
        ("merchandise.recommendbyme", "N/50 orders, count 1000", SELLER, {"count": 1000}),
        ("message.conversations", "with everybody", HERO, {"count": 100}),
        ("message.history", "newest 100", HERO, {"uid": 1, "count": 100}),
        ("message.read", "N/5 received", HERO, {}),
        ("message.send", "receiver has N/5 unread and a device", TYPICAL, {"uid": HERO, **text}),
        ("phonebook.upload", "2,000 lines onto 3,000", HERO, {"phone_list": _lines(sizes, 2000)}),
        ("post.delete", "N/10 likes, N/20 replies", AUTHOR, hot),
        ("post.dislike", "N/10 likes", TYPICAL, hot),
        ("post.get", "500 posts", HERO, {"postid": list(range(1, 501))}),
        ("post.get_new_reply", "author of hot posts", AUTHOR, {"like_after": 1}),
        ("post.get_reply", "last of N/20 replies", HERO, {**hot, "after": sizes.last_reply - 50}),
        ("post.like", "N/10 likes", TYPICAL, hot),
        ("post.likes", "last of N/10 likes", HERO, {**hot, **first_likes}),
        ("post.reply_to_me", "author of hot posts", AUTHOR, {}),
        ("session.start", "in 202 circles", HERO, {"sessionid": session_id(HERO)}),
        ("session.start2", "in 202 circles", HERO, {"sessionid": session_id(HERO)}),
        ("tools.read_data", "60 KB", HERO, {}),
        ("tools.save_data", "60 KB", HERO, {"x": "z" * 60_000}),
        ("user.add_friend", "500 users", HERO, {"uid": ids}),
        ("user.del_friend", "500 users", HERO, {"uid": ids}),
        ("user.filter", "N/5 in a city", HERO, _place(CITY)),
        ("user.filter", "tag of every sixth", HERO, {"alltag": ["common"]}),
        ("user.filter", "both", HERO, {"alltag": ["common"], **_place(CITY)}),
        ("user.find", "beginning of many numbers", HERO, {"phone": "131"}),
        ("user.friend_list", "5,000 friends", HERO, {"pos": sizes.friends - 500, "count": 500}),
        ("user.friend_timeline", "5,000 friends", HERO, {"count": 200}),
        ("user.friend_timeline_new", "5,000 friends", HERO, {"after": 1}),
        ("user.get_tag", "500 users", HERO, {"uids": ids}),
        ("user.info", "500 users", HERO, {"uid": ids}),
        ("user.online", "500 users", HERO, {"uid": ids}),
        ("user.info2", "in 202 circles", TYPICAL, {"uid": HERO}),
        ("user.invite_list", "500 invitations", HERO, {}),
        ("user.like", "N/20 likes", TYPICAL, {"uid": STAR}),
        ("user.posts", "hot posts", HERO, {"uid": AUTHOR}),
        ("user.search", "beginning of N/8 nicks", HERO, {"nick": "anna"}),
        ("user.search", "beginning of N/7 numbers", HERO, {"nick": "131"}),
    ]


def session_id(uid: int) -> str:
    """The session of a user, as it was filled in."""
    return f"growth{uid:018}"


def _lines(sizes: Sizes, count: int) -> list[dict[str, str]]:
    step = max(1, sizes.users // count)
    return [
        {"phone": f"{130 + number % 70}{number:08}", "name": f"n{number}"}
        for number in range(1, count * step, step)
    ]


def _times(count: int) -> list[list[int]]:
    return [[2_000_000_000 + 3600 * one, 2_000_001_800 + 3600 * one] for one in range(count)]
