"""Members of groups, and the memory of former ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    SmallInteger,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, flags
from models.errors import Forbidden, NotFound
from models.user import User

UNSEEN = {"synchronize_session": False}
MEMBER_STATE = "state IN ('member', 'left', 'removed')"


class GroupMember(Base):
    """What a group knows about a user: a membership, or the memory of one.

    `uid`, `type`, `time` and `can_post` are the `member` object. Only `state` "member" is a
    membership. "left" remembers `can_post`; "removed" shuts the user out until somebody invites
    them again, which turns it into "left".
    """

    __tablename__ = "group_members"
    noun = "member"

    gid: Mapped[int] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    # 0 = creator, else as given by the client
    type: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    # when the present membership began
    time: Mapped[Now]
    can_post: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    state: Mapped[str] = mapped_column(default="member", server_default=text("'member'"))

    __table_args__ = (
        *flags("can_post"),
        CheckConstraint(MEMBER_STATE, name="state"),
        Index(None, "gid", "time", "uid", postgresql_where=text("state = 'member'")),
        Index(None, "uid", "time", "gid"),
    )

    @classmethod
    def about(cls, uid: int, gid: ColumnElement[int] | Any) -> ColumnElement[bool]:
        """The condition that picks the one row of a user in a group."""
        return (cls.gid == gid) & (cls.uid == uid)

    @classmethod
    def present(cls, gid: ColumnElement[int] | Any) -> ColumnElement[bool]:
        """The condition that picks a group's members."""
        return (cls.gid == gid) & (cls.state == "member")

    @classmethod
    def uids(cls, db: Session, gid: int) -> list[int]:
        """Everybody who is a member."""
        return list(db.scalars(select(cls.uid).where(cls.present(gid))))

    @classmethod
    def page(cls, db: Session, gid: int, offset: int, limit: int) -> list[GroupMember]:
        """Members, newest first."""
        query = select(cls).where(cls.present(gid)).order_by(cls.time.desc(), cls.uid.desc())
        return list(db.scalars(query.offset(offset).limit(limit)))

    @classmethod
    def heir(cls, db: Session, gid: int, uid: int) -> int | None:
        """Who is a member for longest, but for one user; kept from being deleted.

        The caller keeps others from joining and leaving.
        """
        others = (cls.present(gid)) & (cls.uid != uid)
        oldest = select(User.uid).join(cls, cls.uid == User.uid).where(others)
        oldest = oldest.order_by(cls.time, cls.uid).limit(1)
        held = oldest.with_for_update(read=True, key_share=True, of=User)
        while db.scalar(oldest) is not None:
            # The oldest may be an account that is just being deleted: then look again.
            if (heir := db.scalar(held)) is not None:
                return heir
        return None

    @classmethod
    def of_user(cls, db: Session, uid: int, limit: int) -> Sequence[Row[int, int, int]]:
        """A user's memberships as (gid, type, time), newest first."""
        query = (
            select(cls.gid, cls.type, cls.time)
            .where(cls.uid == uid, cls.state == "member")
            .order_by(cls.time.desc(), cls.gid.desc())
        )
        return db.execute(query.limit(limit)).all()

    @classmethod
    def join(cls, db: Session, gid: int, uid: int, type_: int, now: int) -> None:
        """Make the membership unless it is there; raises Forbidden for the removed."""
        values = {"type": type_, "time": now, "state": "member"}
        entry = (
            postgresql.insert(cls)
            .values(gid=gid, uid=uid, **values)
            .on_conflict_do_update(
                index_elements=[cls.gid, cls.uid], set_=values, where=cls.state == "left"
            )
            .returning(cls.uid)
        )
        if db.scalar(entry) is None:
            # The row is locked now, and no newcomer: a member already, or removed.
            state = db.scalar(select(cls.state).where(cls.about(uid, gid)))
            if state == "removed":
                raise Forbidden("removed from this group")

    @classmethod
    def end(cls, db: Session, gid: int, uids: list[int], state: str) -> None:
        """Turn memberships into memories: state "left" or "removed"."""
        query = update(cls).where(cls.present(gid), cls.uid.in_(uids)).values(state=state)
        db.execute(query, execution_options=UNSEEN)

    @classmethod
    def control(cls, db: Session, gid: int, uid: int, can_post: int) -> None:
        """Remember whether a user may post while the group controls its members."""
        query = update(cls).where(cls.about(uid, gid)).values(can_post=can_post)
        db.execute(query, execution_options=UNSEEN)

    @classmethod
    def require(cls, db: Session, gid: int, uid: int) -> None:
        """Raise NotFound unless the user is a member."""
        query = select(cls.uid).where(cls.present(gid), cls.uid == uid)
        if db.scalar(query) is None:
            raise NotFound(cls.noun)
