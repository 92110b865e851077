"""After an erasure nothing of a user is left, in a world where that user did everything once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from models import (
    ActivationCode,
    Base,
    CircleCode,
    Event,
    GroupRequest,
    JoinRequest,
    Outbox,
    UploadedFile,
)
from push import presence
from services import media as stores
from tasks.jobs import accounts, exports, media, ops, sms
from tasks.jobs.queued import NOBODY
from tasks.rpc import load
from tasks.rpc.context import Ctx
from tasks.rpc.registry import WRITES
from tests.factories import enter, join, make_circle, make_goods, make_group, make_post, make_user
from tests.fixtures.calls import Answer
from tests.tasks.http.codes import sent_code
from wire import phones

MARK = "zqx"
"""In every text that the user writes, and in every name of a file."""
NOW, DAY = 1_700_000_000, 86_400
PHONE, NEW_PHONE = "13977700071", "13977700072"
KEPT = {"messages.content"}
"""Messages stay with their receivers, without the name."""

# What takes away or repeats what others here made, or needs the world outside.
NOT_CALLED = {
    "album.delete", "circle.leave", "group.accept_join", "group.delete", "group.leave",
    "group.mute_all", "group.mute_member", "group.refuse_join", "group.remove_member",
    "group.set_admin", "group.set_member_control", "group.transfer", "ios.set_badge", "ios.unreg",
    "merchandise.paybycard", "merchandise.unbind", "post.delete", "post.dislike",
    "device.unreg", "session.revoke", "session.revoke_others", "user.watch_online",
    "message.mark_read", "message.recall", "message.typing",
    "user.del_friend", "user.unblock",
    "user.delete_account",
}  # fmt: skip


def url(number: int) -> str:
    return f"https://img.example.com/{MARK}{number:025}"


class World:
    """A user, somebody else, and places that belong to that other one."""

    def __init__(self, db: Session) -> None:
        self.db = db
        national = phones.parse(PHONE)
        assert national
        self.me = make_user(db, phone=national.e164, nick=None)
        self.other, third = make_user(db, actor_level=3), make_user(db)
        self.third = third.uid
        self.group = make_group(db, self.other)
        self.circle, self.open = make_circle(db), make_circle(db, open_join=1)
        for circle, user in ((self.circle, self.other), (self.circle, self.me),
                             (self.open, self.other)):  # fmt: skip
            join(db, circle, user, 2)
        enter(db, self.group, third)
        self.post = make_post(db, self.other, self.group).postid
        self.circle_post = make_post(db, self.other, self.circle).postid
        self.code = ActivationCode.make(db, self.other.uid, NOW, level=2).active_code
        code = CircleCode.make(db, self.other.uid, NOW, cid=self.open.cid, roleid=1)
        db.flush()
        self.vcode, self.goods = code.vcode, make_goods(db, amount=0).mid
        asked = {"uid": third.uid, "cid": self.circle.cid}
        (event,) = Event.record(db, [self.me.uid], "request_join_circle", asked, NOW)
        db.add(JoinRequest(eid=event.eid, touid=self.me.uid, **asked))
        GroupRequest.ask(db, self.group.gid, self.me.uid, 1, NOW)
        for number in range(8):
            UploadedFile.record(db, self.me.uid, url(number), url(number)[-28:], NOW)
        db.flush()
        self.eid = event.eid

    def calls(self) -> dict[str, dict[str, Any]]:
        """Every function that writes, as the user calls it."""
        db, uid, post = self.db, {"uid": self.other.uid}, {"postid": self.post}
        said, in_group, in_circle = (
            {"content": f"{MARK} hello"}, {"gid": self.group.gid}, {"cid": self.circle.cid},
        )  # fmt: skip
        order = {"mid": self.goods, "people_count": 0, "hardwareid": "phone-1"}
        mine = make_group(db, self.me, name=f"{MARK} club")
        return {
            "user.update": {
                "nick": f"{MARK}nick", "signature": f"{MARK} sig", "position": f"{MARK} town",
                "headpic": url(0), "job": f"{MARK} job",
            },
            "user.update_tag": {"tags": [f"{MARK}tag"]},
            "user.set_password": {"psw": f"{MARK} secret"},
            "user.add_friend": uid,
            "user.invite": {"phone": "13977700079", "nick": f"{MARK}guest", "headpic": url(1)},
            "user.like": uid,
            "user.mute": uid,
            "active.do": {"active_code": self.code},
            "active.by_user": uid,
            "active.generate_code": {},
            "album.add": {"url": url(2), "filetype": 1, "content": f"{MARK} sea"},
            "circle.accept_join": {"eid": self.eid},
            "circle.addpost": in_circle | said | {"pictures": [url(3)]},
            "circle.addreply": said | {"postid": self.circle_post},
            "circle.by_user": uid | {"cid": self.open.cid},
            "circle.invite_code": in_circle | {"roleid": 1},
            "circle.join": {"vcode": self.vcode},
            "circle.likepost": {"postid": self.circle_post},
            "circle.request_join": uid | {"cid": self.open.cid},
            "circle.set": in_circle | {"roleid": 2},
            "device.reg": {"platform": "jpush", "token": "0123456789abc"},
            "endorsement.set_times": {"times": [[1, 2]]},
            "geo.user.report": {"lat": 1, "long": 1},
            "group.addpost": in_group | said | {"pictures": [url(4), url(5)]},
            "group.addreply": post | said,
            "group.create": {"name": f"{MARK} group", "board": f"{MARK} board"},
            "group.invite": {"gid": mine.gid} | uid,
            "group.join": in_group,
            "group.likepost": post,
            "group.mute": in_group,
            "group.update": {"gid": mine.gid, "board": f"{MARK} rules", "position": f"{MARK} lane"},
            "ios.reg": {"device_token": "0a" * 32, "is_debug": 0},
            "merchandise.createorder": order,
            "merchandise.pre_order": {"mid": self.goods},
            "message.send": uid | said,
            "phonebook.upload": {"phone_list": [{"phone": "13977700078", "name": f"{MARK} mum"}]},
            "post.add": in_group | said,
            "post.like": post,
            "post.reply": post | said,
            "report.add": {"kind": "user", "id": self.third, "reason": "spam", "text": MARK},
            "tools.change_phone": {"newphone": NEW_PHONE},
            "tools.save_data": {"note": f"{MARK} data"},
            "user.block": {"uid": self.third},
            "user.export": {},
        }  # fmt: skip


def traces(db: Session) -> set[str]:
    """The columns in which something of the user stands."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            where = " OR ".join(f"strpos(\"{column.name}\"::text, '{word}') > 0" for word in
                                (MARK, PHONE, NEW_PHONE, "139777000"))  # fmt: skip
            query = text(f'SELECT EXISTS (SELECT FROM "{table.name}" WHERE {where})')
            if db.scalar(query):
                found.add(f"{table.name}.{column.name}")
    return found


class Recorder:
    """A store that knows which files it was told to delete."""

    def __init__(self) -> None:
        self.deleted: set[str] = set()
        self.export = ""

    def delete(self, names: list[str]) -> None:
        self.deleted |= set(names)

    def download_base(self, base: str) -> str:
        return "https://img.example.com"

    def export_url(self, base: str, name: str, until: int) -> str:
        return f"{self.download_base(base)}/{name}?e={until}"

    def put_export(self, name: str, file: BinaryIO) -> None:
        self.export = name


def test_every_write_is_made_or_left_out_on_purpose(db: Session) -> None:
    writes = {
        one.name
        for one in load().values()
        if one.rate in WRITES and not (one.internal or one.debug)
    }
    assert set(World(db).calls()) | NOT_CALLED == writes


def test_nothing_is_left(
    db: Session,
    call: Callable[..., Answer],
    configure: Any,
    redis_client: Any,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure("service", debug=True)
    store = Recorder()
    monkeypatch.setattr(stores, "store", lambda: store)
    world = World(db)
    session = _login(db, call)
    for function, parm in world.calls().items():
        answer = call(function, parm, uid=world.me.uid, sid=session, now=NOW)
        assert answer.errno == 0, f"{function}: {answer.error}"
    call("message.send", {"uid": world.me.uid, "content": f"{MARK} to me"}, uid=world.other.uid)
    call("user.find", {"phone": PHONE}, uid=world.other.uid)
    call("ops.users.find", {"phone": PHONE})
    call("http.account.send_code", {"phone": PHONE}, now=NOW + 99)
    _export(db)
    written = {"users.nick", "users.phone", "post_replies.content", "contacts.name", "reports.text"}
    assert traces(db) > KEPT | written

    seen = presence.seen_key(world.me.uid)
    redis_client.set(seen, NOW)

    _erase(db, call, world)

    assert not redis_client.exists(seen)
    assert traces(db) <= KEPT
    assert store.deleted == {url(number)[-28:] for number in range(8)} | {store.export}
    for key in redis_client.scan_iter():
        assert MARK not in key
        assert PHONE not in key
    logged = "".join(capfd.readouterr())
    for word in (MARK, PHONE, NEW_PHONE):
        assert word not in logged


def _login(db: Session, call: Callable[..., Answer]) -> int:
    """The sid of a session that the user opened by a code."""
    call("http.account.send_code", {"phone": PHONE}, now=NOW)
    parm = {"phone": PHONE, "code": sent_code(db, f"+86{PHONE}")}
    assert call("http.account.login_by_code", parm, now=NOW).errno == 0
    return int(db.scalars(text("SELECT sid FROM sessions")).one())


def _export(db: Session) -> None:
    """A worker collects what the user asked for."""
    (row,) = db.scalars(select(Outbox).where(Outbox.task == exports.MAKE.job)).all()
    ctx = Ctx(db, NOBODY, NOW)
    exports.make(ctx, **row.args)
    assert ctx.after_commit
    ctx.after_commit.record(ctx, ctx.after_commit.ask())


def _erase(db: Session, call: Callable[..., Answer], world: World) -> None:
    """The owner asks for it, and the days go by."""
    uid = world.me.uid
    asked = call("user.delete_account", uid=uid, now=NOW + 200)
    parm = {"code": asked.result["code"]}
    due = call("user.delete_account", parm, uid=uid, now=NOW + 200).result["time"]
    db.execute(delete(Outbox))  # workers have done by then what waited
    sms.clean_up(Ctx(db, NOBODY, due))
    assert accounts.erase(Ctx(db, NOBODY, due)) == 1
    ops.forget_user(Ctx(db, NOBODY, due), uid)
    media.drop_files(Ctx(db, NOBODY, due + 10**9))
    db.expire_all()
