"""ops.users.*"""

import pytest
from sqlalchemy import func, select

import models
from models import (
    Audit,
    CircleMember,
    Closure,
    Contact,
    Device,
    Event,
    Friend,
    Message,
    Order,
    Paylog,
    PayState,
    Post,
    PostLike,
    PostReply,
    User,
    UserLike,
)
from tests.factories import (
    enter,
    join,
    make_circle,
    make_contact,
    make_event,
    make_friend,
    make_group,
    make_message,
    make_order,
    make_post,
    make_session,
    make_user,
)
from wire import bus

NOW = 1_401_990_500
ID = "Q7bZ2mX9tKc4Wn8Rf1LsYd6H"


def closed(answer):
    return [item for item in answer.items if isinstance(item, bus.CloseSessions)]


class TestSessions:
    def test_delete(self, db, call, audited):
        user = make_user(db)
        sid = make_session(db, user, ID).sid
        answer = call("ops.users.delete_session", {"sessionid": ID})
        assert answer.result == {"deleted": 1}
        assert closed(answer) == [bus.CloseSessions([sid], 4004)]
        assert answer.jobs == ["jobs.sessions.close"]
        assert db.get(models.Session, sid) is None
        assert audited() == [("DeleteSessionID", 0, {}, {"deleted": 1})]

    def test_delete_an_unknown_one(self, call):
        answer = call("ops.users.delete_session", {"sessionid": ID})
        assert (answer.result, answer.items) == ({"deleted": 0}, [])

    def test_find(self, db, call, audited):
        user = make_user(db)
        make_session(db, user, ID, timeout=NOW + 10)
        answer = call("ops.users.find_session", {"sessionid": ID}, now=NOW)
        assert answer.result == {"uid": user.uid, "timeout": NOW + 10}
        assert ID not in str(audited())

    def test_find_an_unknown_or_expired_one(self, db, call, audited):
        make_session(db, make_user(db), ID, timeout=NOW)
        answer = call("ops.users.find_session", {"sessionid": ID}, now=NOW)
        assert answer.errno == 3
        assert audited() == [("FindSession", 3, {}, {})]


class TestNick:
    def test_delete(self, db, call, audited):
        user = make_user(db, nick="小明")
        assert call("ops.users.delete_nick", {"uid": str(user.uid)}).result == {"uid": user.uid}
        assert (user.nick, user.nick_key) == (None, None)
        assert make_user(db, nick="小明").nick == "小明"
        assert audited() == [("DeleteNick", 0, {"uid": user.uid}, {"uid": user.uid})]

    def test_unknown(self, call, audited):
        assert call("ops.users.delete_nick", {"uid": 10**15}).errno == 3
        assert audited() == [("DeleteNick", 3, {"uid": 10**15}, {})]


class TestFind:
    def test_users_with_phone(self, db, call, audited):
        user = make_user(db, phone="+8613900001234")
        make_user(db, phone="+8613900011234")
        (found,) = call("ops.users.find", {"phone": "1390000"}).result["users"]
        assert (found["uid"], found["phone"], len(found)) == (user.uid, "13900001234", 18)
        assert audited() == [("FindUser", 0, {"phone": "1390000"}, {"users": 1})]

    @pytest.mark.parametrize("phone", ["+86 139-0000", "139 0000", "+86139"])
    def test_spellings(self, db, call, phone):
        make_user(db, phone="+8613900001234")
        answer = call("ops.users.find", {"phone": phone})
        if phone == "+86139":
            assert answer.errno == 6
        else:
            assert len(answer.result["users"]) == 1

    def test_at_most_50(self, db, call):
        for number in range(51):
            make_user(db, phone=f"+8613900001{number:03}")
        assert len(call("ops.users.find", {"phone": "139000"}).result["users"]) == 50

    @pytest.mark.parametrize("phone", ["", "13900", "abcdefgh"])
    def test_too_few_digits(self, call, phone):
        assert call("ops.users.find", {"phone": phone}).errno == 6


class TestLevel:
    @pytest.mark.parametrize(("level", "actor"), [(5, 1), (0, 0), ("100", 1)])
    def test_levels(self, db, call, level, actor):
        user = make_user(db, actor=1 - actor)
        answer = call("ops.users.grant_actor_level", {"uid": user.uid, "actor_level": level})
        expected = {"uid": user.uid, "actor": actor, "actor_level": int(level)}
        assert answer.result == expected
        assert (user.actor, user.actor_level, user.is_stew) == (actor, int(level), 0)

    def test_steward(self, db, call):
        user = make_user(db)
        parm = {"uid": user.uid, "actor_level": 1}
        call("ops.users.grant_actor_level", parm | {"is_stew": "1"})
        assert user.is_stew == 1
        call("ops.users.grant_actor_level", parm)
        assert user.is_stew == 1

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"actor_level": 101}, 6),
            ({"actor_level": -1}, 6),
            ({"actor_level": ""}, 6),
            ({"uid": 10**15}, 3),
        ],
    )
    def test_refused(self, db, call, parm, errno):
        known = {"uid": make_user(db).uid, "actor_level": 1}
        assert call("ops.users.grant_actor_level", known | parm).errno == errno


def count(db, table, *where):
    return db.scalar(select(func.count()).select_from(table).where(*where))


class TestDelete:
    def test_what_goes(self, db, call, audited):
        user, other = make_user(db, tags=["茶"]), make_user(db)
        sid = make_session(db, user, ID).sid
        db.add(Device(sid=sid, uid=user.uid, device_token="ab" * 32))
        make_friend(db, user, other)
        make_friend(db, other, user)
        group, circle = make_group(db, other), make_circle(db)
        enter(db, group, user)
        join(db, circle, user)
        make_post(db, user, group)
        make_contact(db, user, other.phone)
        make_event(db, user.uid)
        make_message(db, other.uid, user.uid)
        uid = user.uid
        answer = call("ops.users.delete", {"uid": uid})
        assert answer.result == {"uid": uid}
        assert closed(answer) == [bus.CloseSessions([sid], 4004)]
        ended = ["jobs.ops.forget_user", "jobs.cards.forget"]
        assert answer.jobs == ["jobs.sessions.close", *ended]
        for table in (models.Session, Device, Friend, CircleMember, Post, Contact, Event, Message):
            assert count(db, table) == 0, table
        assert db.get(User, uid) is None
        assert audited() == [("DeleteUser", 0, {"uid": uid}, {"uid": uid})]

    def test_what_stays(self, db, call):
        user, other = make_user(db), make_user(db)
        message = make_message(db, user.uid, other.uid)
        event = make_event(db, other.uid, "group_invite", fromuid=user.uid)
        order = make_order(db, user)
        order.move(db, PayState.PAID, NOW)
        call("ops.users.delete", {"uid": user.uid})
        assert db.get(Message, message.msgid)
        assert db.get(Event, event.eid)
        assert db.get(Order, order.orderid)
        assert count(db, Paylog) == 1

    def test_a_group_passes_to_the_oldest_member(self, db, call):
        user, oldest, newer, gone = (make_user(db) for _ in range(4))
        group, other = make_group(db, user), make_group(db, newer)
        enter(db, group, gone, time=1, state="left")
        enter(db, group, newer, time=3)
        enter(db, group, oldest, time=2)
        enter(db, other, user, time=1)
        call("ops.users.delete", {"uid": user.uid})
        assert (group.creator, other.creator) == (oldest.uid, newer.uid)
        members = call("group.members", {"gid": group.gid}, uid=gone.uid).result["members"]
        assert {one["uid"]: one["type"] for one in members} == {oldest.uid: 0, newer.uid: 1}
        deleted = call("group.delete", {"gid": group.gid}, uid=oldest.uid)
        assert deleted.errno == 0

    def test_who_closed_the_account_comes_last(self, db, call):
        user, closed, newer = (make_user(db) for _ in range(3))
        groups = [make_group(db, user) for _ in range(2)]
        for group in groups:
            enter(db, group, closed, time=1, admin=1)
        enter(db, groups[0], newer, time=2)
        Closure.put(db, closed.uid, NOW, NOW + 1)
        call("ops.users.delete", {"uid": user.uid})
        assert [group.creator for group in groups] == [newer.uid, closed.uid]

    def test_of_equal_members_the_older_account_gets_it(self, db, call):
        user, first, second = (make_user(db) for _ in range(3))
        group = make_group(db, user)
        for one in (second, first):
            enter(db, group, one, time=5)
        call("ops.users.delete", {"uid": user.uid})
        assert group.creator == first.uid

    def test_a_group_without_members_goes(self, db, call):
        user, other = make_user(db), make_user(db)
        groups = [make_group(db, user) for _ in range(2)]
        enter(db, groups[0], other, state="removed")
        make_post(db, other, groups[1])
        gids = [group.gid for group in groups]
        answer = call("ops.users.delete", {"uid": user.uid})
        assert count(db, models.Group) == count(db, Post) == 0
        watches = [item for item in answer.items if isinstance(item, bus.DropWatch)]
        assert watches == [bus.DropWatch(f"group:{gid}", None) for gid in gids]

    def test_counts_of_others_stay_exact(self, db, call):
        user, other = make_user(db), make_user(db)
        group = make_group(db, other)
        post, untouched = make_post(db, other, group), make_post(db, other, group)
        for one in (user, other):
            post.like_by(db, one.uid, NOW)
            UserLike.vote(db, other.uid, one.uid, NOW)
            for _ in range(2):
                post.reply_by(db, one.uid, "好", NOW)
        call("ops.users.delete", {"uid": user.uid})
        assert (post.likes, post.replycount, other.like_me_count) == (1, 2, 1)
        assert (untouched.likes, untouched.replycount) == (0, 0)
        assert (count(db, PostLike), count(db, PostReply), count(db, UserLike)) == (1, 2, 1)

    def test_unknown(self, db, call):
        answer = call("ops.users.delete", {"uid": 10**15})
        assert (answer.errno, answer.items, count(db, Audit)) == (3, [], 1)
