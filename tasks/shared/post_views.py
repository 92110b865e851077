"""The three views of posts, made from rows of the one table.

Each function takes a page of posts, which the caller has checked, and runs a fixed number of
queries for a page of any length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from models import Post, PostLike, PostMedia, PostReply
from models.post import Placed
from wire.objects import of, present
from wire.objects import post as objects

LISTED = 50
"""The most likes, and the most replies, shown inside a post; the counters count all."""
LISTED_ON_PAGE = 1000
"""The same for all posts of a page: a frame must stay small enough for phones."""
REPLY_CHARACTERS = 64 * 1024
"""The most characters of all replies shown on a page."""


def old_views(db: Session, uid: int, posts: Sequence[Post]) -> list[objects.OldPost]:
    """The old view of group and circle posts, for user `uid`."""
    liked = [post.postid for post in posts if post.likes]
    mine = PostLike.liked_by(db, uid, liked) if liked else set()
    return [_old_view(post, ilike=post.postid in mine) for post in posts]


def pushed_view(post: Post) -> objects.PushedPost:
    """The old view of a new group post, for its push."""
    return of(objects.PushedPost, post, length=_length(post), ilike=False, **_place_and_kind(post))


def _old_view(post: Post, *, ilike: bool) -> objects.OldPost:
    length = _length(post)
    return present(
        objects.OldPost,
        post,
        length=UNSET if length is None else length,
        ilike=ilike,
        **_place_and_kind(post),
    )


def _place_and_kind(post: Post) -> dict[str, Any]:
    gid = post.gid or 0
    return {"gid": gid, "group_id": gid, "type": first_kind(post)}


def _length(post: Post) -> int | None:
    timed = post.video is not None or post.voice is not None
    return post.length if timed else None


def first_kind(post: Post) -> str | UnsetType:
    """The kind of the first medium: pictures come before videos, videos before voices."""
    media = {"pic": post.picture, "vdo": post.video, "vic": post.voice}
    return next((kind for kind, url in media.items() if url is not None), UNSET)


def group_posts(db: Session, uid: int, posts: Sequence[Post]) -> list[objects.GroupPost]:
    """The new view of group posts, for user `uid`."""
    return [
        objects.GroupPost(
            **common,
            gid=post.gid or 0,
            content=post.content or UNSET,
            pictures=pictures or UNSET,
            video=post.video or UNSET,
            videolen=post.videolen if post.video else UNSET,
            voice=post.voice or UNSET,
            voicelen=post.voicelen if post.voice else UNSET,
            position=_place(post),
        )
        for post, pictures, common in _with_lists(db, uid, posts)
    ]


def circle_posts(db: Session, uid: int, posts: Sequence[Post]) -> list[objects.CirclePost]:
    """The view of circle posts, for user `uid`."""
    return [
        objects.CirclePost(
            **common,
            cid=post.cid or 0,
            content=post.content,
            picture_list=pictures,
            mid=post.mid,
        )
        for post, pictures, common in _with_lists(db, uid, posts)
    ]


def ex_media(rows: Iterable[PostMedia]) -> list[objects.ExMedia]:
    """Further media of a post; a length belongs to sound and motion only."""
    return [
        present(objects.ExMedia, row, length=UNSET if row.type == "pic" else row.length)
        for row in rows
    ]


def placed_replies(rows: Placed) -> list[objects.PlacedReply]:
    """Replies that say in which group or circle their post is."""
    return [
        of(objects.PlacedReply, row, gid=gid or 0, cid=UNSET if cid is None else cid)
        for row, gid, cid in rows
    ]


def _with_lists(
    db: Session, uid: int, posts: Sequence[Post]
) -> Iterable[tuple[Post, list[str], dict[str, Any]]]:
    """Each post with its pictures and the keys that both new views share."""
    liked = [post.postid for post in posts if post.likes]
    answered = [post.postid for post in posts if post.replycount]
    illustrated = [post.postid for post in posts if post.excount]
    listed = min(LISTED, LISTED_ON_PAGE // max(1, len(posts)))
    likes = PostLike.newest(db, uid, liked, listed + 1) if liked else {}
    replies = PostReply.newest(db, uid, answered, listed + 1) if answered else {}
    more = PostMedia.pictures(db, illustrated) if illustrated else {}
    for post in posts:
        first = [post.picture] if post.picture else []
        # One more than is shown is read, because the counters also count hidden ones.
        found_likes, found_replies = likes.get(post.postid, ()), replies.get(post.postid, ())
        shown_likes = found_likes[-listed:]
        shown_replies = _short(found_replies[-listed:], REPLY_CHARACTERS // len(posts))
        common = {
            "postid": post.postid,
            "uid": post.uid,
            "time": post.time,
            "likes": [of(objects.Like, row) for row in shown_likes],
            "replys": [of(objects.EmbeddedReply, row) for row in shown_replies],
            "like": post.likes,
            "replycount": post.replycount,
            "more_likes": True if len(found_likes) > len(shown_likes) else UNSET,
            "more_replies": True if len(found_replies) > len(shown_replies) else UNSET,
        }
        yield post, first + more.get(post.postid, []), common


def _short(rows: Sequence[Any], characters: int) -> Sequence[Any]:
    """The newest of a post's replies, as many as fit; always the last one."""
    for start in range(len(rows) - 1, -1, -1):
        characters -= len(rows[start].content)
        if characters < 0 and start < len(rows) - 1:
            return rows[start + 1 :]
    return rows


def _place(post: Post) -> objects.Place | UnsetType:
    if post.lat is None or post.long is None:
        return UNSET
    return objects.Place(lat=post.lat, long=post.long)
