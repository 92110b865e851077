"""event.sync: what was addressed to a user after a number, as the pushes showed it."""

from __future__ import annotations

import pytest

from models import Delivery, Event, Post
from tests.factories import (
    enter,
    join,
    make_circle,
    make_event,
    make_goods,
    make_group,
    make_message,
    make_post,
    make_session,
    make_user,
)

NOW = 1_402_000_000
DAY = 86_400
SESSION = "Q7bZ2mX9tKc4Wn8Rf1LsYd6H"


@pytest.fixture
def me(db):
    return make_user(db, first_start=1)


@pytest.fixture
def other(db):
    return make_user(db, first_start=1)


@pytest.fixture
def sync(call):
    """Answers of event.sync of a user."""
    return lambda uid, seq=0, **parm: (
        call("event.sync", {"seq": seq, **parm}, uid=uid, now=NOW).result
    )


def numbered(answer, uid):
    """What pushes of a call told a user: (seq, type, data)."""
    pushes = [push for push in answer.pushes if uid in push.seqs]
    return [{"seq": push.seqs[uid], "type": push.type, "data": push.data} for push in pushes]


def test_nothing_yet(sync, me):
    assert sync(me.uid) == {"items": [], "seq": 0, "more": False, "gap": False, "groups": {}}


def test_a_message_is_told_to_both_sides_as_it_was_pushed(call, sync, me, other):
    sent = call("message.send", {"uid": other.uid, "content": "你好"}, uid=me.uid)
    assert sent.result == {"msgid": sent.result["msgid"]}
    for uid in (me.uid, other.uid):
        found = sync(uid)
        assert found["items"] == numbered(sent, uid)
        assert found["items"][0]["data"]["message"]["content"] == "你好"
        assert found["seq"] == 1


def test_a_message_to_oneself_has_one_number(call, sync, me):
    sent = call("message.send", {"uid": me.uid, "content": "x"}, uid=me.uid)
    assert sync(me.uid)["items"] == numbered(sent, me.uid)
    assert sync(me.uid)["seq"] == 1


@pytest.mark.parametrize(
    "body", [{"picture": "https://a.example/b"}, {"lat": 1.5, "long": 2.5}], ids=["pic", "geo"]
)
def test_every_kind_of_message(call, sync, me, other, body):
    sent = call("message.send", {"uid": other.uid, **body}, uid=me.uid)
    assert sync(other.uid)["items"] == numbered(sent, other.uid)


def test_an_event(call, sync, me, other):
    added = call("user.add_friend", {"uid": other.uid}, uid=me.uid)
    assert sync(other.uid)["items"] == numbered(added, other.uid)
    assert sync(me.uid)["items"] == []


@pytest.mark.parametrize("place", ["group", "circle"])
def test_likes_and_replies(db, call, sync, me, other, place):
    if place == "group":
        spot = make_group(db, me)
        enter(db, spot, other)
    else:
        spot = make_circle(db)
        join(db, spot, me)
        join(db, spot, other)
    post = make_post(db, me, spot)
    liked = call("circle.likepost", {"postid": post.postid}, uid=other.uid)
    replied = call("circle.addreply", {"postid": post.postid, "content": "好"}, uid=other.uid)
    again = call("circle.likepost", {"postid": post.postid}, uid=other.uid)
    assert again.pushes == []
    found = sync(me.uid)
    assert found["items"] == numbered(liked, me.uid) + numbered(replied, me.uid)
    assert [item["type"] for item in found["items"]] == ["newlike", "newreply"]
    assert sync(other.uid)["items"] == []


def test_an_announcement(db, call, sync, me):
    circle = make_circle(db)
    join(db, circle, me)
    made = call("ops.circles.update_board", {"cid": circle.cid, "board": "大家好"})
    assert sync(me.uid)["items"] == numbered(made, me.uid)
    assert sync(me.uid)["items"][0]["type"] == "circle.newboard"


def test_a_paid_order_is_told_to_buyer_and_recommender(db, call, sync, me, other):
    goods = make_goods(db, amount=0)
    parm = {"mid": goods.mid, "people_count": 0, "hardwareid": "x", "recommend_uid": other.uid}
    bought = call("merchandise.createorder", parm, uid=me.uid)
    assert bought.errno == 0, bought.error
    for uid in (me.uid, other.uid):
        assert sync(uid)["items"] == numbered(bought, uid)
        assert sync(uid)["items"][0]["type"] == "paylog"


# ------------------------------------------------------------------------------ content of now


def test_what_was_deleted_is_left_out(db, call, sync, me, other):
    group = make_group(db, me)
    enter(db, group, other)
    posts = [make_post(db, me, group) for _ in range(3)]
    make_message(db, other.uid, me.uid)
    event = make_event(db, me.uid)
    for post in posts:
        call("group.likepost", {"postid": post.postid}, uid=other.uid)
        call("group.addreply", {"postid": post.postid, "content": "好"}, uid=other.uid)
    db.delete(db.get(Event, event.eid))
    posts[0].delete(db)
    Post.delete_reply(db, sync(me.uid)["items"][-1]["data"]["reply"]["replyid"])
    posts[2].dislike_by(db, other.uid)
    found = sync(me.uid)
    assert [(item["seq"], item["type"]) for item in found["items"]] == [
        (1, "newmsg"),
        (5, "newlike"),
        (6, "newreply"),
    ]
    assert (found["seq"], found["gap"]) == (8, False)


def test_a_like_taken_back_and_given_again_comes_once(db, sync, me, other):
    post = make_post(db, me, make_group(db, me))
    post.like_by(db, other.uid, 5, told=True)
    post.dislike_by(db, other.uid)
    post.like_by(db, other.uid, 9, told=True)
    assert [(item["seq"], item["data"]["like"]["time"]) for item in sync(me.uid)["items"]] == [
        (2, 9)
    ]


def test_who_may_not_read_a_post_any_more_hears_nothing_of_it(db, call, sync, me, other):
    group = make_group(db, other, only_member_watch=1)
    enter(db, group, me)
    post = make_post(db, me, group)
    call("group.likepost", {"postid": post.postid}, uid=other.uid)
    call("group.addreply", {"postid": post.postid, "content": "好"}, uid=other.uid)
    assert len(sync(me.uid)["items"]) == 2
    call("group.leave", {"gid": group.gid}, uid=me.uid)
    assert (sync(me.uid)["items"], sync(me.uid)["seq"]) == ([], 2)


def test_a_block_hides_what_the_other_did(db, call, sync, me, other):
    post = make_post(db, me, make_group(db, me))
    call("group.likepost", {"postid": post.postid}, uid=other.uid)
    call("group.addreply", {"postid": post.postid, "content": "好"}, uid=other.uid)
    assert len(sync(me.uid)["items"]) == 2
    call("user.block", {"uid": other.uid}, uid=me.uid)
    assert (sync(me.uid)["items"], sync(me.uid)["seq"]) == ([], 2)


# ------------------------------------------------------------------------------------- paging


def test_pages(db, sync, me, other):
    for number in range(5):
        make_message(db, other.uid, me.uid, content=str(number))
    first = sync(me.uid, count=2)
    assert ([item["seq"] for item in first["items"]], first["seq"], first["more"]) == (
        [1, 2],
        2,
        True,
    )
    rest = sync(me.uid, seq=2)
    assert ([item["seq"] for item in rest["items"]], rest["seq"], rest["more"]) == (
        [3, 4, 5],
        5,
        False,
    )


@pytest.mark.parametrize(("count", "got"), [(1, 1), (0, 1), (-3, 1), (500, 500), (501, 500)])
def test_bounds_of_count(db, sync, me, count, got):
    Event.record_each(db, "add_friend", {me.uid: {"uid": 1}}, 1)
    for _ in range(501):
        Event.record(db, [me.uid], "add_friend", {"uid": 1}, 1)
    assert len(sync(me.uid, count=count)["items"]) == got


@pytest.mark.parametrize("seq", [-1, "x", 2**63, [1]])
def test_bad_numbers(call, me, seq):
    assert call("event.sync", {"seq": seq}, uid=me.uid).errno == 6


def test_without_a_session(call):
    assert call("event.sync").errno == 1


def test_a_gap_of_retention(db, sync, me, other):
    for time in (1, 2, 3):
        make_message(db, other.uid, me.uid, time=time)
    Delivery.drop_older(db, 3, 10)
    found = sync(me.uid)
    assert ([item["seq"] for item in found["items"]], found["seq"], found["gap"]) == ([3], 3, True)
    assert sync(me.uid, seq=2)["gap"] is False


def test_a_number_from_elsewhere_is_a_gap(sync, me):
    found = sync(me.uid, seq=99)
    assert (found["items"], found["seq"], found["gap"]) == ([], 0, True)


# ------------------------------------------------------------------------------------- groups


def test_newest_posts_of_my_groups(db, sync, me, other):
    mine, quiet, left, foreign = (make_group(db, other) for _ in range(4))
    for group in (mine, quiet):
        enter(db, group, me)
    enter(db, left, me, state="left")
    make_post(db, other, mine, time=NOW - DAY)
    newest = make_post(db, other, mine, time=NOW - DAY)
    make_post(db, other, quiet, time=NOW - 31 * DAY)
    for group in (left, foreign):
        make_post(db, other, group, time=NOW)
    assert sync(me.uid)["groups"] == {str(mine.gid): newest.postid}


def test_newest_posts_of_watched_groups(db, call, me, other):
    opened, closed = make_group(db, other), make_group(db, other, only_member_watch=1)
    seen, _ = (make_post(db, other, group, time=NOW) for group in (opened, closed))
    topics = [f"group:{group.gid}" for group in (opened, closed)]
    answer = call("event.sync", uid=me.uid, topics=topics, now=NOW)
    assert answer.result["groups"] == {str(opened.gid): seen.postid}


# -------------------------------------------------------------------------------------- start


@pytest.mark.parametrize("function", ["session.start2", "session.start"])
def test_a_start_tells_the_gateway_the_last_number(db, call, me, other, function):
    make_session(db, me, SESSION)
    for _ in range(2):
        make_message(db, other.uid, me.uid)
    started = call(function, {"sessionid": SESSION})
    (bind,) = started.effects
    assert bind.seq == 2
    assert started.result.get("seq") == (2 if function == "session.start2" else None)


def test_a_start_before_any_number(db, call, me):
    make_session(db, me, SESSION)
    assert call("session.start2", {"sessionid": SESSION}).result["seq"] == 0
