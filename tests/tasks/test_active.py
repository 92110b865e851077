"""active.*"""

import string

import pytest

from models import ActivationCode, Friend, User
from tests.factories import make_friend, make_user

MINUTE = 60


def values(db, user):
    row = db.get(User, user.uid)
    return row.actor, row.actor_level, row.active_level, row.active_by


def code_of(db, call, activator, level=1, **options):
    answer = call("active.generate_code", {"level": level}, uid=activator.uid, **options)
    return answer.result["active_code"]


class TestGenerateCode:
    def test_code(self, db, call):
        user = make_user(db)
        result = call("active.generate_code", uid=user.uid, now=1000).result
        assert len(result["active_code"]) == 8
        assert set(result["active_code"]) <= set(string.ascii_letters + string.digits)
        assert (result["level"], result["timeout"]) == (1, 1000 + 45 * MINUTE)

    @pytest.mark.parametrize(
        ("actor_level", "level", "errno"), [(1, 1, 0), (1, 2, 2), (0, 1, 2), (5, 5, 0), (5, 6, 2)]
    )
    def test_up_to_the_own_level(self, db, call, actor_level, level, errno):
        user = make_user(db, actor_level=actor_level)
        assert call("active.generate_code", {"level": level}, uid=user.uid).errno == errno

    @pytest.mark.parametrize("level", [0, 101, -1, "x", 1.5])
    def test_bad_level(self, db, call, level):
        user = make_user(db, actor_level=100)
        assert call("active.generate_code", {"level": level}, uid=user.uid).errno == 6

    def test_own_expired_codes_go(self, db, call):
        user = make_user(db)
        old = code_of(db, call, user, now=1000)
        young = code_of(db, call, user, now=1000 + 30 * MINUTE)
        code_of(db, call, user, now=1000 + 46 * MINUTE)
        assert db.get(ActivationCode, old) is None
        assert db.get(ActivationCode, young) is not None


class TestDo:
    def test_a_code_is_worth_what_its_maker_may_give_now(self, db, call):
        activator, user = make_user(db, actor_level=3), make_user(db)
        code = code_of(db, call, activator, 3)
        activator.actor_level = 2
        db.flush()
        assert call("active.do", {"active_code": code}, uid=user.uid).errno == 2
        assert values(db, user) == (0, 1, 0, 0)

    def test_takes_over_the_level(self, db, call):
        activator, user = make_user(db, actor_level=3), make_user(db)
        code = code_of(db, call, activator, 3)
        answer = call("active.do", {"active_code": code}, uid=user.uid)
        assert answer.result == {"active_level": 3, "active_by": activator.uid}
        assert values(db, user) == (1, 2, 3, activator.uid)

    def test_both_become_friends_and_hear_of_it(self, db, call):
        activator, user = make_user(db), make_user(db)
        code = code_of(db, call, activator)
        answer = call("active.do", {"active_code": code}, uid=user.uid)
        for owner, friend in ((activator, user), (user, activator)):
            assert db.get(Friend, (owner.uid, friend.uid)).type == 2
        told = {push.uids[0]: push.data["event"] for push in answer.pushes}
        assert {push.type for push in answer.pushes} == {"event"}
        for uid, other in ((activator.uid, user.uid), (user.uid, activator.uid)):
            event = told.pop(uid)
            assert event.pop("eid") > 0
            assert event.pop("create_time") > 0
            assert event == {"type": "add_friend", "uid": other, "add_type": 2}
        assert told == {}

    def test_only_who_is_new_on_a_list_hears_of_it(self, db, call):
        activator, user = make_user(db), make_user(db)
        make_friend(db, activator, user, type=7)
        answer = call("active.do", {"active_code": code_of(db, call, activator)}, uid=user.uid)
        assert [push.uids for push in answer.pushes] == [[activator.uid]]
        assert db.get(Friend, (activator.uid, user.uid)).type == 7

    def test_again(self, db, call):
        activator, user = make_user(db), make_user(db)
        parm = {"active_code": code_of(db, call, activator)}
        first = call("active.do", parm, uid=user.uid)
        second = call("active.do", parm, uid=user.uid)
        assert (second.errno, second.result, second.pushes) == (0, first.result, [])

    @pytest.mark.parametrize(("level", "kept"), [(2, True), (3, True), (4, False)])
    def test_a_level_already_reached_and_its_activator_stay(self, db, call, level, kept):
        activator = make_user(db, actor_level=9)
        user = make_user(db, active_level=3, active_by=77, actor_level=5)
        parm = {"active_code": code_of(db, call, activator, level)}
        expected = (3, 77) if kept else (4, activator.uid)
        assert tuple(call("active.do", parm, uid=user.uid).result.values()) == expected
        assert values(db, user) == (1, 5, *expected)

    def test_good_for_many_people_and_45_minutes(self, db, call):
        activator = make_user(db)
        parm = {"active_code": code_of(db, call, activator, now=1000)}
        late = 1000 + 45 * MINUTE
        for now, errno in ((1000, 0), (late - 1, 0), (late, 3)):
            assert call("active.do", parm, uid=make_user(db).uid, now=now).errno == errno

    def test_own_code(self, db, call):
        user = make_user(db)
        answer = call("active.do", {"active_code": code_of(db, call, user)}, uid=user.uid)
        assert (answer.errno, answer.pushes) == (2, [])

    @pytest.mark.parametrize(
        ("code", "errno"), [("abcdefgh", 3), (12345678, 3), ("", 6), ("x" * 17, 6), (None, 6)]
    )
    def test_unknown_or_bad_code(self, db, call, code, errno):
        answer = call("active.do", {"active_code": code}, uid=make_user(db).uid)
        assert answer.errno == errno

    def test_case_counts(self, db, call):
        activator = make_user(db)
        code = code_of(db, call, activator)
        other = code.swapcase()
        if other != code:
            assert call("active.do", {"active_code": other}, uid=make_user(db).uid).errno == 3


class TestByUser:
    def test_with_that_users_level(self, db, call):
        activator, user = make_user(db, actor_level=4), make_user(db)
        answer = call("active.by_user", {"uid": str(activator.uid)}, uid=user.uid)
        assert answer.result == {"active_level": 4, "active_by": activator.uid}
        assert values(db, user) == (1, 3, 4, activator.uid)

    def test_only_the_own_list_changes(self, db, call):
        """The other did nothing, so only gets a push, and may add the caller."""
        activator, user = make_user(db), make_user(db)
        answer = call("active.by_user", {"uid": activator.uid}, uid=user.uid)
        assert db.get(Friend, (user.uid, activator.uid)).type == 2
        assert db.get(Friend, (activator.uid, user.uid)) is None
        (push,) = answer.pushes
        assert push.uids == [activator.uid]
        event = push.data["event"]
        assert (event["type"], event["uid"], event["add_type"]) == ("add_friend", user.uid, 2)
        assert call("active.by_user", {"uid": activator.uid}, uid=user.uid).pushes == []

    def test_level_one_hands_down_nothing_below_the_own(self, db, call):
        activator, user = make_user(db), make_user(db, actor_level=0)
        call("active.by_user", {"uid": activator.uid}, uid=user.uid)
        assert values(db, user) == (1, 0, 1, activator.uid)

    def test_errors(self, db, call):
        user, ended = make_user(db), make_user(db, actor_level=0)
        for uid, errno in ((user.uid, 2), (ended.uid, 2), (10**9, 3), (0, 6)):
            assert call("active.by_user", {"uid": uid}, uid=user.uid).errno == errno
        assert values(db, user) == (0, 1, 0, 0)
