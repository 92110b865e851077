"""Beginning to watch groups: whether a user may, and from where on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models import ranges
from models.group import Group, GroupMember, Standing
from models.post.post import Post
from models.prepared import Prepared


class Watched(NamedTuple):
    """A group as it is for a user who begins to watch it."""

    gid: int
    uid: int
    newest: int | None
    """The highest postid, None without posts."""
    creator: int
    only_member_watch: int
    state: str | None
    can_post: int | None
    admin: int | None
    mute_until: int | None

    def require_reader(self) -> None:
        """Raise Forbidden unless the user may read the group's posts."""
        group = Group(creator=self.creator, only_member_watch=self.only_member_watch)
        Standing(group, self.uid, *self[-4:]).require_reader()


def watched(db: Session, watches: Sequence[tuple[int, int]]) -> list[Watched | None]:
    """Each group and user in one statement, because thousands may come back at once.

    `watches`: gid and uid of each. None: no such group.
    """
    gids, uids = zip(*set(watches), strict=True)
    rows = _watched().all(db, gids=list(gids), uids=list(uids))
    found = {row[:2]: Watched(*row) for row in rows}
    return [found.get(watch) for watch in watches]


@cache
def _watched() -> Prepared:
    gids, uids = (cast(bindparam(name), ARRAY(BigInteger)) for name in ("gids", "uids"))
    columns = column("gid", BigInteger), column("uid", BigInteger)
    asked = func.unnest(gids, uids).table_valued(*columns, name="asked").render_derived()
    newest = ranges.page(select(Post.postid), Post.gid, Group.gid, Post.postid).limit(1)
    about = newest.scalar_subquery(), Group.creator, Group.only_member_watch
    return Prepared(
        select(asked.c.gid, asked.c.uid, *about, *GroupMember.standing())
        .select_from(asked)
        .join(Group, Group.gid == asked.c.gid)
        .outerjoin(GroupMember, GroupMember.about(asked.c.uid, Group.gid))
        .where(Group.deleted == 0)
    )
