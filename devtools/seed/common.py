"""What the parts of the demo data share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from models import Circle, Group, Post, PostLike, PostReply, User

MINUTE, HOUR, DAY = 60, 3600, 86_400
LAT, LONG = 31.2304, 121.4737
"""People's Square in Shanghai: all demo users are near."""

Users = list[User]


def write(
    db: Session,
    author: User,
    place: Group | Circle,
    moment: int,
    content: str,
    *,
    likes: Sequence[User] = (),
    replies: Sequence[tuple[User, str]] = (),
    **columns: Any,
) -> Post:
    """A post with its likes and replies, a minute apart, and the counts that belong to them."""
    columns |= {"gid": place.gid} if isinstance(place, Group) else {"cid": place.cid}
    columns |= {"likes": len(likes), "replycount": len(replies)}
    post = Post.store(db, uid=author.uid, content=content, time=moment, **columns)
    db.add_all(
        PostLike(postid=post.postid, uid=user.uid, time=moment + MINUTE * (1 + number))
        for number, user in enumerate(likes)
    )
    db.add_all(
        PostReply(
            postid=post.postid,
            uid=user.uid,
            owner=author.uid,
            content=text,
            time=moment + MINUTE * (2 + number),
        )
        for number, (user, text) in enumerate(replies)
    )
    return post
