"""Personal albums."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import meeting, merging, ranges
from models.base import Base, Key, Now, Words
from models.endorsement import Endorsement
from models.media import OneFile


class AlbumMedia(OneFile, Base):
    """One file in a user's album, the `album media` object; only the file of `type` is set."""

    __tablename__ = "album_media"
    noun = "album entry"

    did: Mapped[Key]
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    text: Mapped[Words]
    time: Mapped[Now]

    __table_args__ = (
        Index(None, "uid", "did"),
        *OneFile.constraints("album_media", "text"),
    )

    @classmethod
    def page(
        cls,
        db: Session,
        reader: int,
        uid: int,
        before: int | None,
        limit: int,
        *,
        pictures: bool,
    ) -> list[AlbumMedia]:
        """A user's entries with did < before, newest first; `pictures`: only pictures."""
        rows = select(cls).where(~meeting.apart(reader, cls.uid), *cls._wanted(pictures=pictures))
        rows = ranges.page(rows, cls.uid, uid, cls.did, before=before or None)
        return list(db.scalars(rows.limit(limit)))

    @classmethod
    def of_endorsers(
        cls, db: Session, reader: int, before: int | None, limit: int, *, pictures: bool
    ) -> list[AlbumMedia]:
        """Entries of all endorsers with did < before, newest first; `pictures`: only pictures."""
        endorsers = select(Endorsement.uid).where(Endorsement.endorsement_type > 0)
        endorsers = endorsers.where(~meeting.apart(reader, Endorsement.uid))
        wanted = cls._wanted(pictures=pictures)
        pages = merging.Pages(
            *(cls, cls.did, cls.uid, endorsers), wanted=wanted, before=before or ranges.AFTER_ALL
        )
        return list(db.scalars(pages.first(limit)))

    @classmethod
    def _wanted(cls, *, pictures: bool) -> tuple[ColumnElement[bool], ...]:
        return (cls.type == "pic",) if pictures else ()
