"""user.delete_account: closing, coming back, and the end."""

import pytest
from sqlalchemy import select

from models import Block, Closure, Group, Post, Session, SmsCode, User
from tasks.jobs import accounts
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import (
    enter,
    join,
    make_circle,
    make_device,
    make_friend,
    make_group,
    make_message,
    make_post,
    make_session,
    make_user,
)
from tests.tasks.http.codes import sent_code
from wire import bus

NOW, DAY = 1_700_000_000, 86_400
PSW = "correct horse"


@pytest.fixture
def me(db):
    return make_user(db)


def close(db, call, user, now=NOW):
    assert call("user.delete_account", uid=user.uid, now=now).errno == 0
    code = sent_code(db, user.phone)
    return call("user.delete_account", {"code": code}, uid=user.uid, now=now)


class TestSteps:
    def test_a_code_comes_and_nothing_changes(self, db, call, me, configure):
        configure("service", debug=False)
        answer = call("user.delete_account", uid=me.uid, now=NOW)
        assert (answer.errno, answer.result) == (0, {})
        assert answer.jobs == ["jobs.sms.send_code"]
        assert db.scalars(select(Closure)).all() == []

    def test_with_debug_it_is_told(self, db, call, me, configure):
        configure("service", debug=True)
        answer = call("user.delete_account", uid=me.uid, now=NOW)
        assert answer.result == {"code": sent_code(db, me.phone)}

    def test_the_code_closes_the_account(self, db, call, me):
        sids = [make_session(db, me, "x" * 24).sid, make_device(db, me).sid]
        answer = close(db, call, me)
        assert answer.result == {"time": NOW + 15 * DAY}
        closing = [item for item in answer.items if isinstance(item, bus.CloseSessions)]
        assert sorted(closing[0].sids) == sorted(sids)
        assert db.scalars(select(Session)).all() == []
        assert db.get(User, me.uid) is not None

    def test_the_days_are_a_setting(self, db, call, me, configure):
        configure("retention", delete_account_days=0)
        assert close(db, call, me).result == {"time": NOW}

    def test_wrong_codes(self, db, call, me):
        call("user.delete_account", uid=me.uid, now=NOW)
        for errno in (1003, 1003, 1003, 1003, 1003, 1004):
            answer = call("user.delete_account", {"code": "x"}, uid=me.uid, now=NOW)
            assert answer.errno == errno
        assert db.scalars(select(Closure)).all() == []

    def test_no_code_goes_to_other_countries(self, db, call, me, configure):
        configure("sms", countries=("US",))
        assert call("user.delete_account", uid=me.uid, now=NOW).errno == 2
        assert db.scalars(select(SmsCode)).all() == []

    def test_an_account_that_is_gone_has_none(self, call):
        assert call("user.delete_account", uid=10**9).errno == 1

    def test_a_code_for_the_login_does_not_help(self, db, call, me):
        call("http.account.send_code", {"phone": me.phone}, now=NOW)
        parm = {"code": sent_code(db, me.phone)}
        assert call("user.delete_account", parm, uid=me.uid, now=NOW).errno == 1004


class TestClosed:
    """Nobody finds, sees or reaches a closed account; its memberships stay."""

    @pytest.fixture
    def gone(self, db, call, me):
        user = make_user(db, tags=["t"], nick="gonegirl")
        self.group, self.circle = make_group(db, me), make_circle(db)
        enter(db, self.group, user)
        join(db, self.circle, me)
        join(db, self.circle, user)
        make_friend(db, me, user)
        self.post, self.mine = make_post(db, user, self.group), make_post(db, me, self.group)
        self.mine.reply_by(db, user.uid, "好", NOW)
        self.mine.like_by(db, user.uid, NOW)
        make_message(db, user.uid, me.uid)
        db.expire_all()
        close(db, call, user)
        return user

    @pytest.mark.parametrize(
        ("function", "parm"),
        [
            ("user.info2", {}), ("user.add_friend", {}), ("user.posts", {}), ("album.read", {}),
            ("message.send", {"content": "好"}), ("user.like", {}), ("active.by_user", {}),
            ("circle.by_user", {}), ("group.invite", {"gid": "gid"}), ("user.friend_list", {}),
            ("report.add", {"kind": "user", "id": "uid", "reason": "spam"}),
        ],
    )  # fmt: skip
    def test_is_not_there(self, call, me, gone, function, parm):
        words = {"gid": self.group.gid, "uid": gone.uid}
        parm = {"uid": gone.uid} | {name: words.get(value, value) for name, value in parm.items()}
        assert call(function, parm, uid=me.uid).errno == 3

    @pytest.mark.parametrize(
        ("function", "parm", "empty"),
        [
            ("user.search", {"nick": "gonegirl"}, {"users": []}),
            ("user.find", {"phone": "phone"}, {"users": []}),
            ("user.filter", {"alltag": ["t"]}, {"users": []}),
            ("user.get_tag", {"uids": ["uid"]}, {"tags": []}),
            ("user.info", {"uid": ["uid"]}, {"users": []}),
            ("user.friend_timeline", {}, {"posts": []}),
            ("post.get_reply", {"postid": "mine"}, {"replys": []}),
            ("post.likes", {"postid": "mine"}, {"users": []}),
            ("post.reply_to_me", {}, {"replys": []}),
            ("post.get", {"postid": ["post"]}, {"posts": []}),
        ],
    )
    def test_is_in_no_list(self, call, me, gone, function, parm, empty):
        words = {"uid": gone.uid, "phone": gone.phone, "mine": self.mine.postid}
        words |= {"post": self.post.postid}

        def said(value):
            return [words.get(one, one) for one in value] if isinstance(value, list) else value

        parm = {name: words.get(said(value), said(value)) if isinstance(value, str) else said(value)
                for name, value in parm.items()}  # fmt: skip
        assert call(function, parm, uid=me.uid).result == empty

    def test_is_no_member_to_be_seen(self, call, me, gone):
        for function, key, parm in (
            ("group.members", "members", {"gid": self.group.gid}),
            ("circle.users", "users", {"cid": self.circle.cid}),
        ):
            rows = call(function, parm, uid=me.uid).result[key]
            assert [row["uid"] for row in rows] == [me.uid]
        posts = call("group.post_list", {"gid": self.group.gid}, uid=me.uid).result["posts"]
        assert [post["uid"] for post in posts] == [me.uid]
        assert call("post.get", {"postid": self.post.postid}, uid=me.uid).errno == 3
        assert call("user.friend_list", uid=me.uid).result["friend_id"] == []

    def test_what_was_written_to_others_stays(self, call, me, gone):
        (message,) = call("message.read", uid=me.uid).result["message"]
        assert message["fromid"] == gone.uid

    def test_a_login_brings_it_back(self, db, call, me, gone):
        call("http.account.send_code", {"phone": gone.phone}, now=NOW + 90)
        parm = {"phone": gone.phone, "code": sent_code(db, gone.phone)}
        assert call("http.account.login_by_code", parm, now=NOW + 90).errno == 0
        assert db.scalars(select(Closure)).all() == []
        assert call("user.info2", {"uid": gone.uid}, uid=me.uid).result["user"]["nick"]
        assert (
            len(call("post.likes", {"postid": self.mine.postid}, uid=me.uid).result["users"]) == 1
        )


class TestEnd:
    def work(self, db, now):
        done = 0
        while accounts.erase(Ctx(db, NOBODY, now)):
            done += 1
        db.expire_all()
        return done

    def test_only_when_it_is_due(self, db, call, me):
        alone, shared = make_group(db, me), make_group(db, me)
        other = make_user(db)
        enter(db, shared, other)
        make_post(db, me, shared)
        gids, uid = (alone.gid, shared.gid), me.uid
        close(db, call, me)
        assert self.work(db, NOW + 15 * DAY - 1) == 0
        assert self.work(db, NOW + 15 * DAY) == 1
        assert db.get(User, uid) is None
        assert db.get(Closure, uid) is None
        assert [db.get(Group, gid) is None for gid in gids] == [True, False]
        assert db.get(Group, gids[1]).creator == other.uid
        assert db.scalars(select(Post)).all() == []

    def test_several_and_nobody_else(self, db, call):
        users = [make_user(db) for _ in range(3)]
        for user in users[:2]:
            close(db, call, user)
        assert self.work(db, NOW + 99 * DAY) == 2
        assert db.scalars(select(User.uid)).all() == [users[2].uid]

    def test_a_block_of_somebody_who_went_is_gone(self, db, call, me):
        db.add(Block(owner=make_user(db).uid, uid=me.uid))
        close(db, call, me)
        self.work(db, NOW + 99 * DAY)
        assert db.scalars(select(Block)).all() == []
        assert db.scalars(select(SmsCode)).all() == []
