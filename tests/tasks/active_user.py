"""A user who does everything once, and others who act on that user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    ActivationCode,
    AlbumMedia,
    CircleCode,
    Event,
    Group,
    GroupRequest,
    JoinRequest,
    Message,
    Post,
    UploadedFile,
)
from services.payment.sandbox import ledger
from tasks.rpc import load
from tests.factories import (
    enter,
    join,
    make_circle,
    make_goods,
    make_group,
    make_message,
    make_post,
    make_session,
    make_shop,
    make_user,
)
from tests.services.media.callbacks import BASE
from tests.tasks.http.codes import sent_code
from wire import phones

MARK = "zqx"
"""In every text that the user writes, and in every name of a file."""
UID = 97_000_000_071
NOW, DAY = 1_700_000_000, 86_400
PHONE, NEW_PHONE = "13977700071", "13977700072"
SESSION = "A" * 24
UPLOADS = ("HeadImg", "Message", "PostWithFile", "UserExMedia")

Step: TypeAlias = tuple[str, dict[str, Any]]


def name(number: int) -> str:
    """Of a file of the user's."""
    return f"{MARK}{number:025}"


def url(number: int) -> str:
    return f"https://img.example.com/{name(number)}"


class ActiveUser:
    """A user, another one, and circles and groups of that other one."""

    def __init__(self, db: Session) -> None:
        self.db = db
        national = phones.parse(PHONE)
        assert national
        self.me = make_user(db, uid=UID, phone=national.e164, nick=None)
        self.other, third = make_user(db, actor_level=3), make_user(db)
        self.third = third.uid
        by_code = {"method": "code", "create_time": NOW, "login_address": "192.0.2.1"}
        self.session = make_session(db, self.me, SESSION, **by_code)
        self.group, self.left = make_group(db, self.other), make_group(db, self.other)
        self.circle, self.open = make_circle(db), make_circle(db, open_join=1)
        for circle, user in ((self.circle, self.other), (self.circle, self.me),
                             (self.open, self.other)):  # fmt: skip
            join(db, circle, user, 2)
        for group, user in ((self.group, third), (self.left, self.me)):
            enter(db, group, user)
        self.post = make_post(db, self.other, self.group).postid
        self.circle_post = make_post(db, self.other, self.circle).postid
        self.code = ActivationCode.make(db, self.other.uid, NOW, level=2).active_code
        vcode = CircleCode.make(db, self.other.uid, NOW, cid=self.open.cid, roleid=1)
        db.flush()
        self.vcode, self.shop = vcode.vcode, make_shop(db).gid
        self.goods = make_goods(db, amount=0, group_id=self.shop).mid
        asked = {"uid": third.uid, "cid": self.circle.cid}
        (event,) = Event.record(db, [UID], "request_join_circle", asked, NOW)
        db.add(JoinRequest(eid=event.eid, touid=UID, **asked))
        GroupRequest.ask(db, self.group.gid, UID, 1, NOW)
        for number in range(10):
            UploadedFile.record(db, UID, url(number), name(number), NOW)
        db.flush()
        self.eid = event.eid

    # ------------------------------------------------------------------------ what the user does

    def steps(self) -> Iterator[Step]:
        """Every function once, as the user calls it, except the end of the account."""
        for part in (self._account, self._people, self._groups, self._circles, self._blocks,
                     self._talk, self._trade, self._posts):  # fmt: skip
            yield from part()
        yield from self._reads()
        yield from self._sessions()

    def _account(self) -> Iterator[Step]:
        yield "session.start2", {"sessionid": SESSION}
        yield "session.start", {"sessionid": SESSION}
        yield "user.set_password", {"psw": f"{MARK} secret"}
        yield "user.update", {
            "nick": f"{MARK}nick", "signature": f"{MARK} sig", "position": f"{MARK} town",
            "headpic": url(0), "job": f"{MARK} job",
        }  # fmt: skip
        yield "user.update_tag", {"tags": [f"{MARK}tag"]}
        yield "tools.save_data", {"note": f"{MARK} data"}
        yield "geo.user.report", {"lat": 1, "long": 1}
        yield "endorsement.set_times", {"times": [[1, 2]]}
        yield "device.reg", {"platform": "jpush", "token": f"{MARK}3456789abc"}
        yield "device.unreg", {"token": f"{MARK}3456789abc"}
        yield "ios.reg", {"device_token": "0a" * 32, "is_debug": 0}
        yield "ios.unreg", {}
        yield "device.reg", {"platform": "jpush", "token": f"{MARK}3456789abc"}
        yield "ios.set_badge", {"badge": 3}
        yield "album.add", {"url": url(2), "filetype": 1, "content": f"{MARK} sea"}
        gone = AlbumMedia(uid=UID, type="pic", picture=url(6), text=f"{MARK} lake")
        self.db.add(gone)
        self.db.flush()
        yield "album.delete", {"did": gone.did}
        yield "user.export", {}

    def _people(self) -> Iterator[Step]:
        uid, third = {"uid": self.other.uid}, {"uid": self.third}
        yield "user.add_friend", uid | {"type": 1}
        yield "user.add_friend", third
        yield "user.del_friend", third
        yield "user.invite", {
            "phone": "13677700079", "nick": f"{MARK}guest", "headpic": url(1),
            "position": f"{MARK} home",
        }  # fmt: skip
        yield "phonebook.upload", {"phone_list": [{"phone": "13977700078", "name": f"{MARK} mum"}]}
        yield "user.like", uid
        yield "user.mute", uid
        yield "active.do", {"active_code": self.code}
        yield "active.by_user", uid
        yield "active.generate_code", {}
        yield "report.add", {"kind": "user", "id": self.third, "reason": "spam", "text": MARK}
        yield "user.watch_online", uid

    def _groups(self) -> Iterator[Step]:
        in_group, member = {"gid": self.group.gid}, {"uid": self.other.uid}
        yield "group.create", {
            "name": f"{MARK} group", "board": f"{MARK} board", "position": f"{MARK} lane",
        }  # fmt: skip
        yield "group.update", {"gid": self._newest().gid, "board": f"{MARK} rules"}
        yield "group.invite", {"gid": self._newest().gid} | member
        handed = make_group(self.db, self.me, join_approval=1)
        mine = {"gid": handed.gid}
        enter(self.db, handed, self.other)
        yield "group.mute_member", mine | member | {"seconds": 60}
        yield "group.set_member_control", mine | member | {"can_post": 0}
        yield "group.set_admin", mine | member
        yield "group.mute_all", mine
        yield "group.addpost", mine | {"content": f"{MARK} to all", "pictures": [url(7)]}
        yield "group.refuse_join", {"eid": self._asked(handed)}
        yield "group.accept_join", {"eid": self._asked(handed)}
        yield "group.remove_member", mine | {"uid": self.asker}
        yield "group.transfer", mine | member
        ended = make_group(self.db, self.me, name=f"{MARK} club")
        make_post(self.db, self.me, ended, content=f"{MARK} in the club")
        yield "group.delete", {"gid": ended.gid}
        yield "group.leave", {"gid": self.left.gid}
        yield "group.join", in_group
        yield "group.mute", in_group
        yield "group.regupdate", in_group
        yield "group.unregupdate", in_group

    def _newest(self) -> Group:
        newest = select(Group).where(Group.creator == UID).order_by(Group.gid.desc()).limit(1)
        return self.db.scalars(newest).one()

    def _asked(self, group: Group) -> int:
        """The event of a request to join; `asker` becomes the user who asked."""
        self.asker = make_user(self.db).uid
        GroupRequest.ask(self.db, group.gid, self.asker, 1, NOW)
        told = {"uid": self.asker, "gid": group.gid}
        (event,) = Event.record(self.db, [UID], "request_join_group", told, NOW)
        return event.eid

    def _circles(self) -> Iterator[Step]:
        in_circle, said = {"cid": self.circle.cid}, {"content": f"{MARK} hello"}
        yield "circle.accept_join", {"eid": self.eid}
        yield "circle.addpost", in_circle | said | {"pictures": [url(3)]}
        yield "circle.addreply", said | {"postid": self.circle_post}
        yield "circle.likepost", {"postid": self.circle_post}
        yield "circle.invite_code", in_circle | {"roleid": 1}
        yield "circle.set", in_circle | {"roleid": 2}
        yield "circle.join", {"vcode": self.vcode}
        yield "circle.leave", {"cid": self.open.cid}
        yield "circle.by_user", {"uid": self.other.uid, "cid": self.open.cid}
        yield "circle.leave", {"cid": self.open.cid}
        yield "circle.request_join", {"uid": self.other.uid, "cid": self.open.cid}

    def _blocks(self) -> Iterator[Step]:
        third = {"uid": self.third}
        yield "user.block", third
        yield "user.unblock", third
        yield "user.block", third

    def _talk(self) -> Iterator[Step]:
        uid, said = {"uid": self.other.uid}, {"content": f"{MARK} hello"}
        yield "message.send", uid | said
        yield "message.send", uid | {"picture": url(8)}
        yield "message.send", uid | {"picture": url(9)}
        yield "message.recall", {"msgid": self._sent()}
        theirs = make_message(self.db, self.other.uid, UID, content=f"{MARK} to me")
        yield "message.mark_read", uid | {"msgid": theirs.msgid}
        yield "message.typing", uid

    def _sent(self) -> int:
        mine = select(Message.msgid).where(Message.fromid == UID).order_by(Message.msgid.desc())
        return self.db.scalars(mine.limit(1)).one()

    def _trade(self) -> Iterator[Step]:
        order = {"mid": self.goods, "people_count": 0, "hardwareid": "phone-1"}
        yield "merchandise.createorder", order
        yield "merchandise.pre_order", {"mid": self.goods}
        yield "merchandise.paybycard", order | {"cardid": ledger.bind(UID, "pays")}
        yield "merchandise.unbind", {"cardid": ledger.bind(UID, "pays")}

    def _posts(self) -> Iterator[Step]:
        in_group, said, post = (
            {"gid": self.group.gid}, {"content": f"{MARK} hello"}, {"postid": self.post},
        )  # fmt: skip
        yield "group.addpost", in_group | said | {"pictures": [url(4), url(5)]}
        yield "group.addreply", post | said
        yield "group.likepost", post
        yield "post.add", in_group | said
        yield "post.delete", {"postid": self.db.scalars(select(Post.postid).where(
            Post.uid == UID).order_by(Post.postid.desc()).limit(1)).one()}  # fmt: skip
        yield "post.dislike", post
        yield "post.like", post
        yield "post.reply", post | said

    def _reads(self) -> Iterator[Step]:
        """Reads that may store something, like who was found."""
        other = self.other
        anything = {
            "uid": other.uid, "uids": other.uid, "gid": self.group.gid, "cid": self.circle.cid,
            "postid": self.post, "mid": self.goods, "lat": 1, "long": 1, "nick": other.nick,
            "phone": phones.shown(other.phone), "alltag": [f"{MARK}tag"], "after_postid": 0,
            "frompos": 0, "after": 0, "seq": 0, "type": 1, "people_count": 0, "like_after": 0,
        }  # fmt: skip
        for one in load().values():
            if one.rate == "read" and not (one.internal or one.debug):
                shop = {"gid": self.shop} if one.name == "merchandise.list" else {}
                yield one.name, anything | shop

    def _sessions(self) -> Iterator[Step]:
        yield "session.revoke", {"id": make_session(self.db, self.me, "B" * 24).sid}
        yield "session.revoke_others", {}
        self.session.create_time = NOW - 8 * DAY  # so old that it is trusted
        new = {"newphone": NEW_PHONE}
        yield "tools.change_phone", new
        yield "tools.change_phone", new | {"code": sent_code(self.db, f"+86{NEW_PHONE}")}
        yield "session.renew", {}
        yield "session.stop", {}

    # ------------------------------------------------------------------- what others do with them

    def before(self) -> Iterator[Step]:
        """Calls of the other one before the account exists, who knows its number."""
        yield "user.invite", {"phone": NEW_PHONE, "nick": "an old friend"}

    def of_others(self) -> Iterator[Step]:
        """Calls of the other one."""
        me, book = {"uid": UID}, [{"phone": NEW_PHONE, "name": "an old friend"}]
        yield "message.send", me | {"content": f"{MARK} to me"}
        yield "user.find", {"phone": NEW_PHONE}
        yield "user.search", {"nick": f"{MARK}nick"}
        yield "user.add_friend", me
        yield "user.like", me
        yield "phonebook.upload", {"phone_list": book}
        mine = select(Post.postid).where(Post.uid == UID, Post.gid == self.group.gid)
        said = {"kind": "post", "id": self.db.scalars(mine.limit(1)).one(), "reason": "spam"}
        yield "report.add", said
        yield "report.add", {"kind": "user", "id": UID, "reason": "spam", "text": "does too much"}
        yield "report.add", {"kind": "message", "id": self._sent(), "reason": "spam"}

    def of_operations(self) -> Iterator[Step]:
        """Calls of operations, and by HTTP."""
        yield "ops.users.find", {"phone": NEW_PHONE}
        yield "ops.find.search_all", {"text": NEW_PHONE}
        yield "ops.find.search_all", {"text": f"{MARK}nick"}
        yield "ops.people.user", {"uid": UID}
        sender = {"from_uid": self.other.uid}
        yield "ops.messages.to_user", sender | {"to_uid": UID, "content": "dear user"}
        yield "http.account.send_code", {"phone": NEW_PHONE}

    def tries(self) -> Iterator[Step]:
        """Logins that are refused, as strangers make them."""
        for known in (NEW_PHONE, f"{MARK}nick"):
            yield "http.account.login", {"name": known, "psw": "a guess"}


def uploads(user: ActiveUser) -> Iterator[Step]:
    """Tokens for uploads of each kind."""
    targets = {"Message": user.other.uid, "PostWithFile": user.group.gid}
    for kind in UPLOADS:
        parm = {"sessionid": SESSION, "kind": kind, "base": BASE, "target": targets.get(kind, 0)}
        yield "http.uploads.token", parm
