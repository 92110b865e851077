"""group.*: the group itself, its members and watches."""

import pytest

from models import Group, GroupMember
from tests.factories import enter, make_group, make_post, make_user
from wire import bus

DAY = 86_400
NOW = 1_401_400_000
UNKNOWN = 10**9


def member(db, group, user):
    return db.get(GroupMember, (group.gid, user.uid))


class TestCreate:
    def test_defaults(self, db, call, creator):
        parm = {"name": "读书会", "board": ""}
        gid = call("group.create", parm, uid=creator.uid, now=NOW).result["gid"]
        assert call("group.info", {"gid": gid}, uid=creator.uid).result["groups"] == [
            {
                "gid": gid,
                "creator": creator.uid,
                "name": "读书会",
                "board": "",
                "type": 0,
                "position": None,
                "time": NOW,
                "everyone_caninvite": 1,
                "only_member_speak": 0,
                "only_member_watch": 0,
                "lat": None,
                "long": None,
                "member_control": 0,
                "join_approval": 0,
                "muted_all": 0,
                "admins": [],
            }
        ]
        assert call("group.my", uid=creator.uid).result == {
            "groups": [{"gid": gid, "type": 0, "time": NOW}]
        }

    def test_everything_given_as_old_clients_spell_it(self, call, creator):
        parm = {
            "name": 7,
            "board": "每周六",
            "type": "1",
            "position": "成都",
            "lat": "30.5",
            "long": 104,
        }
        gid = call("group.create", parm, uid=creator.uid).result["gid"]
        (group,) = call("group.info", {"gid": str(gid)}, uid=creator.uid).result["groups"]
        assert group["name"] == "7"
        assert (group["type"], group["position"], group["board"]) == (1, "成都", "每周六")
        assert (group["lat"], group["long"]) == (30.5, 104.0)

    def test_empty_place_and_position(self, call, creator):
        parm = {"name": "x", "board": "", "position": "", "lat": "", "long": ""}
        gid = call("group.create", parm, uid=creator.uid).result["gid"]
        (group,) = call("group.info", {"gid": gid}, uid=creator.uid).result["groups"]
        assert (group["position"], group["lat"], group["long"]) == (None, None, None)

    @pytest.mark.parametrize(
        "parm",
        [
            {"name": ""},
            {"name": "x" * 65},
            {"board": "x" * 4097},
            {"board": None},
            {"type": 100},
            {"type": -1},
            {"position": "x" * 257},
            {"lat": 1},
            {"long": 1},
            {"lat": 91, "long": 0},
            {"lat": 0, "long": -181},
        ],
    )
    def test_bad_parameters(self, call, creator, parm):
        parm = {"name": "x", "board": ""} | parm
        assert call("group.create", parm, uid=creator.uid).errno == 6


class TestInfo:
    def test_list_in_the_order_asked(self, db, call, creator):
        first, second = make_group(db, creator), make_group(db, creator)
        asked = [second.gid, UNKNOWN, str(first.gid), second.gid]
        found = call("group.info", {"gid": asked}, uid=creator.uid).result["groups"]
        assert [one["gid"] for one in found] == [second.gid, first.gid]

    def test_unknown(self, call, creator):
        assert call("group.info", {"gid": UNKNOWN}, uid=creator.uid).errno == 3
        for none_there in ([UNKNOWN], []):
            answer = call("group.info", {"gid": none_there}, uid=creator.uid)
            assert (answer.errno, answer.result) == (0, {"groups": []})

    @pytest.mark.parametrize("function", ["info", "search"])
    @pytest.mark.parametrize("state", [None, "left", "removed", "member", "creator"])
    def test_strangers_see_little_of_a_members_only_group(self, db, call, creator, function, state):
        own = {"board": "每周六", "position": "成都", "lat": 30.5, "long": 104.0}
        group = make_group(db, creator, type=42, only_member_watch=1, **own)
        user = creator if state == "creator" else make_user(db)
        if state and state != "creator":
            enter(db, group, user, state=state)
        parm = {"gid": group.gid} if function == "info" else {"type": 42}
        (shown,) = call(f"group.{function}", parm, uid=user.uid).result["groups"]
        nothing = {"board": "", "position": None, "lat": None, "long": None}
        seen = own if state in ("member", "creator") else nothing
        assert {key: shown[key] for key in own} == seen
        assert (shown["name"], shown["only_member_watch"]) == ("读书会", 1)
        assert len(shown) == 16

    def test_at_most_500(self, call, creator):
        assert call("group.info", {"gid": list(range(1, 501))}, uid=creator.uid).errno == 0
        assert call("group.info", {"gid": list(range(1, 502))}, uid=creator.uid).errno == 6


class TestUpdate:
    def test_what_is_absent_stays(self, db, call, creator):
        group = make_group(db, creator, board="b", type=3, position="p", lat=1, long=2)
        assert call("group.update", {"gid": group.gid}, uid=creator.uid).errno == 0
        empty = {"gid": group.gid, "type": None, "lat": "", "long": "", "name": None}
        assert call("group.update", empty, uid=creator.uid).errno == 0
        group = Group.get(db, group.gid)
        assert (group.name, group.board, group.type, group.position) == ("读书会", "b", 3, "p")
        assert (group.lat, group.long) == (1, 2)

    def test_everything(self, db, call, creator, group):
        values = {
            "name": "新",
            "board": "",
            "type": 9,
            "position": "成都",
            "everyone_caninvite": 0,
            "only_member_speak": 1,
            "only_member_watch": 1,
            "lat": 1.5,
            "long": 2.5,
            "member_control": 1,
            "join_approval": 1,
        }
        parm = {"gid": group.gid, **values, "only_member_speak": True, "member_control": "1"}
        assert call("group.update", parm, uid=creator.uid).result == {}
        (shown,) = call("group.info", {"gid": group.gid}, uid=creator.uid).result["groups"]
        kept = {"gid": group.gid, "creator": creator.uid, "time": 1_401_303_200}
        assert shown == values | kept | {"muted_all": 0, "admins": []}

    def test_empty_text_clears_the_position(self, db, call, creator):
        group = make_group(db, creator, position="p")
        call("group.update", {"gid": group.gid, "position": ""}, uid=creator.uid)
        assert Group.get(db, group.gid).position is None

    def test_type_0_is_a_type(self, db, call, creator):
        group = make_group(db, creator, type=3)
        for given, kept in (("", 3), (None, 3), (0, 0), ("5", 5), ("0", 0)):
            call("group.update", {"gid": group.gid, "type": given}, uid=creator.uid)
            assert Group.get(db, group.gid).type == kept

    @pytest.mark.parametrize(
        "parm",
        [
            {"name": ""},
            {"everyone_caninvite": 2},
            {"only_member_watch": "yes"},
            {"lat": 1},
            {"type": 100},
        ],
    )
    def test_bad_parameters(self, call, creator, group, parm):
        assert call("group.update", {"gid": group.gid, **parm}, uid=creator.uid).errno == 6


class TestDelete:
    def test_everything_goes(self, db, call, creator, group):
        post = make_post(db, creator, group)
        other = make_user(db)
        enter(db, group, other)
        invited = {"gid": group.gid, "uid": make_user(db).uid}
        call("group.invite", invited, uid=creator.uid)
        gone, lost = {"gid": group.gid}, {"postid": post.postid}
        answer = call("group.delete", gone, uid=creator.uid)
        assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert answer.items == [bus.DropWatch(f"group:{gone['gid']}", None)]
        assert call("group.delete", gone, uid=creator.uid).errno == 3
        assert call("post.get", lost, uid=creator.uid).errno == 3
        assert call("group.my", uid=other.uid).result == {"groups": []}


@pytest.mark.parametrize(
    "function",
    [
        "join",
        "leave",
        "invite",
        "delete",
        "members",
        "update",
        "remove_member",
        "set_member_control",
        "regupdate",
        "post_list",
        "get_new_post",
        "postlist",
        "post_after",
        "addpost",
    ],
)
def test_no_such_group(db, call, creator, function):
    parm = {"gid": UNKNOWN, "uid": creator.uid, "frompos": 0, "after_postid": 0, "content": "x"}
    assert call(f"group.{function}", parm, uid=creator.uid).errno == 3
    assert call(f"group.{function}", {"gid": 0} | parm | {"gid": "x"}, uid=creator.uid).errno == 6


class TestJoin:
    def test_member(self, db, call, group):
        user = make_user(db)
        parm = {"gid": group.gid, "type": "5"}
        answer = call("group.join", parm, uid=user.uid, now=NOW)
        assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert member(db, group, user).type == 5
        again = call("group.join", {"gid": group.gid, "type": 6}, uid=user.uid, now=NOW + 5)
        assert again.errno == 0
        assert (member(db, group, user).type, member(db, group, user).time) == (5, NOW)

    def test_returning_starts_anew_and_stays_muted(self, db, call, group):
        user = make_user(db)
        enter(db, group, user, can_post=0, state="left", time=1, type=7)
        call("group.join", {"gid": group.gid}, uid=user.uid, now=NOW)
        row = member(db, group, user)
        assert (row.state, row.can_post, row.time, row.type) == ("member", 0, NOW, 1)

    def test_creator_has_type_0(self, db, call, creator, group):
        call("group.leave", {"gid": group.gid}, uid=creator.uid)
        call("group.join", {"gid": group.gid, "type": 4}, uid=creator.uid)
        assert member(db, group, creator).type == 0

    @pytest.mark.parametrize("type_", [0, 100, "x"])
    def test_bad_type(self, db, call, group, type_):
        parm = {"gid": group.gid, "type": type_}
        assert call("group.join", parm, uid=make_user(db).uid).errno == 6


class TestLeave:
    def test_memory(self, db, call, group):
        user = make_user(db)
        enter(db, group, user, can_post=0)
        for _ in range(2):
            assert call("group.leave", {"gid": group.gid}, uid=user.uid).errno == 0
        assert call("group.my", uid=user.uid).result == {"groups": []}
        assert (member(db, group, user).state, member(db, group, user).can_post) == ("left", 0)

    def test_stranger_leaves_no_trace(self, db, call, group):
        user = make_user(db)
        assert call("group.leave", {"gid": group.gid}, uid=user.uid).errno == 0
        assert member(db, group, user) is None
