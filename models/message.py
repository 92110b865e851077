"""Private messages."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, insert, select
from sqlalchemy.orm import Mapped, Session

from models.base import Base, Key, Now, whole_place


class Message(Base):
    """A private message. `type`: txt, pic, vdo, vic (voice) or geo.

    `fromid` and `toid` refer to no row on purpose: the table is the hottest of all, each foreign
    key would cost a lookup and a lock on the user's row per message, and messages to others stay
    when their author is deleted.
    """

    __tablename__ = "messages"
    noun = "message"

    msgid: Mapped[Key]
    fromid: Mapped[int]
    toid: Mapped[int]
    type: Mapped[str]
    # the text, or the caption of an uploaded file
    content: Mapped[str | None]
    lat: Mapped[float | None]
    long: Mapped[float | None]
    picture: Mapped[str | None]
    video: Mapped[str | None]
    voice: Mapped[str | None]
    # in pixels; null when nobody knows
    width: Mapped[int | None]
    height: Mapped[int | None]
    # ms of video or voice, 0 = unknown
    length: Mapped[int | None]
    time: Mapped[Now]

    __table_args__ = (
        CheckConstraint("type IN ('txt', 'pic', 'vdo', 'vic', 'geo')", name="type"),
        whole_place(),
        Index(None, "toid", "msgid"),
        # Rows lie in the order of time, so a block range index finds the old ones and costs
        # next to nothing per insert.
        Index(None, "time", postgresql_using="brin"),
    )

    @classmethod
    def store(cls, db: Session, **columns: Any) -> "Message":
        """Insert a message and return its row."""
        return db.scalars(insert(cls).values(**columns).returning(cls)).one()

    @classmethod
    def page(
        cls, db: Session, toid: int, after: int, before: int | None, limit: int
    ) -> list["Message"]:
        """Messages to a user with after < msgid < before, newest first."""
        query = select(cls).where(cls.toid == toid, cls.msgid > after)
        if before is not None:
            query = query.where(cls.msgid < before)
        return list(db.scalars(query.order_by(cls.msgid.desc()).limit(limit)))
