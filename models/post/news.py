"""Storing likes and replies with the author's number for them, each in one statement.

Both wait for the author's counter (models/delivery.py), even where the author gets no number: a
like or reply with a smaller id or an earlier time must not appear behind a reader's cursor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.delivery import Kind, take
from models.prepared import Prepared

# In a race of two devices of the same user the second takes a number for the like that the first
# stored. Its time differs from that of the like, so that no reader of the log gets the like twice.
_LIKE = Prepared(f"""
WITH counters AS (
    {
    take(
        "SELECT %(owner)s::bigint, %(told)s::int, %(now)s::bigint WHERE %(owner)s <> %(uid)s"
        " AND NOT EXISTS (SELECT FROM post_likes WHERE postid = %(postid)s AND uid = %(uid)s)"
    )
}
), liked AS (
    INSERT INTO post_likes (postid, uid, time)
    SELECT %(postid)s, %(uid)s, coalesce(time, %(now)s) FROM (SELECT) AS one
    LEFT JOIN counters ON true
    ON CONFLICT DO NOTHING
    RETURNING time
), delivered AS (
    INSERT INTO deliveries (uid, seq, kind, item, by_uid, time)
    SELECT uid, seq, {int(Kind.LIKE)}, %(postid)s, %(uid)s, time FROM counters WHERE %(told)s = 1
)
SELECT time, (SELECT seq FROM counters WHERE %(told)s = 1) FROM liked
""")  # noqa: S608
_REPLY = Prepared(f"""
WITH counters AS (
    {take("SELECT %(owner)s::bigint, %(told)s::int, %(time)s::bigint WHERE %(owner)s <> %(uid)s")}
), stored AS (
    INSERT INTO post_replies (postid, owner, uid, content, time)
    SELECT %(postid)s, %(owner)s, %(uid)s, %(content)s, %(time)s FROM (SELECT) AS one
    LEFT JOIN counters ON true
    RETURNING replyid
), delivered AS (
    INSERT INTO deliveries (uid, seq, kind, item, time)
    SELECT uid, seq, {int(Kind.REPLY)}, replyid, time FROM counters, stored WHERE %(told)s = 1
)
SELECT replyid, (SELECT seq FROM counters WHERE %(told)s = 1) FROM stored
""")  # noqa: S608


# The first part has the groups of which the user is a member; the second those that others may
# read.
_NEWEST = Prepared("""
SELECT gid, postid FROM (
    SELECT gid FROM group_members JOIN groups USING (gid)
     WHERE uid = %(uid)s::bigint AND state = 'member' AND deleted = 0
    UNION
    SELECT gid FROM groups WHERE gid = ANY(%(watched)s::bigint[]) AND deleted = 0
       AND (only_member_watch = 0 OR creator = %(uid)s::bigint)
) AS mine, LATERAL (
    -- Pairs, as in models/ranges.py.
    SELECT postid, time FROM posts
     WHERE gid IS NOT NULL AND (gid, postid) > (mine.gid, 0) AND gid <= mine.gid
     ORDER BY gid DESC, postid DESC LIMIT 1
) AS newest
WHERE time >= %(since)s::bigint
ORDER BY postid DESC LIMIT %(limit)s::int
""")


_WITH_NEWER = Prepared("""
SELECT gid FROM unnest(%(gids)s::bigint[], %(postids)s::bigint[]) AS known (gid, last)
WHERE EXISTS (SELECT FROM posts WHERE posts.gid = known.gid AND postid > last)
""")


_COUNT = {
    name: Prepared(f'UPDATE posts SET "{name}" = "{name}" + %(step)s WHERE postid = %(id)s')  # noqa: S608
    for name in ("like", "replycount", "excount")
}


class Liked(NamedTuple):
    """When a user liked a post, whether for the first time, and the author's number for it."""

    time: int
    first: bool
    seq: int | None


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply as it was stored, and the author's number for it."""

    replyid: int
    postid: int
    uid: int
    content: str
    time: int
    seq: int | None


def like(db: Session, postid: int, owner: int, uid: int, now: int, *, told: bool) -> Liked | None:
    """Store a like, and number it if the owner of the post is `told`; None if it exists already."""
    values = {"postid": postid, "owner": owner, "uid": uid, "now": now, "told": int(told)}
    rows = _LIKE.all(db, **values)
    return Liked(rows[0][0], True, rows[0][1]) if rows else None


def reply(
    db: Session, postid: int, owner: int, uid: int, content: str, now: int, *, told: bool
) -> Replied:
    """Store a reply, and number it if the owner of the post is `told`."""
    row: dict[str, Any] = {"postid": postid, "uid": uid, "content": content, "time": now}
    ((replyid, seq),) = _REPLY.all(db, owner=owner, told=int(told), **row)
    return Replied(replyid=replyid, seq=seq, **row)


def count(db: Session, postid: int, counter: str, step: int) -> None:
    """Change a counter of a post, after the row that it counts.

    In this order who waits for the post holds no lock that others wait for.
    """
    _COUNT[counter].all(db, id=postid, step=step)


def newest(db: Session, uid: int, watched: Sequence[int], since: int, limit: int) -> dict[int, int]:
    """The newest postids by gid, of the user's groups and those `watched` that the user may read.

    Only groups with a post after `since`; of more than `limit`, those with the latest posts.
    """
    rows = _NEWEST.all(db, uid=uid, watched=list(watched), since=since, limit=limit)
    return dict(rows)


def with_newer(db: Session, known: Mapping[int, int]) -> list[int]:
    """`known`: gids with postids. Return the groups that have higher postids."""
    rows = _WITH_NEWER.all(db, gids=list(known), postids=list(known.values()))
    return [gid for (gid,) in rows]
