"""session.*"""

import pytest
from sqlalchemy import select

from models import CircleMember, ContactMatch, Device, Event, Friend, Invite
from tests.factories import (
    make_circle,
    make_contact,
    make_friend,
    make_invite,
    make_session,
    make_user,
)
from wire import bus

ID = "Q7bZ2mX9tKc4Wn8Rf1LsYd6H"
STARTS = ("session.start2", "session.start")
USER = {
    "uid", "nick", "signature", "headpic", "background_image", "sex", "birthday", "marriage",
    "height", "position", "job", "create_time", "actor", "actor_level", "active_by",
    "active_level", "is_stew",
}  # fmt: skip


@pytest.fixture
def known(db):
    """Somebody who started before, with a session."""
    user = make_user(db, first_start=1)
    return user, make_session(db, user, ID)


@pytest.fixture
def newcomer(db):
    """Somebody who never started and has no profile."""
    user = make_user(db, nick=None)
    make_session(db, user, ID)
    return user


@pytest.mark.parametrize("start", STARTS)
class TestBothStarts:
    def test_binds_the_connection(self, call, known, start):
        user, session = known
        answer = call(start, {"sessionid": ID})
        assert answer.errno == 0
        legacy = start == "session.start"
        assert answer.effects == [bus.Bind(user.uid, session.sid, legacy)]
        assert answer.pushes == answer.jobs == []

    def test_a_reconnect_reads_one_row(self, call, known, statements, start):
        with statements() as seen:
            call(start, {"sessionid": ID})
        assert len(seen) == (1 if start == "session.start2" else 2)

    @pytest.mark.parametrize("sessionid", ["unknown", "x" * 64, ID.lower()])
    def test_unknown(self, call, known, start, sessionid):
        answer = call(start, {"sessionid": sessionid})
        assert answer.errno == 1
        assert answer.effects == []

    @pytest.mark.parametrize("parm", [{}, {"sessionid": ""}, {"sessionid": "x" * 65}])
    def test_bad_parameters(self, call, start, parm):
        assert call(start, parm).errno == 6

    def test_expired(self, db, call, start):
        session = make_session(db, make_user(db), ID, timeout=1000)
        assert call(start, {"sessionid": ID}, now=999).errno == 0
        assert call(start, {"sessionid": ID}, now=1000).errno == 1
        db.delete(session)
        db.flush()
        assert call(start, {"sessionid": ID}, now=999).errno == 1

    def test_the_very_first_start_matches_phone_books(self, db, call, newcomer, start):
        assert call(start, {"sessionid": ID}, now=77).jobs == ["jobs.contacts.match_user"]
        assert newcomer.first_start == 77
        assert call(start, {"sessionid": ID}, now=78).jobs == []
        assert newcomer.first_start == 77

    def test_waiting_matches_go_to_this_connection_once(self, db, call, known, start):
        me, them = known[0], make_user(db)
        make_contact(db, me, "138-0000-0002", number=them.phone)
        db.add(ContactMatch(owner=me.uid, uid=them.uid, create_time=50))
        db.flush()
        (push,) = call(start, {"sessionid": ID}, now=77, conn="front-5").pushes
        assert push.type == "fromphonebook"
        assert push.conn == "front-5"
        (user,) = push.data["users"]
        assert user["uid"] == them.uid
        assert user["phone"] == "138-0000-0002"
        assert set(user) == {*USER, "phone"}
        assert call(start, {"sessionid": ID}, now=78).pushes == []


class TestStart2:
    def test_result(self, call, known):
        user, _ = known
        result = call("session.start2", {"sessionid": ID}).result
        assert set(result) == {"user", "seq"}
        assert set(result["user"]) == USER
        assert result["user"]["uid"] == user.uid
        assert result["user"]["nick"] == user.nick

    def test_client_data(self, call, known):
        user, _ = known
        call("tools.save_data", {"theme": "dark", "n": 1e300}, uid=user.uid)
        result = call("session.start2", {"sessionid": ID}).result
        assert result["client_data"] == {"theme": "dark", "n": 1e300}

    def test_the_address_makes_it_legacy(self, call, known):
        (bind,) = call("session.start2", {"sessionid": ID}, legacy=True).effects
        assert bind.legacy is True


class TestStart:
    def test_result_is_flat(self, db, call, known):
        user, _ = known
        user.tags, user.like_me_count = ["大师"], 3
        db.flush()
        result = call("session.start", {"sessionid": ID}).result
        assert set(result) == {*USER, "phone", "exinfo", "circle"}
        assert result["phone"] == user.phone_national
        assert result["exinfo"] == {"uid": user.uid, "tags": ["大师"], "like_me_count": 3}
        assert result["circle"] == []

    def test_circles(self, db, call, known):
        user, _ = known
        circle = make_circle(db, name="江湖", default=1)
        db.add(CircleMember(cid=circle.cid, uid=user.uid, roleid=2, by_uid=5, time=9))
        db.flush()
        (line,) = call("session.start", {"sessionid": ID}).result["circle"]
        assert line == {
            "cid": circle.cid, "roleid": 2, "subid": 2, "level": 2, "title": "role 2",
            "by_uid": 5, "time": 9, "name": "江湖", "board": "", "store_group_id": 0,
            "poster_url": None, "interact_poster": 0, "icon_url": None,
        }  # fmt: skip


class TestInvitations:
    def test_are_taken(self, db, call, newcomer):
        circle = make_circle(db, default=1)
        first, second = make_user(db), make_user(db)
        make_invite(db, first, newcomer.phone, nick="先", join_cid=circle.cid, join_roleid=1)
        newest = make_invite(
            db, second, newcomer.phone, nick="小明", headpic="https://x/y", sex=1,
            birthday=448693200, marriage=1, height=175, position="成都",
        )  # fmt: skip
        answer = call("session.start2", {"sessionid": ID}, now=77)
        listed = answer.result["invite_list"]
        assert [one["nick"] for one in listed] == ["小明", "先"]
        assert listed[0] == {
            "invite_id": newest.invite_id, "uid": second.uid, "phone": newcomer.phone_national,
            "nick": "小明", "headpic": "https://x/y", "sex": 1, "birthday": 448693200,
            "marriage": 1, "height": 175, "position": "成都", "join_cid": None,
            "join_roleid": None, "joined_uid": newcomer.uid, "create_time": newest.create_time,
            "sms_send_time": None,
        }  # fmt: skip
        profile = {name: value for name, value in listed[0].items() if name in USER - {"uid"}}
        profile.pop("create_time")
        user = answer.result["user"]
        assert {name: user[name] for name in profile} == profile
        member = db.get(CircleMember, (circle.cid, newcomer.uid))
        assert (member.roleid, member.by_uid, member.time) == (1, first.uid, 77)
        friends = db.execute(select(Friend.owner, Friend.uid, Friend.type)).all()
        for inviter in (first, second):
            assert (newcomer.uid, inviter.uid, 2) in friends
            assert (inviter.uid, newcomer.uid, 3) in friends

    def test_tell_the_inviters(self, db, call, newcomer):
        inviters = [make_user(db), make_user(db)]
        for inviter in inviters:
            make_invite(db, inviter, newcomer.phone)
        pushes = call("session.start2", {"sessionid": ID}, now=77).pushes
        assert {push.uids[0] for push in pushes} == {one.uid for one in inviters}
        for push in pushes:
            event = push.data["event"]
            assert event.pop("eid") > 0
            assert event == {
                "create_time": 77,
                "type": "add_friend",
                "uid": newcomer.uid,
                "add_type": 3,
            }

    def test_only_once(self, db, call, newcomer):
        make_invite(db, make_user(db), newcomer.phone)
        assert "invite_list" in call("session.start2", {"sessionid": ID}).result
        again = call("session.start2", {"sessionid": ID})
        assert "invite_list" not in again.result
        assert again.pushes == []

    @pytest.mark.parametrize("nick", ["小明", " 小明 ", "ＡＢＣ"])
    def test_a_taken_nick_stays_null(self, db, call, newcomer, nick):
        make_user(db, nick="小明")
        make_user(db, nick="abc")
        make_invite(db, make_user(db), newcomer.phone, nick=nick, height=180)
        result = call("session.start2", {"sessionid": ID}).result
        assert result["user"]["nick"] is None
        assert result["user"]["height"] == 180
        assert len(result["invite_list"]) == 1

    def test_a_later_one_is_taken_while_the_nick_is_null(self, db, call, newcomer):
        call("session.start2", {"sessionid": ID})
        make_invite(db, make_user(db), newcomer.phone)
        assert "invite_list" in call("session.start2", {"sessionid": ID}).result

    def test_not_by_somebody_with_a_profile(self, db, call, known):
        user, _ = known
        invite = make_invite(db, make_user(db), user.phone)
        assert "invite_list" not in call("session.start2", {"sessionid": ID}).result
        assert invite.joined_uid is None

    def test_the_old_start_takes_them_too(self, db, call, newcomer):
        invite = make_invite(db, make_user(db), newcomer.phone)
        result = call("session.start", {"sessionid": ID}).result
        assert result["nick"] == "小明"
        assert invite.joined_uid == newcomer.uid

    def test_friends_of_old_keep_their_type(self, db, call, newcomer):
        inviter = make_user(db)
        make_friend(db, inviter, newcomer, type=0, time=5)
        make_invite(db, inviter, newcomer.phone)
        call("session.start2", {"sessionid": ID})
        row = db.get(Friend, (inviter.uid, newcomer.uid))
        assert (row.type, row.time) == (0, 5)

    def test_statements_do_not_grow_with_invitations(self, db, call, statements):
        counts = []
        for number in (1, 8):
            user = make_user(db, nick=None)
            make_session(db, user, f"id{number}")
            for other in range(number):
                make_invite(db, make_user(db), user.phone, nick=f"{number} {other}")
            with statements() as seen:
                call("session.start2", {"sessionid": f"id{number}"})
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestStop:
    def test_unbinds(self, db, call):
        answer = call("session.stop", uid=make_user(db).uid)
        assert answer.result == {}
        assert answer.effects == [bus.Unbind()]

    def test_needs_a_session(self, call):
        assert call("session.stop").errno == 1


class TestRenew:
    def test_the_old_id_lives_ten_minutes(self, db, call):
        user = make_user(db, first_start=1)
        session = make_session(db, user, ID)
        result = call("session.renew", uid=user.uid, sid=session.sid, now=1000).result
        assert result["timeout"] == 1000 + 180 * 86_400
        assert len(result["sessionid"]) == 24
        for now, errno in ((1599, 0), (1600, 1)):
            answer = call("session.start2", {"sessionid": ID}, now=now)
            assert answer.errno == errno
        (bind,) = call("session.start2", {"sessionid": result["sessionid"]}, now=1600).effects
        assert bind.sid == session.sid

    def test_only_the_last_two_ids_are_good(self, db, call):
        user = make_user(db, first_start=1)
        session = make_session(db, user, ID)
        ids = [ID] + [
            call("session.renew", uid=user.uid, sid=session.sid).result["sessionid"]
            for _ in range(3)
        ]
        good = [call("session.start2", {"sessionid": one}).errno for one in ids]
        assert good == [1, 1, 0, 0]

    def test_it_ends_a_year_after_the_login_however_often_it_is_renewed(self, db, call):
        user, day = make_user(db), 86_400
        session = make_session(db, user, ID, create_time=0)
        renew = {"uid": user.uid, "sid": session.sid}
        for now, timeout in ((184, 364), (185, 365), (200, 365), (364, 365)):
            result = call("session.renew", now=now * day, **renew).result
            assert result["timeout"] == timeout * day
        assert call("session.start2", {"sessionid": result["sessionid"]}, now=365 * day).errno == 1

    def test_a_session_from_before_the_limit_is_renewed_no_more(self, db, call):
        user, year = make_user(db), 365 * 86_400
        session = make_session(db, user, ID, create_time=0, timeout=2 * year)
        assert call("session.renew", uid=user.uid, sid=session.sid, now=year).errno == 1
        assert call("session.renew", uid=user.uid, sid=session.sid, now=year - 1).errno == 0

    def test_limits_are_settings(self, db, call, configure):
        configure("limits", session_days=20, session_max_days=7)
        user = make_user(db)
        session = make_session(db, user, ID, create_time=1000)
        result = call("session.renew", uid=user.uid, sid=session.sid, now=1000).result
        assert result["timeout"] == 1000 + 7 * 86_400

    def test_a_revoked_session(self, db, call):
        user = make_user(db)
        assert call("session.renew", uid=user.uid, sid=2**40).errno == 1


def test_two_devices_start_at_the_same_time(parallel):
    """The invitation is taken once, and one of the two starts says so."""
    with parallel.database() as db:
        user, inviter = make_user(db, nick=None), make_user(db)
        for device in ("one", "two"):
            make_session(db, user, device)
        make_invite(db, inviter, user.phone)
    replies = parallel.calls("session.start2", [{"sessionid": one} for one in ("one", "two")])
    results = [reply["result"] for reply in replies]
    assert sorted("invite_list" in one for one in results) == [False, True]
    assert {one["user"]["nick"] for one in results} == {"小明"}
    with parallel.database() as db:
        assert db.scalars(select(Invite.joined_uid)).all() == [user.uid]
        assert len(db.scalars(select(Friend.owner)).all()) == 2
        assert len(db.scalars(select(Event.eid)).all()) == 1


class TestLogins:
    @pytest.fixture
    def mine(self, db):
        """(me, my sids from the oldest), the first with a device; and a session of others."""
        me = make_user(db, first_start=1)
        sids = [make_session(db, me, f"{number}" * 24, create_time=number).sid for number in (1, 2)]
        make_session(db, make_user(db), "3" * 24)
        db.add(Device(sid=sids[0], uid=me.uid, device_token="0a" * 32, time=1))
        db.flush()
        return me, sids

    def test_list(self, db, call, mine):
        me, (old, new) = mine
        started = call("session.start2", {"sessionid": "2" * 24}, now=9000, address="192.0.2.7")
        assert started.errno == 0
        found = call("session.list", uid=me.uid, sid=new).result["sessions"]
        line = {"method": "code", "address": ""}
        assert found == [
            line | {"id": new, "create_time": 2, "last_time": 9000, "address": "192.0.2.7",
                    "current": 1},
            line | {"id": old, "create_time": 1, "last_time": 1, "device": "ios", "current": 0},
        ]  # fmt: skip

    def test_ended_ones_are_not_listed(self, db, call):
        me = make_user(db)
        make_session(db, me, ID, timeout=50)
        assert call("session.list", uid=me.uid, now=50).result == {"sessions": []}

    def test_starts_are_noted_once_in_an_hour(self, db, call, mine):
        me, (_, new) = mine
        for now, noted in ((9000, 9000), (12_599, 9000), (12_600, 12_600)):
            call("session.start2", {"sessionid": "2" * 24}, now=now)
            found = call("session.list", uid=me.uid, sid=new).result["sessions"]
            assert found[0]["last_time"] == noted

    def test_revoke(self, db, call, mine):
        me, (old, new) = mine
        answer = call("session.revoke", {"id": old}, uid=me.uid, sid=new)
        assert answer.result == {"revoked": 1}
        assert answer.items == [bus.CloseSessions([old], 4004)]
        assert answer.jobs == ["jobs.sessions.close"]
        assert db.query(Device).count() == 0
        assert call("session.revoke", {"id": old}, uid=me.uid, sid=new).errno == 3
        assert call("session.revoke", {"id": new}, uid=me.uid, sid=new).errno == 0
        assert call("session.start2", {"sessionid": "2" * 24}).errno == 1

    def test_revoke_others(self, db, call, mine):
        me, (_, new) = mine
        for revoked in (1, 0):
            answer = call("session.revoke_others", uid=me.uid, sid=new)
            assert answer.result == {"revoked": revoked}
        assert call("session.start2", {"sessionid": "2" * 24}).errno == 0
        assert call("session.start2", {"sessionid": "3" * 24}).errno == 0

    @pytest.mark.parametrize("parm", [{}, {"id": 0}, {"id": "x"}])
    def test_bad_parameters(self, call, mine, parm):
        assert call("session.revoke", parm, uid=mine[0].uid).errno == 6
