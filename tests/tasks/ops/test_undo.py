"""Undoing: what audit rows keep for it, and that it restores the former state."""

import pytest
from sqlalchemy import select

from models import (
    Audit,
    CircleMember,
    CircleRole,
    EndorsementItem,
    ModerationWord,
    Operator,
    Report,
    Suspension,
    User,
)
from tests.factories import enter, make_circle, make_goods, make_group, make_user
from web.ops.pages import PAGES

NOW, DAY = 1_700_000_000, 86_400


@pytest.fixture
def do(call):
    def run(page, now=NOW, **parm):
        answer = call(PAGES[page].function.name, parm, now=now)
        assert answer.errno == 0, answer.error
        return answer.result

    return run


@pytest.fixture
def way_back(db, call):
    """How the newest row of the log can be undone; None if it cannot."""

    def run():
        newest = db.scalars(select(Audit.id).order_by(Audit.id.desc())).first()
        found = call("ops.undo.find", {"id": newest})
        assert found.errno in (0, 3)
        return (found.result["page"], found.result["fill"]) if found.errno == 0 else None

    return run


@pytest.fixture
def undo(do, way_back):
    """Undo the newest row of the log."""

    def run(now=NOW):
        page, fill = way_back()
        return do(page, now, **fill)

    return run


class TestEdits:
    def test_a_group(self, db, do, undo):
        group = make_group(db, make_user(db), name="a", board="")
        do("GroupEdit", gid=group.gid, name="b", board="c", only_member_speak=1)
        undo()
        assert (group.name, group.board, group.only_member_speak) == ("a", "", 0)
        undo()  # the undoing can be undone, too
        assert (group.name, group.board, group.only_member_speak) == ("b", "c", 1)

    def test_a_text_that_was_not_there(self, db, do, undo):
        circle = make_circle(db)
        do("CircleEdit", cid=circle.cid, icon_url="https://example.com/i", name="b")
        undo()
        assert (circle.icon_url, circle.name) == (None, "circle")

    def test_a_shop_and_goods(self, db, do, undo):
        gid = do("StoreGroupEdit", groupname="x", show_info={"a": 1})["gid"]
        goods = make_goods(db, group_id=gid)
        do("MerchandiseEdit", mid=goods.mid, amount=5, productdesc="")
        undo()
        assert (goods.amount, goods.productdesc, goods.group_id) == (8800, "一盒", gid)
        do("StoreGroupEdit", gid=gid, show_info={"b": [2]})
        assert undo() == {"gid": gid}

    def test_an_endorser(self, db, do, undo):
        user = make_user(db)
        do("EndorsementEdit", uid=user.uid, type=["歌手"], level=2)
        do("EndorsementEdit", uid=user.uid, type=["舞者", "x"], level=3)
        undo()
        (row,) = db.execute(select(Audit.params).order_by(Audit.id.desc()).limit(1)).scalars()
        assert (row["type"], row["level"]) == (["歌手"], 2)

    def test_something_new_goes_again(self, db, do, undo):
        user, circle, goods = make_user(db), make_circle(db), make_goods(db)
        do("CircleRoleEdit", cid=circle.cid, roleid=9, level=5, title="新")
        undo()
        assert db.get(CircleRole, (circle.cid, 9)) is None
        undo()
        role = db.get(CircleRole, (circle.cid, 9))
        assert (role.level, role.title) == (5, "新")
        do("EndorsementItemEdit", uid=user.uid, mid=goods.mid, slogan="好")
        undo()
        assert db.get(EndorsementItem, (user.uid, goods.mid)) is None

    def test_a_deleted_link_is_made_anew(self, db, do, way_back, undo):
        circle = make_circle(db)
        link = {"cid": circle.cid, "title": "x", "url": "http://example.com/"}
        ceid = do("CircleExEdit", **link)["ceid"]
        assert way_back() is None
        do("CircleExEdit", ceid=ceid, delete=1)
        assert undo()["ceid"] != ceid


class TestActions:
    def test_an_announcement(self, db, do, way_back, undo):
        circle = make_circle(db)
        do("UpdateCircleBoard", cid=circle.cid, board="a")
        assert way_back() is None  # there was none before that could be announced
        do("UpdateCircleBoard", cid=circle.cid, board="b")
        undo()
        assert circle.board == "a"

    def test_a_role(self, db, do, way_back, undo):
        user, circle = make_user(db), make_circle(db)
        do("SetCircleRole", uid=user.uid, cid=circle.cid, roleid=1)
        assert way_back() is None
        do("SetCircleRole", uid=user.uid, cid=circle.cid, roleid=2)
        undo()
        db.expire_all()
        assert db.get(CircleMember, (circle.cid, user.uid)).roleid == 1

    def test_a_creator_and_a_member(self, db, call, do, way_back, undo):
        creator, member = make_user(db), make_user(db)
        group = make_group(db, creator)
        enter(db, group, member)
        do("GroupCreator", gid=group.gid, uid=creator.uid)
        assert way_back() is None
        do("GroupCreator", gid=group.gid, uid=member.uid)
        undo()
        assert group.creator == creator.uid
        do("RemoveGroupMember", gid=group.gid, uid=member.uid)
        undo()
        assert call("group.join", {"gid": group.gid}, uid=member.uid).errno == 0

    def test_a_level(self, db, do, undo):
        user = make_user(db)
        do("GrantActorLevel", uid=user.uid, actor_level=3, is_stew=1)
        undo()
        assert (user.actor, user.actor_level, user.is_stew) == (0, 0, 0)

    def test_a_suspension(self, db, do, undo):
        uid = make_user(db).uid
        do("SuspendUser", uid=uid, days=3)
        undo()
        assert Suspension.until_of(db, uid, NOW) is None
        do("SuspendUser", uid=uid, days=0)
        do("SuspendUser", uid=uid, days=5)
        undo()
        assert Suspension.until_of(db, uid, NOW) == 0
        do("SuspendUser", uid=uid, days=5)
        do("LiftSuspension", NOW + 2, uid=uid)
        undo(NOW + DAY)
        assert Suspension.until_of(db, uid, NOW) == NOW + 6 * DAY

    def test_words(self, db, do, way_back, undo):
        do("AddWords", words=["a", "b"], level="mask")
        undo()
        assert ModerationWord.every(db) == []
        do("AddWords", words=["a", "b"], level="mask")
        do("RemoveWords", words=["b", "c"])
        undo()
        assert ModerationWord.levels(db, ["a", "b", "c"]) == {"a": "mask", "b": "mask"}
        do("AddWords", words=["a"], level="refuse")
        undo()
        assert ModerationWord.levels(db, ["a"]) == {"a": "mask"}
        do("AddWords", words=["a"], level="refuse")
        do("RemoveWords", words=["a", "b"])
        assert way_back() is None  # they had different levels

    def test_an_operator(self, db, configure, do, way_back, undo):
        configure("ops", password="open sesame")
        Operator.put(db, "li", "look", "x", NOW)
        do("OperatorEdit", name="li", psw="four green umbrellas")
        assert way_back() is None  # nobody knows the old one
        do("OperatorEdit", name="li", role="trade", psw="four green umbrellas")
        assert way_back() == ("OperatorEdit", {"name": "li", "role": "look"})
        undo()
        assert Operator.get(db, "li").role == "look"


def test_what_cannot_be_undone(db, call, do, way_back):
    user = make_user(db)
    do("DeleteNick", uid=user.uid)
    assert way_back() is None
    assert call("ops.users.grant_actor_level", {"uid": 10**15, "actor_level": 1}).errno == 3
    assert way_back() is None  # it was refused
    assert call("ops.undo.find", {"id": 10**15}).errno == 3
    assert call("ops.undo.find", {"id": "x"}).errno == 6


def test_looking_for_a_way_back_leaves_no_row(db, call, do, way_back, audited):
    do("SuspendUser", uid=make_user(db).uid, days=1)
    before = audited()
    way_back()
    assert audited() == before


def test_of_changes_at_the_same_moment_each_leads_back_to_the_one_before(parallel):
    with parallel.database() as db:
        uid = make_user(db).uid
    parms = [{"uid": uid, "actor_level": level} for level in (1, 2, 3, 4)]
    frames = parallel.calls("ops.users.grant_actor_level", parms)
    assert {frame["errno"] for frame in frames} == {0}
    with parallel.database() as db:
        rows = db.scalars(select(Audit)).all()
        chain = {
            row.result["undo"]["fill"]["actor_level"]: row.params["actor_level"] for row in rows
        }
        last = db.get(User, uid).actor_level
    assert len(chain) == 4  # no two changes had the same before them
    level = 0
    for _ in range(4):
        level = chain[level]
    assert level == last


def test_of_several_who_undo_at_the_same_moment_one_does(parallel):
    with parallel.database() as db:
        row = Report(kind="user", target=7, owner=None, reason="spam", shown={}, time=1)
        row.state, row.closed_time = "dismissed", NOW
        db.add(row)
        db.flush()
        reportid = row.reportid
    frames = parallel.calls("ops.reports.reopen", [{"reportid": reportid}] * 4)
    assert sorted(frame["errno"] for frame in frames) == [0, 2, 2, 2]
    with parallel.database() as db:
        assert db.get(Report, reportid).state == "open"
