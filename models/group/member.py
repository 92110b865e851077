"""Members of groups, and former members."""

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
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Before, Flag, Now, flags
from models.closure import is_closed
from models.errors import Forbidden, NotFound

UNSEEN = {"synchronize_session": False}
# As SQL text, because the module of `Group` imports this one.
_NOT_DELETED = "EXISTS (SELECT FROM groups WHERE gid = group_members.gid AND deleted = 0)"
MEMBER_STATE = "state IN ('member', 'left', 'removed')"


class GroupMember(Base):
    """A membership, or a former one.

    `uid`, `type`, `time` and `can_post` are the `member` object. Only `state` "member" is a
    membership. "left" keeps `can_post`; "removed" keeps the user from joining until somebody
    invites them again, which turns it into "left".
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
    # 1 = an admin, with nearly all rights of the creator; ends with the membership
    admin: Mapped[Flag]
    # unix seconds until which the user may not post, also after leaving; null = never muted
    mute_until: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="member", server_default=text("'member'"))

    __table_args__ = (
        *flags("can_post", "admin"),
        CheckConstraint(MEMBER_STATE, name="state"),
        CheckConstraint("admin = 0 OR state = 'member'", name="admins_are_members"),
        Index("ix_group_members_admins", "gid", "uid", postgresql_where=text("admin = 1")),
        Index(None, "gid", "time", "uid", postgresql_where=text("state = 'member'")),
        Index(None, "uid", "time", "gid"),
    )

    @classmethod
    def about(
        cls, uid: ColumnElement[int] | Any, gid: ColumnElement[int] | Any
    ) -> ColumnElement[bool]:
        """The condition that picks the one row of a user in a group."""
        return (cls.gid == gid) & (cls.uid == uid)

    @classmethod
    def present(cls, gid: ColumnElement[int] | Any) -> ColumnElement[bool]:
        """The condition that picks a group's members."""
        return (cls.gid == gid) & (cls.state == "member")

    @classmethod
    def standing(cls) -> tuple[InstrumentedAttribute[Any], ...]:
        """The columns that `Standing` is made of."""
        return cls.state, cls.can_post, cls.admin, cls.mute_until

    @classmethod
    def admins(cls, db: Session, gid: int) -> list[int]:
        """The admins of a group, by uid."""
        query = select(cls.uid).where(cls.gid == gid, cls.admin == 1).order_by(cls.uid)
        return list(db.scalars(query))

    @classmethod
    def uids(cls, db: Session, gid: int, limit: int | None = None) -> list[int]:
        """All members; with a limit, only some of them."""
        return list(db.scalars(select(cls.uid).where(cls.present(gid)).limit(limit)))

    @classmethod
    def page(
        cls, db: Session, gid: int, offset: int, limit: int, before: Before | None = None
    ) -> list[GroupMember]:
        """Members, newest first."""
        rows = select(cls).where(cls.state == "member", ~is_closed(cls.uid))
        rows = ranges.page(rows, cls.gid, gid, cls.time, cls.uid, before=before)
        return list(db.scalars(rows.offset(offset).limit(limit)))

    @classmethod
    def heir(cls, db: Session, gid: int, uid: int) -> int | None:
        """The admin, else the member, with the oldest membership, except one user.

        Users with closed accounts come last, because they cannot lead the group. The
        caller keeps others from joining and leaving, and accounts from being erased.
        """
        others = select(cls.uid).where(cls.present(gid), cls.uid != uid)
        first = others.order_by(is_closed(cls.uid), cls.admin.desc(), cls.time, cls.uid)
        return db.scalar(first.limit(1))

    @classmethod
    def of_user(cls, db: Session, uid: int, limit: int) -> Sequence[Row[int, int, int]]:
        """A user's memberships as (gid, type, time), newest first."""
        rows = select(cls.gid, cls.type, cls.time)
        rows = rows.where(cls.state == "member", text(_NOT_DELETED))
        rows = ranges.page(rows, cls.uid, uid, cls.time, cls.gid)
        return db.execute(rows.limit(limit)).all()

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
            # The row existed, and is locked now: a member already, or removed.
            state = db.scalar(select(cls.state).where(cls.about(uid, gid)))
            if state == "removed":
                raise Forbidden("removed from this group")

    @classmethod
    def end(cls, db: Session, gid: int, uids: list[int], state: str) -> None:
        """End memberships: the rows stay with the state "left" or "removed"."""
        query = update(cls).where(cls.present(gid), cls.uid.in_(uids))
        db.execute(query.values(state=state, admin=0), execution_options=UNSEEN)

    @classmethod
    def change(cls, db: Session, gid: int, uid: int, **columns: Any) -> None:
        """Overwrite columns of a user's row, whether a member or a former one."""
        query = update(cls).where(cls.about(uid, gid)).values(**columns)
        db.execute(query, execution_options=UNSEEN)

    @classmethod
    def require(cls, db: Session, gid: int, uid: int) -> GroupMember:
        """A member, who cannot leave before the transaction ends; raises NotFound.

        Also for a member whose account is closed.
        """
        query = select(cls).where(cls.present(gid), cls.uid == uid, ~is_closed(cls.uid))
        member = db.scalar(query.with_for_update(key_share=True))
        if member is None:
            raise NotFound(cls.noun)
        return member
