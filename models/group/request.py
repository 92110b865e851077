"""Requests to join groups that approve their members."""

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
"""The type of the events that report requests."""
REQUEST_STATE = "state IN ('open', 'accepted', 'refused')"


class GroupRequest(Base):
    """The last request of a user to join a group, and its state."""

    __tablename__ = "group_requests"
    noun = "join request"

    gid: Mapped[int] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    # the `type` of the requested membership
    type: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str]
    # when creator and admins last got an event
    time: Mapped[Now]

    __table_args__ = (CheckConstraint(REQUEST_STATE, name="state"),)

    @classmethod
    def ask(cls, db: Session, gid: int, uid: int, type_: int, now: int) -> bool:
        """Open a request, or keep an open one; return whether to send creator and admins an event.

        A request within `REPEAT_SECONDS` after another makes an event only if the other was
        accepted.
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
        """The (gid, uid) of the request that an event reports; raises NotFound for other events."""
        event = db.scalar(select(Event).where(Event.eid == eid, Event.type == EVENT))
        if event is None:
            raise NotFound(cls.noun)
        return event.data["gid"], event.data["uid"]
