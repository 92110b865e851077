"""The number of statements does not grow with the result."""

import pytest

from models import AlbumMedia, CircleBoard, CircleLink, Endorsement, PostLike, PostReply
from tests.factories import join, make_circle, make_post, make_user

URL = "https://img.example.com/FkQ2"
READS = {
    "circle.info": 1,
    "circle.my": 2,
    "circle.users": 2,
    "circle.board_history": 1,
    "circle.postlist": 5,
    "circle.post_after": 5,
    "album.read": 1,
    "album.endorsements": 1,
    "endorsement.list_user": 1,
    "endorsement.get_times": 1,
}
"""Statements of each function when there is something to show."""


def fill(db, circle, me, number):
    """Add rows of everything that a list can show."""
    for _ in range(number):
        other = make_user(db)
        db.add(Endorsement(uid=other.uid, endorsement_type=1))
        join(db, circle, other)
        mine = make_circle(db)
        join(db, mine, me)
        db.add(CircleLink(cid=mine.cid, title="x", url=URL))
        db.add(CircleBoard(cid=circle.cid, board="x"))
        db.add_all(AlbumMedia(uid=user.uid, type="pic", picture=URL) for user in (me, other))
        post = make_post(db, me, circle, pictures=[URL, URL], likes=1, replycount=1)
        db.add(PostLike(postid=post.postid, uid=other.uid))
        db.add(PostReply(postid=post.postid, uid=other.uid, owner=me.uid, content="x"))
    db.flush()


@pytest.mark.parametrize("name", READS)
def test_reads(db, call, statements, name):
    me, circle = make_user(db), make_circle(db)
    join(db, circle, me)
    parm = {"cid": circle.cid, "uid": me.uid, "after_postid": 0}
    for more in (1, 7):
        fill(db, circle, me, more)
        with statements() as seen:
            assert call(name, parm, uid=parm["uid"]).errno == 0
        assert len(seen) == READS[name], seen


def test_many_times_are_stored_at_once(db, call, statements):
    uid = make_user(db).uid
    counts = set()
    for number in (1, 500):
        times = [[start, start + 1] for start in range(number)]
        with statements() as seen:
            call("endorsement.set_times", {"times": times}, uid=uid)
        counts.add(len(seen))
    assert len(counts) == 1
