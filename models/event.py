"""Stored notifications."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Index, insert, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Now


class Event(Base):
    """A notification for one user, `eid` ascending.

    `data` holds the keys that belong to the `type` (add_friend, group_invite,
    request_join_circle, accept_join_circle). No foreign key: see Message.
    """

    __tablename__ = "events"
    noun = "event"

    eid: Mapped[Key]
    # the addressee; the `uid` on the wire is the one in `data`
    uid: Mapped[int]
    type: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    create_time: Mapped[Now]

    __table_args__ = (
        Index(None, "uid", "eid"),
        Index(None, "create_time", postgresql_using="brin"),
    )

    @classmethod
    def record(
        cls, db: Session, uids: Sequence[int], type_: str, data: dict[str, Any], now: int
    ) -> list["Event"]:
        """Store the same notification for several users in one statement."""
        if not uids:
            return []
        rows = [{"uid": uid, "type": type_, "data": data, "create_time": now} for uid in uids]
        return list(db.scalars(insert(cls).returning(cls), rows))

    @classmethod
    def page(
        cls, db: Session, uid: int, after: int, before: int | None, limit: int
    ) -> list["Event"]:
        """A user's events with after < eid < before (0 = no bound), newest first."""
        query = select(cls).where(cls.uid == uid, cls.eid > after)
        if before:
            query = query.where(cls.eid < before)
        return list(db.scalars(query.order_by(cls.eid.desc()).limit(limit)))
