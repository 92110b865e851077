"""The receivers of a message to a circle."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from models.circle import CircleMember


@dataclass(frozen=True, slots=True)
class Audience:
    """The members of a circle except the sender; only those who joined by `until` if it is given.

    Without `roleids` all members, else those with one of these roles.
    """

    cid: int
    roleids: Collection[int]
    sender: int
    until: int | None = None

    def _holds(self) -> ColumnElement[bool]:
        member = CircleMember
        roles = member.roleid.in_(self.roleids) if self.roleids else true()
        early = true() if self.until is None else member.time <= self.until
        return and_(member.cid == self.cid, member.uid != self.sender, early, roles)

    def size(self, db: Session) -> int:
        """The number of receivers."""
        return db.scalar(select(func.count()).where(self._holds())) or 0

    def after(self, db: Session, uid: int, limit: int) -> list[int]:
        """The next receivers, in the order of uids."""
        query = select(CircleMember.uid).where(self._holds(), CircleMember.uid > uid)
        return list(db.scalars(query.order_by(CircleMember.uid).limit(limit)))
