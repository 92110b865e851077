"""http.resync.*: users and groups with higher numbers than a gateway knows."""

from __future__ import annotations

from tests.factories import make_event, make_group, make_post, make_user

GONE = 10**15


def test_users(db, call):
    one, other = make_user(db).uid, make_user(db).uid
    for uid in (one, one, other):
        make_event(db, uid)
    parm = {"of": [one, other, GONE], "known": [1, 1, 0]}
    assert call("http.resync.users", parm).result == {"ahead": [[one, 2]]}


def test_topics(db, call):
    author = make_user(db)
    newer, same = make_group(db, author), make_group(db, author)
    first, last = make_post(db, author, newer).postid, make_post(db, author, same).postid
    topics = [f"group:{group.gid}" for group in (newer, same)] + [f"group:{GONE}"]
    parm = {"of": topics, "known": [first - 1, last, 0]}
    assert call("http.resync.topics", parm).result == {"ahead": [[topics[0], newer.gid]]}


def test_nobody(call):
    for name in ("users", "topics"):
        assert call(f"http.resync.{name}", {"of": [], "known": []}).result == {"ahead": []}


def test_watching_tells_the_newest_post(db, call):
    author = make_user(db)
    group = make_group(db, author)
    last = [make_post(db, author, group).postid for _ in range(2)][-1]
    (watch,) = call("group.regupdate", {"gid": group.gid}, uid=author.uid).effects
    assert watch.number == last


def test_a_post_tells_its_number(db, call):
    author = make_user(db)
    group = make_group(db, author)
    posted = call("group.addpost", {"gid": group.gid, "content": "x"}, uid=author.uid)
    assert [item.number for item in posted.items if hasattr(item, "topic")] == [
        posted.result["postid"]
    ]
