"""group.*: members, rights and watching."""

import pytest

from models import Event, GroupMember
from tests.factories import enter, make_group, make_user
from wire import bus

DAY = 86_400
NOW = 1_401_400_000
UNKNOWN = 10**9


def member(db, group, user):
    return db.get(GroupMember, (group.gid, user.uid))


class TestInvite:
    def test_event(self, db, call, creator, group):
        user = make_user(db)
        answer = call("group.invite", {"gid": group.gid, "uid": user.uid}, uid=creator.uid)
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("event", [user.uid])
        event = push.data["event"]
        assert set(event) == {"eid", "create_time", "type", "gid", "fromuid"}
        assert (event["type"], event["gid"]) == ("group_invite", group.gid)
        assert event["fromuid"] == creator.uid
        assert call("event.read", uid=user.uid).result["events"] == [event]
        assert member(db, group, user) is None

    def test_who_is_skipped(self, db, call, creator, group):
        inside, new = make_user(db), make_user(db)
        enter(db, group, inside)
        everybody = [creator.uid, inside.uid, UNKNOWN, str(new.uid), new.uid]
        answer = call("group.invite", {"gid": group.gid, "uid": everybody}, uid=creator.uid)
        assert answer.errno == 0
        assert [push.uids for push in answer.pushes] == [[new.uid]]
        for nobody in (creator.uid, inside.uid, [UNKNOWN], []):
            answer = call("group.invite", {"gid": group.gid, "uid": nobody}, uid=creator.uid)
            assert (answer.errno, answer.pushes) == (0, [])

    def test_repeat_within_a_day(self, db, call, creator, group):
        user, other = make_user(db), make_user(db)
        enter(db, group, other)
        parm = {"gid": group.gid, "uid": user.uid}
        events = [
            len(call("group.invite", parm, uid=by.uid, now=NOW + at).pushes)
            for by, at in [
                (creator, 0),
                (creator, 1),
                (other, 2),
                (creator, DAY - 1),
                (creator, DAY),
                (creator, DAY + 1),
            ]
        ]
        assert events == [1, 0, 1, 0, 1, 0]
        assert len(Event.page(db, user.uid, 0, None, 10)) == 3

    def test_lifts_a_removal(self, db, call, creator, group):
        user = make_user(db)
        enter(db, group, user, can_post=0)
        call("group.remove_member", {"gid": group.gid, "uid": [user.uid]}, uid=creator.uid)
        assert call("group.join", {"gid": group.gid}, uid=user.uid).errno == 2
        call("group.invite", {"gid": group.gid, "uid": user.uid}, uid=creator.uid)
        assert member(db, group, user).state == "left"
        assert call("group.join", {"gid": group.gid}, uid=user.uid).errno == 0
        assert member(db, group, user).can_post == 0

    def test_nobody_there_goes_before_no_right(self, db, call, group):
        parm = {"gid": group.gid, "uid": UNKNOWN}
        assert call("group.invite", parm, uid=make_user(db).uid).errno == 3

    def test_five_hundred_in_few_statements(self, db, call, statements, creator, group):
        gid, uid, counts = group.gid, creator.uid, []
        for size in (2, 60):
            users = [make_user(db).uid for _ in range(size)]
            with statements() as seen:
                call("group.invite", {"gid": gid, "uid": users}, uid=uid)
            counts.append(len(seen))
        assert counts[0] == counts[1]
        too_many = {"gid": group.gid, "uid": list(range(1, 502))}
        assert call("group.invite", too_many, uid=creator.uid).errno == 6


class TestRemoveMember:
    def test_members_only(self, db, call, creator, group):
        inside, stranger = make_user(db), make_user(db)
        enter(db, group, inside)
        uids = [inside.uid, stranger.uid, creator.uid, UNKNOWN]
        for _ in range(2):
            answer = call("group.remove_member", {"gid": group.gid, "uid": uids}, uid=creator.uid)
            assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert member(db, group, inside).state == "removed"
        assert member(db, group, stranger) is None
        assert member(db, group, creator).state == "member"
        assert call("event.read", uid=inside.uid).result["events"] == []

    def test_single_id(self, db, call, creator, group):
        inside = make_user(db)
        enter(db, group, inside)
        parm = {"gid": group.gid, "uid": str(inside.uid)}
        assert call("group.remove_member", parm, uid=creator.uid).errno == 0
        assert member(db, group, inside).state == "removed"

    def test_leaving_does_not_help(self, db, call, creator, group):
        inside = make_user(db)
        enter(db, group, inside, state="removed")
        call("group.leave", {"gid": group.gid}, uid=inside.uid)
        assert call("group.join", {"gid": group.gid}, uid=inside.uid).errno == 2


class TestSetMemberControl:
    def test_stored(self, db, call, creator, group):
        inside = make_user(db)
        enter(db, group, inside)
        parm = {"gid": group.gid, "uid": inside.uid}
        for given, stored in [({"can_post": "0"}, 0), ({}, 0), ({"can_post": True}, 1)]:
            answer = call("group.set_member_control", parm | given, uid=creator.uid)
            assert (answer.errno, answer.result) == (0, {})
            assert member(db, group, inside).can_post == stored

    @pytest.mark.parametrize("state", ["left", "removed", None])
    def test_not_a_member(self, db, call, creator, group, state):
        user = make_user(db)
        if state:
            enter(db, group, user, state=state)
        parm = {"gid": group.gid, "uid": user.uid, "can_post": 0}
        assert call("group.set_member_control", parm, uid=creator.uid).errno == 3

    def test_the_muted_creator_posts(self, db, call, creator, group):
        parm = {"gid": group.gid, "uid": creator.uid, "can_post": 0}
        call("group.set_member_control", parm, uid=creator.uid)
        call("group.update", {"gid": group.gid, "member_control": 1}, uid=creator.uid)
        parm = {"gid": group.gid, "content": "好"}
        assert call("group.addpost", parm, uid=creator.uid).errno == 0


class TestMembers:
    def test_newest_first(self, db, call, creator, group):
        users = [make_user(db) for _ in range(3)]
        for time, user in enumerate(users, 1_401_303_201):
            enter(db, group, user, time=time, can_post=0)
        enter(db, group, make_user(db), state="left")
        enter(db, group, make_user(db), state="removed")
        found = call("group.members", {"gid": group.gid}, uid=creator.uid).result["members"]
        assert [one["uid"] for one in found] == [one.uid for one in [*users[::-1], creator]]
        newest = {"uid": users[2].uid, "type": 1, "time": 1_401_303_203, "can_post": 0}
        oldest = {"uid": creator.uid, "type": 0, "time": 1_401_303_200, "can_post": 1}
        assert found[0] == newest | {"role": "member"}
        assert found[3] == oldest | {"role": "creator"}

    def test_paging(self, db, call, creator, group):
        for time in range(4):
            enter(db, group, make_user(db), time=time)
        uids = []
        for pos in (0, 2, 4, 6):
            parm = {"gid": group.gid, "pos": pos, "count": "2"}
            page = call("group.members", parm, uid=creator.uid).result["members"]
            uids += [one["uid"] for one in page]
        assert len(uids) == len(set(uids)) == 5
        for count, shown in [(0, 1), (9223372036854775807, 5)]:
            parm = {"gid": group.gid, "count": count}
            found = call("group.members", parm, uid=creator.uid).result["members"]
            assert len(found) == shown
        parm = {"gid": group.gid, "pos": -1}
        assert call("group.members", parm, uid=creator.uid).errno == 6


class TestMy:
    def test_newest_first(self, db, call, creator):
        user = make_user(db)
        groups = [make_group(db, creator) for _ in range(4)]
        for group, time, state in zip(
            groups, (5, 9, 7, 8), ("member", "member", "member", "left"), strict=True
        ):
            enter(db, group, user, time=time, state=state, type=2)
        assert call("group.my", uid=user.uid).result["groups"] == [
            {"gid": groups[index].gid, "type": 2, "time": time}
            for index, time in ((1, 9), (2, 7), (0, 5))
        ]


class TestSearch:
    def test_newest_of_one_type(self, db, call, creator):
        gids = [make_group(db, creator, type=42).gid for _ in range(101)]
        make_group(db, creator, type=43)
        found = call("group.search", {"type": "42"}, uid=creator.uid).result["groups"]
        assert [one["gid"] for one in found] == gids[:0:-1]
        assert call("group.search", {"type": 44}, uid=creator.uid).result == {"groups": []}
        assert call("group.search", uid=creator.uid).errno == 6


class TestWatch:
    def test_effects(self, call, creator, group):
        parm = {"gid": group.gid}
        answer = call("group.regupdate", parm, uid=creator.uid)
        assert (answer.result, answer.effects) == ({}, [bus.Watch(f"group:{group.gid}", 0)])
        answer = call("group.unregupdate", parm, uid=creator.uid)
        assert (answer.result, answer.effects) == ({}, [bus.Unwatch(f"group:{group.gid}")])

    def test_ending_a_watch_of_nothing(self, call, creator):
        assert call("group.unregupdate", {"gid": UNKNOWN}, uid=creator.uid).errno == 0
