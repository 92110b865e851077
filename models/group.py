"""Groups, their members and invitations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    SmallInteger,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Flag, Key, Now, Words, flags, whole_place
from models.errors import Forbidden, NotFound
from models.user import User

MEMBER_STATE = "state IN ('member', 'left', 'removed')"
REPEAT_SECONDS = 86_400
"""The same invitation within this time makes no new event."""


class Group(Base):
    """A chat room with posts; the columns are the `group` object."""

    __tablename__ = "groups"
    noun = "group"

    gid: Mapped[Key]
    # keeps all rights without being a member, and the group outlives the account: no foreign key
    creator: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    board: Mapped[Words]
    # free for clients
    type: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    position: Mapped[str | None]
    time: Mapped[Now]
    everyone_caninvite: Mapped[int] = mapped_column(
        SmallInteger, default=1, server_default=text("1")
    )
    only_member_speak: Mapped[Flag]
    only_member_watch: Mapped[Flag]
    # 1 = the members' `can_post` counts
    member_control: Mapped[Flag]
    lat: Mapped[float | None]
    long: Mapped[float | None]

    __table_args__ = (
        *flags("everyone_caninvite", "only_member_speak", "only_member_watch", "member_control"),
        whole_place(),
        Index(None, "type", "gid"),
    )

    @classmethod
    def create(cls, db: Session, creator: int, now: int, **columns: Any) -> int:
        """Make a group with its creator as first member, and return its gid."""
        new = insert(cls).values(creator=creator, time=now, **columns).returning(cls.gid)
        gid = db.scalars(new).one()
        db.execute(insert(GroupMember).values(gid=gid, uid=creator, type=0, time=now))
        return gid

    @classmethod
    def seen_by(cls, db: Session, gid: int, uid: int, *, lock: bool = False) -> Standing:
        """The group and what the user is in it; raises NotFound.

        `lock` keeps the group from being deleted before the transaction ends, and nothing else.
        """
        query = (
            select(cls, GroupMember.state, GroupMember.can_post)
            .outerjoin(GroupMember, GroupMember.about(uid, cls.gid))
            .where(cls.gid == gid)
        )
        if lock:
            query = query.with_for_update(read=True, key_share=True, of=cls)
        row = db.execute(query).one_or_none()
        if row is None:
            raise NotFound(cls.noun)
        return Standing(row[0], uid, row.state, row.can_post)

    @classmethod
    def of_type(cls, db: Session, type_: int, limit: int) -> list[Group]:
        """Groups of one type, newest first."""
        query = select(cls).where(cls.type == type_).order_by(cls.gid.desc()).limit(limit)
        return list(db.scalars(query))

    @classmethod
    def readable(cls, uid: int) -> ColumnElement[bool]:
        """`Standing.may_read` as a condition on rows of `groups`."""
        member = exists().where(GroupMember.about(uid, cls.gid), GroupMember.state == "member")
        return or_(cls.only_member_watch == 0, cls.creator == uid, member)

    def change(self, db: Session, **columns: Any) -> None:
        """Overwrite these columns, whatever others did to them meanwhile."""
        if columns:
            db.execute(update(Group).where(Group.gid == self.gid).values(**columns))

    def delete(self, db: Session) -> None:
        """Delete the group with memberships, invitations and posts."""
        db.execute(delete(Group).where(Group.gid == self.gid))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user is in a group, and therefore may do there.

    Every right of a group is decided here. `state` is None for somebody the group never met.
    """

    group: Group
    uid: int
    state: str | None
    can_post: int | None

    @property
    def creator(self) -> bool:
        """The creator keeps all rights, member or not."""
        return self.group.creator == self.uid

    @property
    def inside(self) -> bool:
        return self.creator or self.state == "member"

    @property
    def may_read(self) -> bool:
        return self.inside or not self.group.only_member_watch

    @property
    def muted(self) -> bool:
        """`can_post` 0 counts while the group controls its members, inside or outside."""
        return bool(self.group.member_control) and self.can_post == 0

    @property
    def may_post(self) -> bool:
        if self.creator:
            return True
        if self.state == "removed" or self.muted:
            return False
        return self.inside or not self.group.only_member_speak

    @property
    def may_invite(self) -> bool:
        return self.creator or (self.state == "member" and bool(self.group.everyone_caninvite))

    def require_reader(self) -> Group:
        """The group; raises Forbidden for those who may not read it."""
        if not self.may_read:
            raise Forbidden("members only")
        return self.group

    def require_poster(self) -> Group:
        """The group; raises Forbidden for those who may not post or reply in it."""
        if not self.may_post:
            raise Forbidden("may not post here")
        return self.group

    def require_inviter(self) -> Group:
        """The group; raises Forbidden for those who may not invite into it."""
        if not self.may_invite:
            raise Forbidden("may not invite here")
        return self.group

    def require_creator(self) -> Group:
        """The group; raises Forbidden for everybody but its creator."""
        if not self.creator:
            raise Forbidden("not the creator")
        return self.group


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
    def present(cls, gid: int) -> ColumnElement[bool]:
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
        db.execute(query, execution_options={"synchronize_session": False})

    @classmethod
    def control(cls, db: Session, gid: int, uid: int, can_post: int) -> None:
        """Remember whether a user may post while the group controls its members."""
        query = update(cls).where(cls.about(uid, gid)).values(can_post=can_post)
        db.execute(query, execution_options={"synchronize_session": False})

    @classmethod
    def require(cls, db: Session, gid: int, uid: int) -> None:
        """Raise NotFound unless the user is a member."""
        query = select(cls.uid).where(cls.present(gid), cls.uid == uid)
        if db.scalar(query) is None:
            raise NotFound(cls.noun)


class GroupInvite(Base):
    """When somebody last invited a user; within 24 hours a repeat makes no new event."""

    __tablename__ = "group_invites"

    gid: Mapped[int] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    fromuid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    time: Mapped[Now]

    @classmethod
    def record(cls, db: Session, gid: int, fromuid: int, uids: list[int], now: int) -> list[int]:
        """Invite users: lift their removal, and return those for whom it is news.

        The inviter, members and unknown ids are skipped; so is, as news, what the same user said
        within the last `REPEAT_SECONDS`.
        """
        lifted = (
            update(GroupMember)
            .where(
                GroupMember.gid == gid, GroupMember.uid.in_(uids), GroupMember.state == "removed"
            )
            .values(state="left")
        )
        db.execute(lifted, execution_options={"synchronize_session": False})
        member = exists().where(GroupMember.present(gid), GroupMember.uid == User.uid)
        invited = select(literal(gid), User.uid, literal(fromuid), literal(now)).where(
            User.uid.in_(uids), User.uid != fromuid, ~member
        )
        entry = postgresql.insert(cls).from_select(["gid", "uid", "fromuid", "time"], invited)
        news = entry.on_conflict_do_update(
            index_elements=[cls.gid, cls.uid, cls.fromuid],
            set_={"time": now},
            where=cls.time <= now - REPEAT_SECONDS,
        )
        return list(db.scalars(news.returning(cls.uid)))
