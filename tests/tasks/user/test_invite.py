"""user.invite and user.invite_list."""

import msgspec
import pytest

from models import Invite, User
from tasks.shared import invitations
from tests.factories import join, make_circle, make_invite, make_user

NOBODY = 10**9
NOW, DAY = 1_800_000_000, 86_400
PHONE = "17012345678"


def invite(call, me, now=NOW, phone=PHONE, nick="小明", **parm):
    return call("user.invite", {"phone": phone, "nick": nick} | parm, uid=me.uid, now=now)


def listed(call, me):
    return call("user.invite_list", uid=me.uid).result["invites"]


class TestInvite:
    def test_stored_and_told_by_sms(self, db, call):
        me = make_user(db, nick="小红")
        answer = invite(
            call, me, sex=1, birthday="448693200", headpic="https://a/b", position="成都"
        )
        assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert answer.jobs == ["jobs.sms.send_invite"]
        (found,) = listed(call, me)
        assert found.pop("invite_id") > 0
        assert found == {
            "uid": me.uid,
            "phone": PHONE,
            "nick": "小明",
            "headpic": "https://a/b",
            "sex": 1,
            "birthday": 448693200,
            "marriage": 0,
            "height": 0,
            "position": "成都",
            "join_cid": None,
            "join_roleid": None,
            "joined_uid": None,
            "create_time": NOW,
            "sms_send_time": NOW,
        }

    def test_a_repeat_changes_what_is_given(self, db, call):
        me = make_user(db)
        invite(call, me, sex=1, height=170, headpic="https://a/b", position="成都")
        answer = invite(
            call, me, now=NOW + 9, phone=f"+86 {PHONE}", nick="小刚", height=0, headpic=""
        )
        assert answer.errno == 0
        (found,) = listed(call, me)
        assert (found["nick"], found["height"], found["headpic"]) == ("小刚", 0, None)
        assert (found["sex"], found["position"], found["create_time"]) == (1, "成都", NOW)

    def test_numbers_abroad_are_shown_whole(self, db, call):
        me = make_user(db)
        invite(call, me, phone="+1 201-555-0123")
        assert listed(call, me)[0]["phone"] == "+12015550123"

    @pytest.mark.parametrize(
        "parm",
        [
            {"phone": "12"},
            {"phone": "nobody"},
            {"phone": "1" * 33},
            {"nick": " "},
            {"nick": "x" * 33},
            {"headpic": "x"},
            {"sex": 3},
            {"birthday": "x"},
            {"marriage": 10},
            {"height": 301},
            {"position": "x" * 257},
            {"join_cid": 0},
        ],
    )
    def test_bounds(self, db, call, parm):
        assert invite(call, make_user(db), **parm).errno == 6

    def test_accepted_already(self, db, call):
        me, them = make_user(db), make_user(db)
        make_invite(db, me, them.phone, joined_uid=them.uid)
        answer = invite(call, me, phone=them.phone_national)
        assert (answer.errno, answer.jobs) == (2001, [])

    def test_phone_of_a_user(self, db, call):
        me, other, them = make_user(db), make_user(db), make_user(db, nick=None)
        make_invite(db, other, them.phone, joined_uid=them.uid)
        answer = invite(call, me, phone=them.phone)
        assert answer.errno == 2002
        result = msgspec.to_builtins(answer.result)
        assert result["user"]["uid"] == them.uid
        assert len(result["user"]) == 17
        assert listed(call, me) == []


class TestSms:
    def test_at_most_one_a_day(self, db, call):
        me = make_user(db)
        sent = [bool(invite(call, me, now=NOW + after).jobs) for after in (0, DAY - 1, DAY)]
        assert sent == [True, False, True]
        assert listed(call, me)[0]["sms_send_time"] == NOW + DAY

    def test_at_most_three_a_day_for_a_phone(self, db, call):
        users = [make_user(db) for _ in range(5)]
        sent = [bool(invite(call, user).jobs) for user in users[:4]]
        assert sent == [True, True, True, False]
        assert listed(call, users[3])[0]["sms_send_time"] is None
        assert invite(call, users[3], now=NOW + DAY).jobs
        assert listed(call, users[3])[0]["sms_send_time"] == NOW + DAY

    def test_at_most_twenty_a_day_by_an_inviter(self, db, call):
        me = make_user(db)
        sent = [bool(invite(call, me, phone=f"170123456{n:02}").jobs) for n in range(21)]
        assert sent == [True] * 20 + [False]

    @pytest.mark.parametrize(("nick", "shown"), [("小红", "小红"), (None, invitations.NAMELESS)])
    def test_says_who_invites_and_not_the_number(self, db, call, nick, shown):
        from models import Outbox

        answer = invite(call, make_user(db, nick=nick))
        ((_, outbox_id),) = answer.followups
        args = db.get(Outbox, outbox_id).args
        assert args == {"phone": f"+86{PHONE}", "nick": shown, "time": NOW}


class TestIntoACircle:
    @pytest.fixture
    def circle(self, db):
        return make_circle(db)

    @pytest.fixture
    def me(self, db, circle):
        me = make_user(db)
        join(db, circle, me, 2)
        return me

    def role(self, call, me):
        (found,) = listed(call, me)
        return found["join_cid"], found["join_roleid"]

    def test_default_role_whatever_was_given(self, call, me, circle):
        for parm in ({}, {"join_roleid": 2}):
            assert invite(call, me, join_cid=circle.cid, **parm).errno == 0
            assert self.role(call, me) == (circle.cid, 1)

    def test_requested_role(self, call, me, circle, configure):
        configure("limits", circle_invite_role="requested")
        invite(call, me, join_cid=circle.cid, join_roleid=2)
        assert self.role(call, me) == (circle.cid, 2)
        invite(call, me, join_cid=circle.cid)
        assert self.role(call, me) == (circle.cid, 1)

    def test_a_repeat_without_circle_keeps_it(self, call, me, circle):
        invite(call, me, join_cid=circle.cid)
        invite(call, me)
        assert self.role(call, me) == (circle.cid, 1)

    @pytest.mark.parametrize(
        ("cid", "roleid", "errno"), [(NOBODY, None, 3), (0, 9, 3), (0, 3, 2), (0, 2, 0)]
    )
    def test_errors(self, call, me, circle, cid, roleid, errno):
        answer = invite(call, me, join_cid=cid or circle.cid, join_roleid=roleid)
        assert answer.errno == errno

    def test_members_only(self, db, call, circle):
        assert invite(call, make_user(db), join_cid=circle.cid).errno == 2

    def test_permission_goes_before_state(self, db, call, circle):
        stranger, them = make_user(db), make_user(db)
        assert invite(call, stranger, phone=them.phone, join_cid=circle.cid).errno == 2


class TestList:
    def test_mine_newest_first_at_most_500(self, db, call, statements):
        me, other = make_user(db), make_user(db)
        make_invite(db, other, "+8617000000000")
        rows = [
            {"uid": me.uid, "phone": f"+86170{number:08}", "nick": "x"} for number in range(501)
        ]
        db.bulk_insert_mappings(Invite, rows)
        uid = me.uid
        with statements() as seen:
            found = call("user.invite_list", uid=uid).result["invites"]
        ids = [one["invite_id"] for one in found]
        assert len(ids) == 500
        assert ids == sorted(ids, reverse=True)
        assert len(seen) == 1

    def test_who_accepted(self, db, call):
        me, them = make_user(db), make_user(db)
        make_invite(db, me, them.phone, joined_uid=them.uid)
        assert listed(call, me)[0]["joined_uid"] == them.uid

    def test_an_account_that_was_deleted_may_be_invited_again(self, db, call):
        me, them = make_user(db), make_user(db)
        make_invite(db, me, them.phone, joined_uid=them.uid)
        phone = them.phone
        db.delete(db.get(User, them.uid))
        db.flush()
        assert invite(call, me, phone=phone).errno == 0
