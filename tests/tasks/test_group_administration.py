"""group.*: admins, mutes, approval of new members, and handing a group over."""

import pytest
from sqlalchemy import select

from models import Closure, Group, GroupMember, GroupRequest
from tests.factories import enter, make_event, make_group, make_post, make_user
from tests.fixtures.parallel import Call

NOW = 1_401_400_000
DAY = 86_400
UNKNOWN = 10**9


@pytest.fixture
def member(db, group):
    user = make_user(db)
    enter(db, group, user, time=NOW)
    return user


@pytest.fixture
def admin(db, group):
    user = make_user(db)
    enter(db, group, user, time=NOW, admin=1)
    return user


def info(call, group, uid):
    return call("group.info", {"gid": group.gid}, uid=uid).result["groups"][0]


def roles(call, group, uid):
    members = call("group.members", {"gid": group.gid}, uid=uid).result["members"]
    return {one["uid"]: one["role"] for one in members}


class TestSetAdmin:
    def test_on_and_off(self, call, group, creator, member):
        parm = {"gid": group.gid, "uid": member.uid}
        for _ in range(2):
            answer = call("group.set_admin", parm, uid=creator.uid)
            assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert info(call, group, member.uid)["admins"] == [member.uid]
        assert roles(call, group, member.uid) == {creator.uid: "creator", member.uid: "admin"}
        call("group.set_admin", parm | {"on": "0"}, uid=creator.uid)
        assert info(call, group, member.uid)["admins"] == []

    def test_ends_with_the_membership(self, db, call, group, admin):
        call("group.leave", {"gid": group.gid}, uid=admin.uid)
        call("group.join", {"gid": group.gid}, uid=admin.uid)
        assert info(call, group, admin.uid)["admins"] == []

    def test_at_most_20(self, db, call, group, creator, member):
        for _ in range(20):
            enter(db, group, make_user(db), admin=1)
        parm = {"gid": group.gid, "uid": member.uid}
        assert call("group.set_admin", parm, uid=creator.uid).errno == 6
        assert call("group.set_admin", parm | {"on": 0}, uid=creator.uid).errno == 0
        first = info(call, group, creator.uid)["admins"][0]
        assert call("group.set_admin", parm | {"uid": first}, uid=creator.uid).errno == 0
        call("group.set_admin", parm | {"uid": first, "on": 0}, uid=creator.uid)
        assert call("group.set_admin", parm, uid=creator.uid).errno == 0

    @pytest.mark.parametrize("state", [None, "left", "removed"])
    def test_members_only(self, db, call, group, creator, state):
        user = make_user(db)
        if state:
            enter(db, group, user, state=state)
        parm = {"gid": group.gid, "uid": user.uid}
        assert call("group.set_admin", parm, uid=creator.uid).errno == 3

    def test_not_the_creator(self, call, group, creator):
        parm = {"gid": group.gid, "uid": creator.uid}
        assert call("group.set_admin", parm, uid=creator.uid).errno == 2

    def test_admins_do_not_touch_each_other(self, db, call, group, creator, admin, member):
        other = make_user(db)
        enter(db, group, other, admin=1)
        everybody = [creator.uid, other.uid, member.uid]
        parm = {"gid": group.gid, "uid": everybody}
        assert call("group.remove_member", parm, uid=admin.uid).errno == 0
        assert set(roles(call, group, admin.uid)) == {creator.uid, other.uid, admin.uid}
        call("group.remove_member", parm, uid=creator.uid)
        assert set(roles(call, group, admin.uid)) == {creator.uid, admin.uid}


class TestMutes:
    def may_post(self, call, group, user, now=NOW):
        parm = {"gid": group.gid, "content": "好"}
        posted = call("group.addpost", parm, uid=user.uid, now=now).errno
        return posted == 0

    def test_for_a_time(self, call, group, admin, member):
        parm = {"gid": group.gid, "uid": member.uid, "seconds": "60"}
        assert call("group.mute_member", parm, uid=admin.uid, now=NOW).result == {}
        assert not self.may_post(call, group, member, NOW + 59)
        assert self.may_post(call, group, member, NOW + 60)
        call("group.mute_member", parm | {"seconds": 0}, uid=admin.uid, now=NOW)
        assert self.may_post(call, group, member, NOW)

    def test_members_see_it(self, call, group, admin, member):
        parm = {"gid": group.gid, "uid": member.uid, "seconds": 60}
        call("group.mute_member", parm, uid=admin.uid, now=NOW)
        for now, shown in ((NOW, NOW + 60), (NOW + 60, None)):
            members = call("group.members", {"gid": group.gid}, uid=admin.uid, now=now).result
            found = {one["uid"]: one.get("mute_until") for one in members["members"]}
            assert found[member.uid] == shown

    def test_leaving_does_not_help(self, call, group, admin, member):
        parm = {"gid": group.gid, "uid": member.uid, "seconds": 60}
        call("group.mute_member", parm, uid=admin.uid, now=NOW)
        call("group.leave", {"gid": group.gid}, uid=member.uid)
        assert not self.may_post(call, group, member)

    @pytest.mark.parametrize("seconds", [-1, 30 * DAY + 1, "x", None])
    def test_bounds(self, call, group, admin, member, seconds):
        parm = {"gid": group.gid, "uid": member.uid, "seconds": seconds}
        assert call("group.mute_member", parm, uid=admin.uid).errno == 6
        assert call("group.mute_member", parm | {"seconds": 30 * DAY}, uid=admin.uid).errno == 0

    def test_not_creator_and_admins(self, call, group, creator, admin):
        for target in (creator, admin):
            parm = {"gid": group.gid, "uid": target.uid, "seconds": 60}
            assert call("group.mute_member", parm, uid=creator.uid).errno == 2

    def test_everybody(self, db, call, group, creator, admin, member):
        post = make_post(db, creator, group)
        call("group.mute_all", {"gid": group.gid}, uid=admin.uid)
        assert info(call, group, member.uid)["muted_all"] == 1
        may = [self.may_post(call, group, one) for one in (creator, admin, member, make_user(db))]
        assert may == [True, True, False, False]
        parm = {"postid": post.postid, "content": "好"}
        assert call("post.reply", parm, uid=member.uid).errno == 2
        call("group.mute_all", {"gid": group.gid, "on": 0}, uid=admin.uid)
        assert self.may_post(call, group, member)


class TestTransfer:
    def test_to_a_member(self, call, group, creator, member):
        parm = {"gid": group.gid, "uid": member.uid}
        assert call("group.transfer", parm, uid=creator.uid).result == {}
        assert roles(call, group, member.uid) == {creator.uid: "member", member.uid: "creator"}
        assert call("group.delete", {"gid": group.gid}, uid=creator.uid).errno == 2
        assert call("group.transfer", parm, uid=creator.uid).errno == 2
        assert call("group.delete", {"gid": group.gid}, uid=member.uid).errno == 0

    def test_an_admin_is_none_any_more(self, call, group, creator, admin):
        call("group.transfer", {"gid": group.gid, "uid": admin.uid}, uid=creator.uid)
        assert info(call, group, admin.uid)["admins"] == []
        assert info(call, group, admin.uid)["creator"] == admin.uid

    @pytest.mark.parametrize("state", [None, "left", "removed"])
    def test_members_only(self, db, call, group, creator, state):
        user = make_user(db)
        if state:
            enter(db, group, user, state=state)
        parm = {"gid": group.gid, "uid": user.uid}
        assert call("group.transfer", parm, uid=creator.uid).errno == 3

    @pytest.mark.parametrize("function", ["group.transfer", "ops.groups.hand_over"])
    def test_not_to_a_closed_account(self, db, call, group, creator, member, function):
        Closure.put(db, member.uid, NOW, NOW + DAY)
        parm = {"gid": group.gid, "uid": member.uid}
        assert call(function, parm, uid=creator.uid).errno == 3
        Closure.lift(db, member.uid)
        assert call(function, parm, uid=creator.uid).errno == 0

    def test_the_oldest_admin_inherits(self, db, call, group, creator, member, admin):
        enter(db, group, make_user(db), time=1)
        call("ops.users.delete", {"uid": creator.uid})
        assert info(call, group, member.uid)["creator"] == admin.uid


class TestClosedAccounts:
    """A member whose account is closed stays in the group, and no result shows it."""

    def test_gets_no_rights(self, db, call, group, creator, admin):
        Closure.put(db, admin.uid, NOW, NOW + DAY)
        for function in ("set_admin", "mute_member", "set_member_control", "transfer"):
            parm = {"gid": group.gid, "uid": admin.uid, "seconds": 1, "on": 0}
            assert call(f"group.{function}", parm, uid=creator.uid).errno == 3
        assert info(call, group, creator.uid)["admins"] == []
        Closure.lift(db, admin.uid)
        assert info(call, group, creator.uid)["admins"] == [admin.uid]

    def test_inherits_when_there_is_nobody_else(self, db, call, group, creator, member, admin):
        Closure.put(db, admin.uid, NOW, NOW + DAY)
        reader = make_user(db).uid
        for gone, heir in ((creator.uid, member.uid), (member.uid, admin.uid)):
            call("ops.users.delete", {"uid": gone})
            assert info(call, group, reader)["creator"] == heir


class TestApproval:
    @pytest.fixture
    def group(self, db, creator):
        return make_group(db, creator, join_approval=1)

    @pytest.fixture
    def asking(self, db):
        return make_user(db)

    def ask(self, call, group, user, now=NOW):
        return call("group.join", {"gid": group.gid, "type": 5}, uid=user.uid, now=now)

    def test_creator_and_admins_are_told_once(self, db, call, group, creator, admin, asking):
        answer = self.ask(call, group, asking)
        assert (answer.errno, answer.result) == (0, {"pending": 1})
        assert sorted(push.uids[0] for push in answer.pushes) == sorted([creator.uid, admin.uid])
        event = answer.pushes[0].data["event"]
        assert set(event) == {"eid", "create_time", "type", "uid", "gid"}
        assert (event["type"], event["uid"]) == ("request_join_group", asking.uid)
        again = self.ask(call, group, asking, NOW + DAY - 1)
        assert (again.result, again.pushes) == ({"pending": 1}, [])
        assert asking.uid not in roles(call, group, creator.uid)

    def test_accepted_by_whoever_is_first(self, db, call, group, creator, admin, asking):
        eids = [push.data["event"]["eid"] for push in self.ask(call, group, asking).pushes]
        answer = call("group.accept_join", {"eid": eids[0]}, uid=admin.uid, now=NOW)
        (push,) = answer.pushes
        told = push.data["event"]
        assert (push.uids, told["type"]) == ([asking.uid], "accept_join_group")
        assert (told["gid"], told["by_uid"]) == (group.gid, admin.uid)
        assert db.get(GroupMember, (group.gid, asking.uid)).type == 5
        for eid in eids:
            again = call("group.accept_join", {"eid": eid}, uid=creator.uid)
            assert (again.errno, again.pushes) == (0, [])
            assert call("group.refuse_join", {"eid": eid}, uid=creator.uid).errno == 2
        assert self.ask(call, group, asking).result == {}

    def test_refused(self, db, call, group, creator, asking):
        eid = self.ask(call, group, asking).pushes[0].data["event"]["eid"]
        answer = call("group.refuse_join", {"eid": eid}, uid=creator.uid)
        (push,) = answer.pushes
        told = push.data["event"]
        assert (told["type"], told["gid"]) == ("refuse_join_group", group.gid)
        assert "by_uid" not in told
        assert call("group.accept_join", {"eid": eid}, uid=creator.uid).errno == 2
        assert (len(self.ask(call, group, asking, NOW + 1).pushes)) == 0
        assert (len(self.ask(call, group, asking, NOW + DAY).pushes)) == 1

    def test_who_left_may_ask_again_at_once(self, call, group, creator, asking):
        eid = self.ask(call, group, asking).pushes[0].data["event"]["eid"]
        call("group.accept_join", {"eid": eid}, uid=creator.uid)
        call("group.leave", {"gid": group.gid}, uid=asking.uid)
        assert len(self.ask(call, group, asking, NOW + 1).pushes) == 1

    def test_whom_an_admin_invited_needs_none(self, db, call, group, creator, member, asking):
        invited = {"gid": group.gid, "uid": asking.uid}
        call("group.invite", invited, uid=member.uid)
        assert self.ask(call, group, asking).result == {"pending": 1}
        call("group.invite", invited, uid=creator.uid)
        assert self.ask(call, group, asking).result == {}

    def test_removed(self, db, call, group, asking):
        enter(db, group, asking, state="removed")
        assert self.ask(call, group, asking).errno == 2
        assert db.get(GroupRequest, (group.gid, asking.uid)) is None

    def test_creator_and_members_need_none(self, call, group, creator, member):
        call("group.leave", {"gid": group.gid}, uid=creator.uid)
        assert self.ask(call, group, creator).result == {}
        assert self.ask(call, group, member).result == {}

    @pytest.mark.parametrize("function", ["accept_join", "refuse_join"])
    def test_no_such_request(self, db, call, group, creator, function):
        other = make_event(db, creator.uid, "group_invite", gid=group.gid, fromuid=1)
        for eid in (UNKNOWN, other.eid):
            assert call(f"group.{function}", {"eid": eid}, uid=creator.uid).errno == 3


@pytest.mark.parametrize("function", ["set_admin", "mute_member", "mute_all", "transfer"])
def test_no_such_group(call, creator, function):
    parm = {"gid": UNKNOWN, "uid": creator.uid, "seconds": 1}
    assert call(f"group.{function}", parm, uid=creator.uid).errno == 3


class TestAtTheSameTime:
    @pytest.fixture
    def scene(self, parallel):
        """(gid, creator, 6 admins, asking) and the eids of the request."""
        with parallel.database() as db:
            creator, asking = make_user(db), make_user(db)
            group = make_group(db, creator, join_approval=1)
            admins = [make_user(db) for _ in range(6)]
            for one in admins:
                enter(db, group, one, admin=1)
            scene = group.gid, creator.uid, [one.uid for one in admins], asking.uid
        parallel.calls("group.join", [{"gid": scene[0]}] * 4, uid=asking.uid)
        return scene

    def eids(self, parallel, uid):
        (reply,) = parallel.calls("event.read", [{"pos": 0}], uid=uid)
        return [one["eid"] for one in reply["result"]["events"]]

    def test_one_request_is_answered_once(self, parallel, scene):
        gid, creator, admins, asking = scene
        (eid,) = self.eids(parallel, creator)
        names = ("group.accept_join", "group.refuse_join")
        calls = [Call(names[n % 2], uid, {"eid": eid}) for n, uid in enumerate(admins)]
        replies = parallel.together(calls)
        assert sorted(reply["errno"] for reply in replies) == [0, 0, 0, 2, 2, 2]
        assert len(self.eids(parallel, asking)) == 1
        with parallel.database() as db:
            accepted = db.get(GroupRequest, (gid, asking)).state == "accepted"
            assert (asking in GroupMember.uids(db, gid)) == accepted

    def test_handed_over_once_and_never_to_who_has_left(self, parallel, scene):
        gid, creator, admins, _ = scene
        calls = [Call("group.transfer", creator, {"gid": gid, "uid": uid}) for uid in admins]
        calls += [Call("group.leave", uid, {"gid": gid}) for uid in admins[:3]]
        calls += [Call("ops.users.delete", 0, {"uid": uid}) for uid in admins[4:]]
        errnos = {reply["errno"] for reply in parallel.together(calls)}
        assert errnos <= {0, 2, 3}
        with parallel.database() as db:
            assert Group.get(db, gid).creator in [creator, *admins[:4]]

    def test_a_creator_who_goes_while_everybody_is_busy(self, parallel, scene):
        gid, creator, admins, asking = scene
        (eid,) = self.eids(parallel, creator)
        calls = [
            Call("group.leave", creator, {"gid": gid}),
            Call("group.join", creator, {"gid": gid}),
            Call("group.addpost", creator, {"gid": gid, "content": "好"}),
            Call("group.transfer", creator, {"gid": gid, "uid": admins[0]}),
            Call("group.invite", admins[1], {"gid": gid, "uid": [creator, asking, *admins]}),
            Call("group.set_admin", creator, {"gid": gid, "uid": admins[2], "on": 0}),
            Call("group.accept_join", admins[3], {"eid": eid}),
            *(Call("ops.users.delete", 0, {"uid": uid}) for uid in (creator, asking, admins[0])),
        ]
        errnos = {reply["errno"] for reply in parallel.together(calls)}
        assert errnos <= {0, 2, 3}
        with parallel.database() as db:
            assert Group.get(db, gid).creator in admins[1:]

    def test_creators_who_are_heirs_of_each_other(self, parallel):
        with parallel.database() as db:
            users = [make_user(db) for _ in range(4)]
            groups = [make_group(db, one).gid for one in users for _ in range(2)]
            for number, gid in enumerate(groups):
                enter(db, Group.get(db, gid), users[(number // 2 + 1 + number % 2) % 4], time=NOW)
            uids = [one.uid for one in users]
        replies = parallel.calls("ops.users.delete", [{"uid": uid} for uid in uids[:3]])
        assert [reply["errno"] for reply in replies] == [0, 0, 0]
        with parallel.database() as db:
            left = db.scalars(select(Group.creator).where(Group.gid.in_(groups))).all()
            assert set(left) == {uids[3]}

    def test_never_more_than_20_admins(self, parallel, scene):
        gid, creator, _, _ = scene
        with parallel.database() as db:
            group = Group.get(db, gid)
            users = [make_user(db) for _ in range(20)]
            for one in users:
                enter(db, group, one)
            uids = [one.uid for one in users]
        parallel.calls("group.set_admin", [{"gid": gid, "uid": uid} for uid in uids], uid=creator)
        with parallel.database() as db:
            assert len(GroupMember.admins(db, gid)) == 20
