"""Requests to be let into groups that want to approve their members."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now
from models.errors import NotFound
from models.event import Event
from models.group.invite import REPEAT_SECONDS
from models.group.member import UNSEEN

EVENT = "request_join_group"
"""The type of the events that tell of requests."""
REQUEST_STATE = "state IN ('open', 'accepted', 'refused')"


class GroupRequest(Base):
    """The last request of a user to join a group, and what became of it."""

    __tablename__ = "group_requests"
    noun = "join request"

    gid: Mapped[int] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    # of the membership that is asked for
    type: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str]
    # when creator and admins were told the last time
    time: Mapped[Now]

    __table_args__ = (CheckConstraint(REQUEST_STATE, name="state"),)

    @classmethod
    def ask(cls, db: Session, gid: int, uid: int, type_: int, now: int) -> bool:
        """Open a request, or keep an open one; whether creator and admins are to be told.

        A request that follows another within `REPEAT_SECONDS` is news only if that was accepted.
        """
        values = {"type": type_, "state": "open"}
        entry = postgresql.insert(cls).values(gid=gid, uid=uid, time=now, **values)
        news = entry.on_conflict_do_update(
            index_elements=[cls.gid, cls.uid],
            set_=values | {"time": now},
            where=or_(cls.state == "accepted", cls.time <= now - REPEAT_SECONDS),
        )
        if db.scalar(news.returning(cls.uid)) is not None:
            return True
        again = update(cls).where(cls.gid == gid, cls.uid == uid).values(**values)
        db.execute(again, execution_options=UNSEEN)
        return False

    @classmethod
    def told_by(cls, db: Session, eid: int) -> tuple[int, int]:
        """Of whom an event tells, as (gid, uid); raises NotFound for events of other kinds."""
        event = db.scalar(select(Event).where(Event.eid == eid, Event.type == EVENT))
        if event is None:
            raise NotFound(cls.noun)
        return event.data["gid"], event.data["uid"]
