"""Invitations to people who do not have the inviter as friend."""

import pytest

from models import Use
from tasks.jobs import sms
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import enter, make_friend, make_group, make_user

NOW = 1_800_000_000
DAY = 86_400


@pytest.fixture
def me(db):
    return make_user(db)


@pytest.fixture
def strangers(db):
    return [make_user(db).uid for _ in range(9)]


@pytest.fixture
def invite(db, call, configure, me):
    """Invite users into a new group: who is told. At most 3 strangers in a call, 5 in a day."""

    def run(uids, now=NOW, gid=None):
        configure("limits", rate_multiplier=1, invited_strangers_call=3, invited_strangers_day=5)
        parm = {"gid": gid or make_group(db, me).gid, "uid": uids}
        answer = call("group.invite", parm, uid=me.uid, now=now)
        assert (answer.errno, answer.result) == (0, {})
        return [uid for push in answer.pushes for uid in push.uids]

    return run


def test_the_rest_of_a_call_is_left_out(invite, strangers):
    assert invite(strangers) == strangers[:3]


def test_and_the_rest_of_a_day(db, invite, strangers):
    assert invite(strangers[:3]) == strangers[:3]
    assert invite(strangers[3:]) == strangers[3:5]
    assert invite(strangers, NOW + DAY - 1) == []
    assert invite(strangers[0], NOW + DAY - 1) == []
    assert sms.clean_up(Ctx(db, NOBODY, NOW + DAY)) == 5
    assert invite(strangers, NOW + DAY) == strangers[:3]


def test_a_group_that_goes_gives_nothing_back(db, call, invite, me, strangers):
    for _ in range(2):
        group = make_group(db, me)
        invite(strangers[:3], gid=group.gid)
        assert call("group.delete", {"gid": group.gid}, uid=me.uid).errno == 0
    assert db.query(Use).count() == 5


def test_who_has_me_as_friend_is_told_always(db, invite, me):
    friends = [make_user(db) for _ in range(9)]
    for friend in friends:
        make_friend(db, friend, me)
    assert invite([friend.uid for friend in friends]) == [friend.uid for friend in friends]
    assert db.query(Use).count() == 0


def test_whom_i_have_as_friend_is_a_stranger(db, invite, me, strangers):
    other = make_user(db)
    make_friend(db, me, other)
    assert invite([*strangers[:3], other.uid]) == strangers[:3]


def test_who_is_not_told_costs_nothing(db, invite, me, strangers):
    group = make_group(db, me)
    for _ in range(4):
        invite(strangers[0], gid=group.gid)
    inside = make_user(db)
    enter(db, group, inside)
    invite([inside.uid, me.uid], gid=group.gid)
    assert db.query(Use).count() == 1


def test_many_calls_at_once_share_the_limit(parallel):
    with parallel.database() as db:
        me = make_user(db)
        gids = [make_group(db, me).gid for _ in range(12)]
        strangers = [make_user(db).uid for _ in range(15)]
    parms = [{"gid": gid, "uid": strangers} for gid in gids]
    frames = parallel.calls("group.invite", parms, uid=me.uid)
    assert {frame["errno"] for frame in frames} == {0}
    with parallel.database() as db:
        assert db.query(Use).count() == 100
