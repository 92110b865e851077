"""ops.circles.*"""

import pytest
from sqlalchemy import select

from models import (
    Circle,
    CircleBoard,
    CircleLink,
    CircleMember,
    CircleRole,
    Delivery,
    Outbox,
    Post,
    StoreGroup,
    User,
)
from tasks.jobs import ops as jobs
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import announcements
from tests.factories import join, make_circle, make_goods, make_user
from tests.fixtures.calls import pushed

NOW = 1_400_613_859
GONE = 10**15
URL = "https://img.example.com/FkQ2"


@pytest.fixture
def circle(db):
    return make_circle(db, name="读书会")


class TestBoard:
    def test_board_history_and_push(self, db, call, circle, audited):
        members = [make_user(db) for _ in range(2)]
        for user in members:
            join(db, circle, user)
        parm = {"cid": circle.cid, "board": "大家好"}
        answer = call("ops.circles.update_board", parm, now=NOW)
        bid = answer.result["bid"]
        assert answer.result == {"cid": circle.cid, "board": "大家好", "bid": bid}
        assert circle.board == "大家好"
        assert db.get(CircleBoard, bid).time == NOW
        (push,) = answer.pushes
        board = {"bid": bid, "cid": circle.cid, "board": "大家好", "time": NOW}
        flat = {"bid": bid, "cid": circle.cid, "time": NOW}
        assert (push.type, push.data) == ("circle.newboard", {"board": board} | flat)
        assert sorted(push.uids) == sorted(user.uid for user in members)
        assert audited() == [("UpdateCircleBoard", 0, parm, answer.result)]

    def test_a_large_circle_hears_of_it_in_portions(self, db, call, circle, monkeypatch):
        monkeypatch.setattr(announcements, "PORTION", 2)
        members = [make_user(db).uid for _ in range(5)]
        for uid in members:
            join(db, circle, db.get(User, uid))
        answer = call("ops.circles.update_board", {"cid": circle.cid, "board": "大家好"}, now=NOW)
        bid, pushes = answer.result["bid"], answer.pushes
        while job := db.scalar(select(Outbox).where(Outbox.task == "jobs.ops.announce")):
            ctx = Ctx(db, NOBODY, NOW)
            jobs.announce(ctx, **job.args)
            pushes += [pushed(item) for item in ctx.items]
            db.delete(job)
            db.flush()
        assert [push.seqs for push in pushes] == [
            dict.fromkeys(members[:2], 1),
            dict.fromkeys(members[2:4], 1),
            dict.fromkeys(members[4:], 1),
        ]
        for uid in members:
            (key,) = Delivery.after(db, uid, 0, 10).keys
            assert key.item == bid

    def test_unknown(self, call, audited):
        answer = call("ops.circles.update_board", {"cid": GONE, "board": "x"})
        assert (answer.errno, answer.pushes) == (3, [])
        assert audited()[0][1] == 3

    @pytest.mark.parametrize("board", [None, "", "x" * 4097])
    def test_text(self, call, circle, board):
        assert call("ops.circles.update_board", {"cid": circle.cid, "board": board}).errno == 6


class TestPost:
    def test_a_stranger_posts(self, db, call, circle):
        author, goods = make_user(db), make_goods(db)
        parm = {
            "cid": circle.cid,
            "from_uid": author.uid,
            "content": "新到货",
            "piclist": f"{URL}, {URL}3",
            "mid": str(goods.mid),
        }
        answer = call("ops.circles.post", parm, now=NOW)
        post = db.get(Post, answer.result["postid"])
        assert (post.uid, post.cid, post.content, post.mid) == (
            author.uid,
            circle.cid,
            "新到货",
            goods.mid,
        )
        assert (post.picture, post.excount, post.time) == (URL, 1, NOW)
        assert answer.pushes == []

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"content": ""}, 6),
            ({"content": "", "piclist": ""}, 6),
            ({"content": "", "piclist": URL}, 0),
            ({"content": "x", "mid": ""}, 0),
            ({"content": "x", "mid": "0"}, 0),
            ({"content": "x", "mid": GONE}, 3),
            ({"content": "x", "cid": GONE}, 3),
            ({"content": "x", "from_uid": GONE}, 3),
            ({"content": "x", "piclist": "ftp://x"}, 6),
        ],
    )
    def test_parameters(self, db, call, circle, parm, errno):
        known = {"cid": circle.cid, "from_uid": make_user(db).uid}
        assert call("ops.circles.post", known | parm).errno == errno


class TestSetRole:
    def test_joins_raises_and_lowers(self, db, call, circle):
        user = make_user(db)
        for roleid in (2, 3, 1):
            parm = {"uid": user.uid, "cid": circle.cid, "roleid": roleid}
            answer = call("ops.circles.set_role", parm)
            assert answer.result == {"circle": {"cid": circle.cid, "roleid": roleid}}
            assert db.get(CircleMember, (circle.cid, user.uid)).roleid == roleid

    @pytest.mark.parametrize("unknown", ["uid", "cid", "roleid"])
    def test_unknown(self, db, call, circle, unknown):
        parm = {"uid": make_user(db).uid, "cid": circle.cid, "roleid": 1}
        assert call("ops.circles.set_role", parm | {unknown: GONE}).errno == 3


class TestEdit:
    def test_a_new_one_with_the_role_of_newcomers(self, db, call):
        parm = {"cid": "", "name": " 读书会 ", "default_roleid": "4"}
        cid = call("ops.circles.edit", parm).result["cid"]
        circle = db.get(Circle, cid)
        assert (circle.name, circle.default_roleid, circle.open_join) == ("读书会", 4, 0)
        assert db.get(CircleRole, (cid, 4)).level == 1

    def test_all_columns(self, db, call, circle):
        shop = StoreGroup(groupname="x")
        db.add(shop)
        db.flush()
        columns = {
            "name": "新",
            "default_roleid": 2,
            "open_join": 1,
            "store_group_id": shop.gid,
            "poster_url": URL,
            "interact_poster": 7,
        }
        parm = {"cid": circle.cid} | columns
        assert call("ops.circles.edit", parm).result == {"cid": circle.cid}
        assert {name: getattr(circle, name) for name in columns} == columns

    def test_what_is_not_given_stays_and_blanks_clear(self, db, call, circle):
        circle.poster_url, circle.open_join = URL, 1
        call("ops.circles.edit", {"cid": circle.cid, "interact_poster": "1"})
        assert (circle.name, circle.poster_url, circle.open_join) == ("读书会", URL, 1)
        call("ops.circles.edit", {"cid": circle.cid, "poster_url": ""})
        assert circle.poster_url is None

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({}, 6),
            ({"name": " "}, 6),
            ({"cid": GONE, "name": "x"}, 3),
            ({"name": "x", "store_group_id": GONE}, 3),
            ({"name": "x", "poster_url": "x"}, 6),
            ({"name": "x", "open_join": 2}, 6),
        ],
    )
    def test_refused(self, db, call, parm, errno):
        assert call("ops.circles.edit", parm).errno == errno
        assert db.scalars(select(Circle)).all() == []

    def test_an_unknown_default_role(self, call, circle):
        assert call("ops.circles.edit", {"cid": circle.cid, "default_roleid": 99}).errno == 3


class TestRoles:
    def edit(self, call, circle, **parm):
        return call("ops.circles.edit_role", {"cid": circle.cid} | parm)

    def test_the_first_one_is_that_of_newcomers(self, db, call):
        circle = make_circle(db, levels={}, default=None)
        answer = self.edit(call, circle, roleid=5, level=3, title="成员")
        role = {"cid": circle.cid, "roleid": 5, "level": 3, "title": "成员"}
        assert answer.result == {"role": role}
        self.edit(call, circle, roleid=6, level=4, title="主")
        assert circle.default_roleid == 5

    def test_change(self, call, circle):
        answer = self.edit(call, circle, roleid=2, level="9")
        assert answer.result["role"] == {
            "cid": circle.cid,
            "roleid": 2,
            "level": 9,
            "title": "role 2",
        }

    def test_delete(self, db, call, circle):
        answer = self.edit(call, circle, roleid=3, delete="1")
        assert answer.result["role"]["roleid"] == 3
        assert db.get(CircleRole, (circle.cid, 3)) is None

    def test_a_role_in_use_stays(self, db, call, circle, audited):
        join(db, circle, make_user(db), 3)
        for roleid in (3, 1):  # somebody has it, newcomers get it
            answer = self.edit(call, circle, roleid=roleid, delete=1)
            assert (answer.errno, answer.error) == (2, "this role is in use")
            assert db.get(CircleRole, (circle.cid, roleid))
        assert [row[:2] for row in audited()] == [("CircleRoleEdit", 2)] * 2

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"roleid": 9, "title": "x"}, 6),
            ({"roleid": 9, "level": 1}, 6),
            ({"roleid": 9, "delete": 1}, 3),
            ({"roleid": 0, "level": 1, "title": "x"}, 6),
            ({"cid": GONE, "roleid": 1, "level": 1, "title": "x"}, 3),
        ],
    )
    def test_refused(self, call, circle, parm, errno):
        assert self.edit(call, circle, **parm).errno == errno


class TestLinks:
    def test_new_changed_deleted(self, db, call, circle):
        parm = {"cid": circle.cid, "title": "商店", "url": URL}
        ceid = call("ops.circles.edit_link", parm, now=NOW).result["ceid"]
        link = db.get(CircleLink, ceid)
        assert (link.title, link.icon_url, link.time) == ("商店", None, NOW)
        assert call("ops.circles.edit_link", {"ceid": ceid, "icon_url": URL}).errno == 0
        assert (link.title, link.icon_url, link.time) == ("商店", URL, NOW)
        user = make_user(db)
        join(db, circle, user)
        (mine,) = call("circle.my", uid=user.uid).result["circles"]
        shown = {"title": "商店", "url": URL, "time": NOW, "icon_url": URL}
        assert mine["exlist"] == [shown]
        gone = call("ops.circles.edit_link", {"ceid": ceid, "delete": "1"})
        assert gone.result == {"ceid": ceid}
        assert db.get(CircleLink, ceid) is None

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"title": "x", "url": URL}, 6),
            ({"cid": 1, "title": "x"}, 6),
            ({"cid": GONE, "title": "x", "url": URL}, 3),
            ({"ceid": GONE, "title": "x"}, 3),
            ({"ceid": GONE, "delete": 1}, 3),
            ({"delete": 1}, 6),
        ],
    )
    def test_refused(self, call, parm, errno):
        assert call("ops.circles.edit_link", parm).errno == errno
