"""circle.*: the circle, joining with codes, leaving, announcements."""

import string

import pytest

from models import CircleBoard, CircleCode, CircleLink, CircleMember
from tests.factories import join, make_circle, make_user

MINUTE = 60
HUGE = 9223372036854775807
SHOWN = {
    "name": "江湖",
    "board": "欢迎",
    "store_group_id": 3,
    "poster_url": None,
    "interact_poster": 0,
    "icon_url": "https://img.example.com/icon",
}


def membership(db, circle, user):
    row = db.get(CircleMember, (circle.cid, user.uid))
    return row and (row.roleid, row.by_uid, row.time)


@pytest.fixture
def user(db):
    return make_user(db)


@pytest.fixture
def circle(db):
    """Roles 1 (of newcomers), 2, 20 and 3; their levels are 1, 2, 2 and 3."""
    return make_circle(db, levels={1: 1, 2: 2, 20: 2, 3: 3}, **SHOWN)


@pytest.fixture
def chief(db, circle):
    """A member of the highest level."""
    chief = make_user(db)
    join(db, circle, chief, 3, time=500)
    return chief


@pytest.fixture
def as_requested(configure):
    """Newcomers get the role that was asked for."""
    configure("limits", circle_invite_role="requested")


class TestInfo:
    def test_circle_and_roles_lowest_first(self, db, call, user):
        circle = make_circle(db, levels={9: 2, 2: 2, 5: 1}, default=5, open_join=1, **SHOWN)
        result = call("circle.info", {"cid": circle.cid}, uid=user.uid).result
        assert result["circle"] == {"cid": circle.cid, **SHOWN}
        assert [role["roleid"] for role in result["roles"]] == [5, 2, 9]
        assert result["roles"][0] == {
            "cid": circle.cid, "roleid": 5, "level": 1, "title": "role 5",
        }  # fmt: skip

    def test_without_roles(self, db, call, user):
        circle = make_circle(db, levels={}, default=None)
        assert call("circle.info", {"cid": circle.cid}, uid=user.uid).result["roles"] == []

    def test_unknown(self, call, user):
        assert call("circle.info", {"cid": HUGE}, uid=user.uid).errno == 3


class TestSet:
    @pytest.mark.parametrize("name", ["roleid", "subid"])
    def test_any_role_up_and_down(self, db, call, user, circle, name):
        for roleid in (3, 1):
            parm = {"cid": circle.cid, name: str(roleid)}
            answer = call("circle.set", parm, uid=user.uid, now=1000)
            assert answer.result["role"]["roleid"] == roleid
            assert membership(db, circle, user) == (roleid, 0, 1000)
        assert answer.result["role"] == {
            "cid": circle.cid, "roleid": 1, "level": 1, "title": "role 1",
        }  # fmt: skip

    def test_roleid_goes_before_subid(self, db, call, user, circle):
        call("circle.set", {"cid": circle.cid, "roleid": 2, "subid": 1}, uid=user.uid)
        assert membership(db, circle, user)[0] == 2

    def test_errors(self, call, user, circle):
        for parm, errno in (
            ({"cid": HUGE, "roleid": 1}, 3),
            ({"cid": circle.cid, "roleid": 99}, 3),
            ({"cid": circle.cid}, 6),
        ):
            assert call("circle.set", parm, uid=user.uid).errno == errno

    def test_only_for_tests(self, db, call, user, circle, configure):
        configure("service", debug=False)
        assert call("circle.set", {"cid": circle.cid, "roleid": 1}, uid=user.uid).errno == 2
        assert membership(db, circle, user) is None


class TestInviteCode:
    def test_code(self, db, call, circle, chief):
        parm = {"cid": circle.cid, "roleid": 2}
        result = call("circle.invite_code", parm, uid=chief.uid, now=1000).result
        assert len(result["vcode"]) == 8
        assert set(result["vcode"]) <= set(string.ascii_letters + string.digits)
        assert result["timeout"] == 1000 + 45 * MINUTE

    @pytest.mark.parametrize(("roleid", "errno"), [(1, 0), (2, 0), (20, 0), (3, 2), (99, 3)])
    def test_up_to_the_own_level(self, db, call, user, circle, roleid, errno):
        join(db, circle, user, 2)
        parm = {"cid": circle.cid, "roleid": roleid}
        assert call("circle.invite_code", parm, uid=user.uid).errno == errno

    def test_strangers_and_unknown(self, call, user, circle):
        for cid, roleid, errno in ((circle.cid, 1, 2), (circle.cid, 99, 3), (HUGE, 1, 3)):
            parm = {"cid": cid, "roleid": roleid}
            assert call("circle.invite_code", parm, uid=user.uid).errno == errno


class TestJoin:
    def code(self, call, circle, maker, roleid=2, **options):
        parm = {"cid": circle.cid, "roleid": roleid}
        return call("circle.invite_code", parm, uid=maker.uid, **options).result["vcode"]

    def test_newcomer_gets_the_default_role(self, db, call, user, circle, chief):
        parm = {"vcode": self.code(call, circle, chief, 3, now=900)}
        answer = call("circle.join", parm, uid=user.uid, now=1000)
        assert answer.result == {"circle": {"cid": circle.cid, "roleid": 1}}
        assert answer.pushes == []
        assert membership(db, circle, user) == (1, chief.uid, 1000)

    def test_newcomer_gets_the_role_asked_for(self, db, call, user, circle, chief, as_requested):
        parm = {"vcode": self.code(call, circle, chief, 2)}
        assert call("circle.join", parm, uid=user.uid).result["circle"]["roleid"] == 2
        assert membership(db, circle, user)[0] == 2

    @pytest.mark.parametrize(
        ("has", "code", "errno", "then"),
        [(2, 2, 0, 2), (2, 20, 0, 2), (2, 3, 0, 3), (2, 1, 2, 2), (3, 2, 2, 3)],
    )
    def test_member(self, db, call, user, circle, chief, as_requested, has, code, errno, then):
        join(db, circle, user, has, by_uid=7, time=800)
        parm = {"vcode": self.code(call, circle, chief, code)}
        answer = call("circle.join", parm, uid=user.uid)
        assert answer.errno == errno
        if not errno:
            assert answer.result["circle"] == {"cid": circle.cid, "roleid": then}
        assert membership(db, circle, user) == (then, 7, 800)

    def test_the_default_role_does_not_lower_either(self, db, call, user, circle, chief):
        join(db, circle, user, 2)
        parm = {"vcode": self.code(call, circle, chief, 2)}
        assert call("circle.join", parm, uid=user.uid).errno == 2
        assert membership(db, circle, user)[0] == 2

    def test_again(self, call, user, circle, chief):
        parm = {"vcode": self.code(call, circle, chief)}
        first, second = (call("circle.join", parm, uid=user.uid) for _ in range(2))
        assert (second.errno, second.result) == (0, first.result)

    def test_good_for_many_people_and_45_minutes(self, db, call, circle, chief):
        parm = {"vcode": self.code(call, circle, chief, now=1000)}
        late = 1000 + 45 * MINUTE
        for now, errno in ((1000, 0), (late - 1, 0), (late, 3)):
            assert call("circle.join", parm, uid=make_user(db).uid, now=now).errno == errno

    def test_own_code(self, db, call, circle, chief):
        parm = {"vcode": self.code(call, circle, chief)}
        assert call("circle.join", parm, uid=chief.uid).errno == 2
        assert membership(db, circle, chief) == (3, 0, 500)

    @pytest.mark.parametrize(("vcode", "errno"), [("abcdefgh", 3), ("", 6), ("x" * 17, 6)])
    def test_unknown_or_bad_code(self, call, user, vcode, errno):
        assert call("circle.join", {"vcode": vcode}, uid=user.uid).errno == errno

    def test_a_code_ends_with_its_maker_s_membership(self, db, call, user, circle, chief):
        parm = {"vcode": self.code(call, circle, chief)}
        call("circle.leave", {"cid": circle.cid}, uid=chief.uid)
        answer = call("circle.join", parm, uid=user.uid)
        assert (answer.errno, answer.error) == (3, "no such code")
        assert membership(db, circle, user) is None
        join(db, circle, chief, 3)
        assert call("circle.join", parm, uid=user.uid).errno == 0

    def test_a_code_ends_when_its_maker_s_role_is_lowered(
        self, db, call, user, circle, chief, as_requested
    ):
        high, low = (self.code(call, circle, chief, roleid) for roleid in (3, 2))
        parm = {"uid": chief.uid, "cid": circle.cid, "roleid": 2}
        assert call("ops.circles.set_role", parm).errno == 0
        assert call("circle.join", {"vcode": high}, uid=user.uid).errno == 3
        assert call("circle.join", {"vcode": low}, uid=user.uid).errno == 0
        assert membership(db, circle, user)[0] == 2

    def test_role_of_the_code_is_gone(self, db, call, user, circle, chief, as_requested):
        vcode = self.code(call, circle, chief)
        db.get(CircleCode, vcode).roleid = 99
        db.flush()
        assert call("circle.join", {"vcode": vcode}, uid=user.uid).errno == 3


class TestLeave:
    def test_membership_ends(self, db, call, circle, chief):
        parm = {"cid": circle.cid}
        assert call("circle.leave", parm, uid=chief.uid).result == {}
        assert membership(db, circle, chief) is None
        assert call("circle.leave", parm, uid=chief.uid).errno == 0

    def test_unknown(self, call, user):
        assert call("circle.leave", {"cid": HUGE}, uid=user.uid).errno == 3


class TestUsers:
    def test_newest_first(self, db, call, circle, chief):
        users = [make_user(db) for _ in range(3)]
        for user, time in zip(users, (300, 700, 700), strict=True):
            join(db, circle, user, 2, time=time)
        parm = {"cid": circle.cid}
        listed = call("circle.users", parm, uid=chief.uid).result["users"]
        expected = [(users[2], 700), (users[1], 700), (chief, 500), (users[0], 300)]
        assert [(one["uid"], one["time"]) for one in listed] == [
            (user.uid, time) for user, time in expected
        ]
        assert listed[0] == {"uid": users[2].uid, "roleid": 2, "time": 700}
        page = call("circle.users", parm | {"pos": 1, "count": 2}, uid=chief.uid).result["users"]
        assert page == listed[1:3]

    @pytest.mark.parametrize(
        ("parm", "errno"), [({"count": 0}, 0), ({"count": HUGE}, 0), ({"pos": -1}, 6)]
    )
    def test_bounds(self, call, circle, chief, parm, errno):
        answer = call("circle.users", {"cid": circle.cid, **parm}, uid=chief.uid)
        assert answer.errno == errno
        if not errno:
            assert [one["uid"] for one in answer.result["users"]] == [chief.uid]

    def test_for_members(self, call, user, circle):
        assert call("circle.users", {"cid": circle.cid}, uid=user.uid).errno == 2
        assert call("circle.users", {"cid": HUGE}, uid=user.uid).errno == 3


class TestMy:
    def test_lines_with_links_oldest_membership_first(self, db, call, user, circle):
        other = make_circle(db, name="other")
        join(db, other, user, 3, time=200)
        join(db, circle, user, 20, by_uid=7, time=100)
        link = {"title": "活动", "url": "https://example.com/a", "time": 50, "icon_url": None}
        db.add_all(
            CircleLink(cid=circle.cid, **link | {"title": title}) for title in ("活动", "second")
        )
        db.flush()
        first, second = call("circle.my", uid=user.uid).result["circles"]
        exlist = first.pop("exlist")
        assert exlist == [link, link | {"title": "second"}]
        assert first == {
            "cid": circle.cid,
            "roleid": 20,
            "subid": 20,
            "level": 2,
            "title": "role 20",
            "by_uid": 7,
            "time": 100,
            **SHOWN,
        }
        assert (second["cid"], second["exlist"]) == (other.cid, [])

    def test_none(self, call, user):
        assert call("circle.my", uid=user.uid).result == {"circles": []}


class TestBoardHistory:
    def test_newest_first_and_paging(self, db, call, user, circle):
        rows = [CircleBoard(cid=circle.cid, board=f"{n}", time=n) for n in range(52)]
        db.add_all(rows)
        db.flush()
        parm = {"cid": circle.cid}
        boards = call("circle.board_history", parm, uid=user.uid).result["boards"]
        assert [one["board"] for one in boards] == [str(n) for n in range(51, 1, -1)]
        assert boards[0] == {"bid": rows[-1].bid, "cid": circle.cid, "board": "51", "time": 51}
        parm["before"] = boards[-1]["bid"]
        boards = call("circle.board_history", parm, uid=user.uid).result["boards"]
        assert [one["board"] for one in boards] == ["1", "0"]

    def test_count_is_clamped(self, db, call, user, circle):
        db.add_all(CircleBoard(cid=circle.cid, board="x") for _ in range(201))
        db.flush()
        for count, expected in ((0, 1), (HUGE, 200)):
            parm = {"cid": circle.cid, "count": count}
            boards = call("circle.board_history", parm, uid=user.uid).result["boards"]
            assert len(boards) == expected

    def test_0_is_no_bound(self, db, call, user, circle):
        db.add(CircleBoard(cid=circle.cid, board="x"))
        db.flush()
        parm = {"cid": circle.cid, "before": 0}
        assert len(call("circle.board_history", parm, uid=user.uid).result["boards"]) == 1

    def test_empty_and_unknown(self, call, user, circle):
        answer = call("circle.board_history", {"cid": circle.cid}, uid=user.uid)
        assert answer.result == {"boards": []}
        assert call("circle.board_history", {"cid": HUGE}, uid=user.uid).errno == 3
