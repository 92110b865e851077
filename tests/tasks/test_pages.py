"""A page of a long list is read from the last line of the page before, not from the start."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from models import PostLike
from tests.factories import enter, join, make_circle, make_friend, make_group, make_post, make_user

NUMBER, PAGE = 40, 3
TOUCHED = text("""
SELECT sum(seq_tup_read + COALESCE(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables
 WHERE relname = :table
""")


@pytest.fixture
def me(db):
    return make_user(db)


@pytest.fixture
def people(db):
    return [make_user(db) for _ in range(NUMBER)]


def members(db, me, people):
    group = make_group(db, me)
    for number, user in enumerate(people):
        enter(db, group, user, time=1_500_000_000 + number // 2)
    return "group.members", {"gid": group.gid}, "members"


def users(db, me, people):
    circle = make_circle(db)
    for number, user in enumerate([me, *people]):
        join(db, circle, user, time=1_500_000_000 + number // 2)
    return "circle.users", {"cid": circle.cid}, "users"


def likes(db, me, people):
    post = make_post(db, me, make_group(db, me))
    rows = [(number // 2, user.uid) for number, user in enumerate(people)]
    db.add_all(PostLike(postid=post.postid, uid=uid, time=time) for time, uid in rows)
    return "post.likes", {"postid": post.postid}, "users"


def friends(db, me, people):
    for number, user in enumerate(people):
        make_friend(db, me, user, time=1_500_000_000 + number // 2)
    return "user.friend_list", {}, "friends"


TABLES = {"group.members": "group_members", "circle.users": "circle_members"}
TABLES |= {"post.likes": "post_likes", "user.friend_list": "friends"}


@pytest.mark.parametrize("kind", [members, users, likes, friends])
def test_from_the_last_line(db, call, me, people, kind):
    func, parm, key = kind(db, me, people)
    db.flush()
    whole = call(func, parm | {"count": 500}, uid=me.uid).result
    assert len(whole[key]) >= NUMBER
    assert "more" not in whole

    def touched():
        return db.scalar(TOUCHED, {"table": TABLES[func]}) or 0

    found, before, cost = [], {}, []
    while True:
        began = touched()
        page = call(func, parm | before | {"count": PAGE}, uid=me.uid).result
        cost.append(touched() - began)
        found += page[key]
        if len(page[key]) < PAGE:
            break
        if func != "user.friend_list":
            assert page.get("more", False) == (len(found) < len(whole[key]))
        before = {"before_time": page[key][-1]["time"], "before_uid": page[key][-1]["uid"]}

    assert found == whole[key]
    assert cost[-2] <= cost[0] + 2


@pytest.mark.parametrize("kind", [members, users, likes, friends])
def test_both_parts_of_the_line_are_needed(db, call, me, people, kind):
    func, parm, _ = kind(db, me, people)
    for part in ("before_time", "before_uid"):
        assert call(func, parm | {part: 7}, uid=me.uid).errno == 6


def test_replies(db, call, me, people):
    post = make_post(db, me, make_group(db, me))
    replyids = [post.reply_by(db, user.uid, "好", 7).replyid for user in people]
    found, after = [], 0
    while True:
        parm = {"postid": post.postid, "count": PAGE, "after": after}
        page = call("post.get_reply", parm, uid=me.uid).result
        found += [one["replyid"] for one in page["replys"]]
        if "more" not in page:
            break
        after = found[-1]
    assert found == replyids


def test_a_page_has_500_at_most(db, call, me):
    circle, group = make_circle(db), make_group(db, me)
    for _ in range(501):
        user = make_user(db)
        join(db, circle, user)
        enter(db, group, user)
    join(db, circle, me)
    for func, parm, key in (
        ("circle.users", {"cid": circle.cid}, "users"),
        ("group.members", {"gid": group.gid}, "members"),
    ):
        for count in ({}, {"count": 5000}):
            page = call(func, parm | count, uid=me.uid).result
            assert (len(page[key]), page["more"]) == (500, True)
