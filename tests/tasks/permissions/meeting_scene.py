"""Two users everywhere together, of whom one is about to block the other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from models import (
    ActivationCode,
    AlbumMedia,
    Block,
    CircleCode,
    Endorsement,
    Event,
    GroupRequest,
    JoinRequest,
    Position,
    User,
)
from tests import factories
from wire import phones

URL = "https://img.example.com/FkQ2"
PROFILE = "what only friends should read"
NOW = int(time.time())
PLACE = {"lat": 30.657, "long": 104.066}
TEXT = {"content": "好"}


class MeetingScene:
    """`me` calls, about `other` and what is the other's.

    The uids and phones are unlike all other numbers in results. Words: "reactions" is about a
    post of a third user, to which both have replied and which both like; "single" asks for one
    thing and "theirs" is about a post of the other, who replied to it and likes it.
    """

    def __init__(
        self, db: Session, me: str, words: tuple[str, ...] = (), first: int = 7_000_000_001
    ) -> None:
        self.db, self.words = db, words
        self.blocker, self.blocked = self._person(first), self._person(first + 1)
        self.third = factories.make_user(db, uid=first + 2)
        people = (self.blocker, self.blocked)
        self.me, self.other = people if me == "blocker" else (people[1], people[0])
        self.outsider = factories.make_user(db)
        self._places()
        self._posts()
        self._trade_and_codes()
        db.expire_all()  # statements changed the counters in the database alone

    def _person(self, uid: int) -> User:
        """A user with everything that others may find."""
        phone = f"+86139{uid % 10**8:08}"
        user = factories.make_user(self.db, uid=uid, phone=phone, nick=f"n{uid}", actor_level=2)
        user.signature, user.tags = PROFILE, ["together"]
        self.db.add(Endorsement(uid=uid, endorsement_type=1))
        self.db.add(AlbumMedia(uid=uid, type="pic", picture=URL))
        self.db.flush()
        Position.report(self.db, uid, PLACE["lat"], PLACE["long"], NOW)
        return user

    def _places(self) -> None:
        """A circle and groups with both of them in it, and some with only one."""
        db, me, other = self.db, self.me, self.other
        self.group = factories.make_group(db, self.third)
        self.mine = factories.make_group(db, me, type=1)
        self.theirs = factories.make_group(db, other, type=77)
        for group, user in ((self.group, me), (self.group, other), (self.mine, other)):
            factories.enter(db, group, user)
        self.circle = factories.make_circle(db)
        self.open = factories.make_circle(db, open_join=1)
        for circle, user in ((self.circle, me), (self.circle, other), (self.open, other)):
            factories.join(db, circle, user, 2)
        factories.make_friend(db, me, other)
        factories.make_friend(db, other, me)
        factories.make_friend(db, other, self.third)

    def _posts(self) -> None:
        """Posts of both, or of a third user with replies and likes of both."""
        db, reactions = self.db, "reactions" in self.words
        places = (self.group, self.circle)
        for place in places:
            author = self.third if reactions else self.other
            post = factories.make_post(db, author, place)
            own = factories.make_post(db, self.me, place)
            for one in (post, own) if reactions or "theirs" in self.words else ():
                one.reply_by(db, self.other.uid, "好", NOW)
                one.like_by(db, self.other.uid, NOW)
            if place is self.group:
                self.post = post
            else:
                self.circle_post = post
        self.theirs_to_me = factories.make_message(db, self.other.uid, self.me.uid).msgid
        mine = {"fromid": self.me.uid, "toid": self.other.uid, "time": int(time.time())}
        self.mine_to_them = factories.make_message(db, **mine).msgid
        Event.record(db, [self.me.uid], "add_friend", {"uid": self.other.uid}, NOW)

    def _trade_and_codes(self) -> None:
        db, other = self.db, self.other.uid
        self.goods = factories.make_goods(db)
        factories.make_order(db, self.other, self.goods, recommend_uid=self.me.uid)
        self.code = ActivationCode.make(db, other, NOW, level=1)
        vcode = CircleCode.make(db, other, NOW, cid=self.open.cid, roleid=1)
        asked = {"uid": other, "cid": self.circle.cid}
        (event,) = Event.record(db, [self.me.uid], "request_join_circle", asked, NOW)
        db.add(JoinRequest(eid=event.eid, touid=self.me.uid, **asked))
        db.flush()
        self.vcode, self.eid = vcode.vcode, event.eid

    def mark(self, function: str) -> str:
        """The value in a result that shows that the other is in it."""
        friends = function == "user.friend_list"
        return str(self.third.uid if friends else self.other.uid)

    def block(self) -> None:
        """Store only the block: friendships stay, so that nothing is hidden because they ended."""
        self.db.add(Block(owner=self.blocker.uid, uid=self.blocked.uid, time=NOW))
        self.db.flush()

    def parm(self, function: str) -> dict[str, Any]:
        """What to call a function with."""
        if function in ("group.accept_join", "group.refuse_join"):
            return {"eid": self.asked()}
        special = dict(self._special())
        if function in special:
            return special[function]
        if function.startswith(("post.", "group.likepost", "group.addreply")):
            return {"postid": self.post.postid} | TEXT
        if function.startswith("circle."):
            return {"cid": self.circle.cid, "postid": self.circle_post.postid} | TEXT
        return {"gid": self.group.gid, "uid": self.other.uid}

    def _special(self) -> Iterator[tuple[str, dict[str, Any]]]:
        uid, phone = {"uid": self.other.uid}, phones.shown(self.other.phone)
        order = {"mid": self.goods.mid, "people_count": 0, "recommend_uid": self.other.uid}
        single = "single" in self.words
        yield "active.do", {"active_code": self.code.active_code}
        yield "circle.accept_join", {"eid": self.eid}
        yield "circle.by_user", uid | {"cid": self.open.cid}
        yield "circle.join", {"vcode": self.vcode}
        yield "circle.post_after", {"cid": self.circle.cid, "after_postid": 0}
        yield "circle.request_join", uid | {"cid": self.open.cid}
        yield "geo.user.search", PLACE
        yield "group.get_new_post", {"gid": self.group.gid, "frompos": 0}
        yield "group.info", {"gid": self.theirs.gid}
        yield "group.invite", uid | {"gid": self._invited_to()}
        yield "group.join", {"gid": self.theirs.gid}
        yield "group.post_after", {"gid": self.group.gid, "after_postid": 0}
        yield "group.remove_member", uid | {"gid": self.mine.gid}
        for name in ("mute_member", "set_admin", "transfer"):
            yield f"group.{name}", uid | {"gid": self.mine.gid, "seconds": 60}
        yield "group.search", {"type": 77}
        yield "group.set_member_control", uid | {"gid": self.mine.gid, "can_post": 0}
        yield "merchandise.createorder", order | {"hardwareid": "h"}
        yield "merchandise.paybycard", order | {"hardwareid": "h", "cardid": "none"}
        yield "merchandise.pre_order", order
        yield "message.mark_read", uid | {"msgid": self.theirs_to_me}
        yield "message.recall", {"msgid": self.mine_to_them}
        yield "message.send", uid | TEXT
        yield "post.get", {"postid": self.post.postid if single else [self.post.postid]}
        yield "post.get_new_reply", {"like_after": 0}
        yield "post.reply_to_me", {}
        yield "report.add", {"kind": "user", "id": self.other.uid, "reason": "spam"}
        yield "user.filter", {"alltag": ["together"]}
        yield "user.find", {"phone": phone}
        yield "user.friend_timeline_new", {"after": 0}
        yield "user.get_tag", {"uids": [self.other.uid]}
        yield "user.invite", {"phone": phone, "nick": "新"}
        yield "user.search", {"nick": phone if "phone" in self.words else self.other.nick}

    def alone(self) -> dict[str, Any]:
        """Parameters for functions in which users do not meet: each takes those that it has."""
        me = self.me.uid
        entry = AlbumMedia(uid=me, type="pic", picture=URL)
        own = factories.make_post(self.db, self.me, self.mine)
        sessions = [factories.make_session(self.db, self.me, letter * 24) for letter in "ab"]
        self.db.add(entry)
        self.db.flush()
        return TEXT | PLACE | {
            "url": URL, "filetype": 1, "did": entry.did, "postid": own.postid, "gid": self.mine.gid,
            "cid": self.circle.cid, "roleid": 2, "platform": "jpush", "token": "0123456789abc",
            "device_token": "0a" * 32, "badge": 1, "times": [[1, 2]], "name": "新", "board": "",
            "mid": self.goods.mid, "people_count": 0, "cardid": "none", "lng": 1, "is_debug": 0,
            "phone_list": [{"phone": "13800000000"}], "id": sessions[1].sid, "sessionid": "a" * 24,
            "newphone": "13800000001", "nick": "新", "tags": ["新"],
            "psw": "drei neue Worte", "sid": sessions[0].sid,
        }  # fmt: skip

    def asked(self) -> int:
        """The event that told me of the other's request to join a group of mine."""
        gid = factories.make_group(self.db, self.me, join_approval=1).gid
        GroupRequest.ask(self.db, gid, self.other.uid, 1, NOW)
        told = {"uid": self.other.uid, "gid": gid}
        (event,) = Event.record(self.db, [self.me.uid], "request_join_group", told, NOW)
        return event.eid

    def _invited_to(self) -> int:
        return factories.make_group(self.db, self.me).gid
