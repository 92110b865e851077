"""Calls about users that run at the same time, in real transactions."""

import pytest
from sqlalchemy import func, select

from models import (
    Block,
    Contact,
    Event,
    Friend,
    Invite,
    Message,
    Outbox,
    Position,
    User,
    UserLike,
)
from tests.factories import make_user
from tests.fixtures.parallel import Call

MANY = 16


@pytest.fixture(autouse=True)
def no_limits(configure):
    configure("limits", rate_multiplier=0)


@pytest.fixture
def uids(parallel):
    with parallel.database() as db:
        return [make_user(db).uid for _ in range(MANY)]


def errnos(replies):
    return sorted(reply["errno"] for reply in replies)


class TestLikes:
    def count(self, parallel, uid):
        with parallel.database() as db:
            votes = db.scalar(select(func.count()).where(UserLike.uid == uid))
            return votes, db.get(User, uid).like_me_count

    def test_of_many_users(self, parallel, uids):
        liked, *voters = uids
        replies = parallel.calls("user.like", [{"uid": liked}] * len(voters), uid=voters)
        assert errnos(replies) == [0] * len(voters)
        assert self.count(parallel, liked) == (MANY - 1, MANY - 1)

    def test_of_one_user_count_once(self, parallel, uids):
        liked, voter = uids[:2]
        replies = parallel.calls("user.like", [{"uid": liked}] * MANY, uid=voter)
        assert errnos(replies) == [0] * MANY
        assert self.count(parallel, liked) == (1, 1)

    def test_of_each_other(self, parallel, uids):
        pairs = [uids[number ^ 1] for number in range(MANY)]
        replies = parallel.calls("user.like", [{"uid": uid} for uid in pairs], uid=uids)
        assert errnos(replies) == [0] * MANY
        assert {self.count(parallel, uid) for uid in uids} == {(1, 1)}


def test_a_friend_added_many_times_is_told_once(parallel, uids):
    me, *others = uids
    parms = [{"uid": others if number % 2 else others[::-1], "type": 1} for number in range(8)]
    assert errnos(parallel.calls("user.add_friend", parms, uid=me)) == [0] * 8
    with parallel.database() as db:
        told = db.scalars(select(Event.uid).where(Event.type == "add_friend")).all()
        assert sorted(told) == sorted(others)
        assert db.scalar(select(func.count()).where(Friend.owner == me)) == len(others)


def test_everybody_adds_everybody(parallel, uids):
    assert errnos(parallel.calls("user.add_friend", [{"uid": uids}] * MANY, uid=uids)) == [0] * MANY
    with parallel.database() as db:
        assert db.scalar(select(func.count()).select_from(Friend)) == MANY * (MANY - 1)


def test_a_nick_goes_to_one_of_many(parallel, uids):
    parms = [{"nick": "Bob" if number % 2 else "BOB", "sex": 2} for number in range(MANY)]
    replies = parallel.calls("user.update", parms, uid=uids)
    assert errnos(replies) == [0] + [1000] * (MANY - 1)
    with parallel.database() as db:
        assert db.scalar(select(func.count()).where(User.nick_key == "bob")) == 1
        assert db.scalar(select(func.count()).where(User.sex == 2)) == 1


def test_places_reported_at_once(parallel, uids):
    parms = [{"lat": number, "long": 0} for number in range(MANY)]
    assert errnos(parallel.calls("geo.user.report", parms, uid=uids[0])) == [0] * MANY
    with parallel.database() as db:
        assert db.scalar(select(func.count()).select_from(Position)) == 1


def test_phone_books_uploaded_at_once(parallel, uids):
    lines = [{"phone": f"138{number:08}"} for number in range(300)]
    parms = [{"phone_list": lines if number % 2 else lines[::-1]} for number in range(4)]
    assert errnos(parallel.calls("phonebook.upload", parms, uid=uids[0])) == [0] * 4
    with parallel.database() as db:
        assert db.scalar(select(func.count()).select_from(Contact)) == 300


def test_three_sms_a_day_for_a_phone_whoever_invites(parallel, uids):
    parm = {"phone": "17012345678", "nick": "小明"}
    assert errnos(parallel.calls("user.invite", [parm] * MANY, uid=uids)) == [0] * MANY
    with parallel.database() as db:
        assert db.scalar(select(func.count()).select_from(Invite)) == MANY
        sms = select(func.count()).where(Outbox.task == "jobs.sms.send_invite")
        assert db.scalar(sms) == 3


def test_one_invitation_and_one_sms_for_a_pair(parallel, uids):
    parm = {"phone": "17012345678", "nick": "小明"}
    assert errnos(parallel.calls("user.invite", [parm] * 8, uid=uids[0])) == [0] * 8
    with parallel.database() as db:
        assert db.scalar(select(func.count()).select_from(Invite)) == 1
        sms = select(func.count()).where(Outbox.task == "jobs.sms.send_invite")
        assert db.scalar(sms) == 1


class TestBlocks:
    def test_no_friend_is_left_who_is_added_meanwhile(self, parallel, uids):
        me, *others = uids
        blocks = [Call("user.block", me, {"uid": others[::-1]}) for _ in range(2)]
        mine = [Call("user.add_friend", me, {"uid": others}) for _ in range(2)]
        theirs = [Call("user.add_friend", uid, {"uid": me}) for uid in others]
        replies = parallel.together([*mine, *theirs[:6], *blocks, *theirs[6:]])
        assert {reply["errno"] for reply in replies} <= {0, 2}
        with parallel.database() as db:
            assert db.scalar(select(func.count()).select_from(Friend)) == 0
            assert db.scalar(select(func.count()).where(Block.owner == me)) == len(others)

    def test_a_message_that_is_under_way_is_stored_or_refused(self, parallel, uids):
        me, *others = uids
        sends = [Call("message.send", uid, {"uid": me, "content": "好"}) for uid in others]
        block = Call("user.block", me, {"uid": others})
        *replies, done = parallel.together([*sends, block])
        assert done["errno"] == 0
        assert {reply["errno"] for reply in replies} <= {0, 2}
        with parallel.database() as db:
            stored = db.scalar(select(func.count()).where(Message.toid == me))
        assert stored == sum(reply["errno"] == 0 for reply in replies)
        assert errnos(parallel.together(sends)) == [2] * len(others)
