"""Announcements and links of circles, both made by operations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Key, Now
from models.circle.circle import Circle
from models.media import names_files


class CircleBoard(Base):
    """An announcement, the current one or an older one: the `board` object."""

    __tablename__ = "circle_boards"
    noun = "board"

    bid: Mapped[Key]
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    board: Mapped[str]
    time: Mapped[Now]

    __table_args__ = (Index(None, "cid", "bid"), names_files("circle_boards", "board"))

    @classmethod
    def announce(cls, db: Session, circle: Circle, board: str, now: int) -> CircleBoard:
        """Make a text a circle's current announcement; return its row in the history."""
        circle.board = board
        entry = cls(cid=circle.cid, board=board, time=now)
        db.add(entry)
        db.flush()  # for the id
        return entry

    @classmethod
    def page(cls, db: Session, cid: int, before: int | None, limit: int) -> list[CircleBoard]:
        """A circle's announcements with bid < before, newest first."""
        rows = ranges.page(select(cls), cls.cid, cid, cls.bid, before=before or None)
        return list(db.scalars(rows.limit(limit)))


class CircleLink(Base):
    """A link operations attached to a circle: the `ex link` object."""

    __tablename__ = "circle_links"
    noun = "link"

    ceid: Mapped[Key]
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    title: Mapped[str]
    url: Mapped[str]
    icon_url: Mapped[str | None]
    time: Mapped[Now]

    __table_args__ = (
        Index(None, "cid", "ceid"),
        names_files("circle_links", "title", "url", "icon_url"),
    )

    @classmethod
    def of_circles(cls, db: Session, cids: Sequence[int]) -> dict[int, list[CircleLink]]:
        """The links of several circles in the order they were made; the result has every cid."""
        links: dict[int, list[CircleLink]] = {cid: [] for cid in cids}
        for link in db.scalars(select(cls).where(cls.cid.in_(cids)).order_by(cls.ceid)):
            links[link.cid].append(link)
        return links
