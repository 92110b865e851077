"""Invitations into groups."""

from __future__ import annotations

from sqlalchemy import ForeignKey, exists, literal, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now
from models.group.group import Group
from models.group.member import UNSEEN, GroupMember
from models.user import User

REPEAT_SECONDS = 86_400
"""A repeated invitation within this time makes no new event."""


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
    def approved(cls, db: Session, group: Group, uid: int) -> bool:
        """Whether the creator or an admin invited a user: an approval has then been given."""
        admins = select(GroupMember.uid).where(GroupMember.gid == group.gid, GroupMember.admin == 1)
        inviter = or_(cls.fromuid == group.creator, cls.fromuid.in_(admins))
        mine = select(cls.uid).where(cls.gid == group.gid, cls.uid == uid, inviter)
        return db.scalar(mine.limit(1)) is not None

    @classmethod
    def record(cls, db: Session, gid: int, fromuid: int, uids: list[int], now: int) -> list[int]:
        """Invite users: undo their removal, and return those who are to get an event.

        The inviter, members and unknown ids are skipped. A repeat by the same user within
        `REPEAT_SECONDS` makes no event.
        """
        lifted = (
            update(GroupMember)
            .where(
                GroupMember.gid == gid, GroupMember.uid.in_(uids), GroupMember.state == "removed"
            )
            .values(state="left")
        )
        db.execute(lifted, execution_options=UNSEEN)
        member = exists().where(GroupMember.present(gid), GroupMember.uid == User.uid)
        invited = select(literal(gid), User.uid, literal(fromuid), literal(now)).where(
            User.uid.in_(uids), User.uid != fromuid, ~member
        )
        # Locked in one order, so that two invitations of the same people cannot block each other.
        invited = invited.order_by(User.uid)
        entry = postgresql.insert(cls).from_select(["gid", "uid", "fromuid", "time"], invited)
        news = entry.on_conflict_do_update(
            index_elements=[cls.gid, cls.uid, cls.fromuid],
            set_={"time": now},
            where=cls.time <= now - REPEAT_SECONDS,
        )
        return list(db.scalars(news.returning(cls.uid)))
