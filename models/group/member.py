"""Members of groups, and former members."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models import ranges
from models.base import NEWEST, Base, Before, Flag, Now, flags
from models.closure import is_closed
from models.errors import Forbidden, NotFound
from models.prepared import Prepared, prepared, prepared_rows
from models.statements import Value, built_once

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
        return [uid for (uid,) in _admins(db, gid)]

    @classmethod
    def uids(cls, db: Session, gid: int, limit: int | None = None) -> list[int]:
        """All members; with a limit, only some of them."""
        return [uid for (uid,) in _uids(db, gid, limit)]

    @classmethod
    def page(
        cls, db: Session, gid: int, offset: int, limit: int, before: Before | None = None
    ) -> list[Any]:
        """Members, newest first: rows with the columns."""
        return _page(db, gid, *(before or NEWEST), offset, limit)

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
    def of_user(cls, db: Session, uid: int, limit: int) -> list[Any]:
        """A user's memberships, newest first: rows with gid, type and time."""
        return _of_user(db, uid, limit)

    @classmethod
    def join(cls, db: Session, gid: int, uid: int, type_: int, now: int) -> None:
        """Make the membership unless it is there; raises Forbidden for the removed."""
        if not _JOIN.all(db, gid=gid, uid=uid, type=type_, now=now):
            # The row existed, and is locked now: a member already, or removed.
            ((state,),) = _STATE.all(db, gid=gid, uid=uid)
            if state == "removed":
                raise Forbidden("removed from this group")

    @classmethod
    def end(cls, db: Session, gid: int, uids: list[int], state: str) -> None:
        """End memberships: the rows stay with the state "left" or "removed"."""
        _END.all(db, gid=gid, uids=uids, state=state)

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
        member: GroupMember | None = db.scalar(*_member(gid, uid))
        if member is None:
            raise NotFound(cls.noun)
        return member


_JOIN = Prepared("""
INSERT INTO group_members (gid, uid, type, time, state)
VALUES (%(gid)s, %(uid)s, %(type)s, %(now)s, 'member')
ON CONFLICT (gid, uid) DO UPDATE
SET type = excluded.type, time = excluded.time, state = 'member'
WHERE group_members.state = 'left'
RETURNING uid
""")
_STATE = Prepared("SELECT state FROM group_members WHERE gid = %(gid)s AND uid = %(uid)s")
_END = Prepared("""
UPDATE group_members SET state = %(state)s, admin = 0
WHERE gid = %(gid)s AND uid = ANY(%(uids)s::bigint[]) AND state = 'member'
""")


@prepared()
def _admins(gid: Value) -> Select[int]:
    admins = select(GroupMember.uid).where(GroupMember.gid == gid, GroupMember.admin == 1)
    return admins.order_by(GroupMember.uid)


@prepared()
def _uids(gid: Value, limit: Value) -> Select[int]:
    return select(GroupMember.uid).where(GroupMember.present(gid)).limit(limit)


@prepared_rows()
def _page(gid: Value, time: Value, uid: Value, offset: Value, limit: Value) -> Select[GroupMember]:
    member = GroupMember
    rows = select(member).where(member.state == "member", ~is_closed(member.uid))
    rows = ranges.page(rows, member.gid, gid, member.time, member.uid, before=(time, uid))
    return rows.offset(offset).limit(limit)


@prepared_rows()
def _of_user(uid: Value, limit: Value) -> Select[int, int, int]:
    member = GroupMember
    rows = select(member.gid, member.type, member.time)
    rows = rows.where(member.state == "member", text(_NOT_DELETED))
    return ranges.page(rows, member.uid, uid, member.time, member.gid).limit(limit)


@built_once()
def _member(gid: Value, uid: Value) -> Select[GroupMember]:
    query = select(GroupMember).where(GroupMember.present(gid), GroupMember.uid == uid)
    return query.where(~is_closed(GroupMember.uid)).with_for_update(key_share=True)
