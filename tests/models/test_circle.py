"""Who gets which role in a circle."""

import pytest
from sqlalchemy import select

from models import Circle, CircleMember, Forbidden, Invite, NotFound
from tests.factories import join, make_circle, make_user


@pytest.fixture
def as_requested(configure):
    """The rule that newcomers get the role that was asked for."""
    configure("limits", circle_invite_role="requested")


def member(db, circle, user):
    return db.get(CircleMember, (circle.cid, user.uid), populate_existing=True)


class TestNewcomerRole:
    def test_is_the_default_whatever_was_asked(self, db):
        circle = make_circle(db, default=1)
        assert circle.newcomer_role(db, 3).roleid == 1
        assert circle.newcomer_role(db).roleid == 1

    def test_is_the_one_asked_for(self, db, as_requested):
        circle = make_circle(db, default=1)
        assert circle.newcomer_role(db, 3).roleid == 3
        assert circle.newcomer_role(db).roleid == 1

    def test_is_gone(self, db, as_requested):
        with pytest.raises(NotFound, match="role"):
            make_circle(db).newcomer_role(db, 99)

    def test_there_is_none_yet(self, db):
        with pytest.raises(NotFound, match="role"):
            make_circle(db, levels={}, default=None).newcomer_role(db)


class TestInvitedRole:
    def test_unknown_comes_before_stranger(self, db):
        circle, stranger = make_circle(db), make_user(db)
        with pytest.raises(NotFound):
            circle.invited_role(db, stranger.uid, 99)
        with pytest.raises(Forbidden):
            circle.invited_role(db, stranger.uid, None)

    def test_not_above_the_inviter(self, db, as_requested):
        circle, user = make_circle(db), make_user(db)
        join(db, circle, user, 2)
        assert circle.invited_role(db, user.uid, 2).roleid == 2
        with pytest.raises(Forbidden, match="above"):
            circle.invited_role(db, user.uid, 3)


class TestAdmit:
    def test_newcomer(self, db):
        circle, user = make_circle(db), make_user(db)
        admission = circle.admit(db, user.uid, circle.role(db, 2), by_uid=7, now=100)
        assert (admission.role.roleid, admission.joined) == (2, True)
        row = member(db, circle, user)
        assert (row.roleid, row.by_uid, row.time) == (2, 7, 100)

    @pytest.mark.parametrize(("role", "then"), [(1, 2), (2, 2), (3, 3), (20, 2)])
    def test_member_is_raised_never_lowered(self, db, role, then):
        circle, user = make_circle(db, levels={1: 1, 2: 2, 20: 2, 3: 3}), make_user(db)
        join(db, circle, user, 2, by_uid=7, time=100)
        admission = circle.admit(db, user.uid, circle.role(db, role), by_uid=8, now=200)
        assert (admission.role.roleid, admission.joined) == (then, False)
        row = member(db, circle, user)
        assert (row.roleid, row.by_uid, row.time) == (then, 7, 100)


class TestTakeInvites:
    def invite(self, db, circle, roleid):
        inviter = make_user(db)
        invite = Invite(
            uid=inviter.uid, phone="+8613", nick="x", join_cid=circle.cid, join_roleid=roleid
        )
        db.add(invite)
        db.flush()
        return invite

    def test_highest_role_and_newest_inviter(self, db):
        user, circle, other = make_user(db), make_circle(db), make_circle(db)
        invites = [self.invite(db, circle, roleid) for roleid in (1, 3, 2)]
        invites.append(self.invite(db, other, 2))
        CircleMember.take_invites(db, user.uid, invites, 100)
        row = member(db, circle, user)
        assert (row.roleid, row.by_uid, row.time) == (3, invites[0].uid, 100)
        assert member(db, other, user).roleid == 2

    def test_role_is_gone(self, db):
        user, circle = make_user(db), make_circle(db, default=2)
        CircleMember.take_invites(db, user.uid, [self.invite(db, circle, 99)], 100)
        assert member(db, circle, user).roleid == 2

    def test_circle_without_roles(self, db):
        user, circle = make_user(db), make_circle(db, levels={}, default=None)
        CircleMember.take_invites(db, user.uid, [self.invite(db, circle, None)], 100)
        assert member(db, circle, user) is None

    def test_none_at_all(self, db):
        user = make_user(db)
        CircleMember.take_invites(db, user.uid, [], 100)
        CircleMember.take_invites(db, user.uid, [Invite(uid=1, phone="+86", nick="x")], 100)
        assert db.scalars(select(CircleMember).where(CircleMember.uid == user.uid)).all() == []

    def test_member_is_not_lowered(self, db):
        user, circle = make_user(db), make_circle(db)
        join(db, circle, user, 3)
        CircleMember.take_invites(db, user.uid, [self.invite(db, circle, 1)], 100)
        assert member(db, circle, user).roleid == 3


class TestForMember:
    def test_three_answers(self, db):
        user, circle = make_user(db), make_circle(db)
        with pytest.raises(NotFound):
            Circle.for_member(db, 2**62, user.uid)
        with pytest.raises(Forbidden):
            Circle.for_member(db, circle.cid, user.uid)
        join(db, circle, user, 2)
        assert [one.cid for one in Circle.for_member(db, circle.cid, user.uid)] == [circle.cid] * 2


def test_lines_of_several_users(db):
    one, other, none = (make_user(db) for _ in range(3))
    old, new = make_circle(db, name="old"), make_circle(db, name="new")
    join(db, new, one, 2, time=200)
    join(db, old, one, 1, time=100)
    join(db, old, other, 3)
    lines = CircleMember.lines(db, [one.uid, other.uid, none.uid])
    assert [line.name for line in lines[one.uid]] == ["old", "new"]
    assert [(line.roleid, line.subid, line.level) for line in lines[other.uid]] == [(3, 3, 3)]
    assert lines[none.uid] == []
