"""Invitations into groups."""

from __future__ import annotations

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now
from models.group.group import Group
from models.group.member import GroupMember
from models.prepared import Prepared

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
        values = {"gid": gid, "fromuid": fromuid, "uids": uids, "now": now}
        return [uid for (uid,) in _RECORD.all(db, **values, before=now - REPEAT_SECONDS)]


# Locked in one order, so that two invitations of the same people cannot block each other.
_RECORD = Prepared("""
WITH lifted AS (
    UPDATE group_members SET state = 'left'
    WHERE gid = %(gid)s::bigint AND uid = ANY(%(uids)s::bigint[]) AND state = 'removed'
)
INSERT INTO group_invites (gid, uid, fromuid, time)
SELECT %(gid)s, uid, %(fromuid)s::bigint, %(now)s::bigint FROM users
WHERE uid = ANY(%(uids)s) AND uid <> %(fromuid)s AND NOT EXISTS (
    SELECT FROM group_members AS member
    WHERE member.gid = %(gid)s AND member.uid = users.uid AND member.state = 'member' OFFSET 0)
ORDER BY uid
ON CONFLICT (gid, uid, fromuid) DO UPDATE SET time = excluded.time
WHERE group_invites.time <= %(before)s::bigint
RETURNING uid
""")
