"""Personal albums."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import meeting, merging, ranges
from models.base import Base, Key, Now, Words
from models.endorsement import Endorsement
from models.media import OneFile
from models.prepared import prepared_rows
from models.statements import Value


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
    ) -> list[Any]:
        """A user's entries with did < before, newest first: rows; `pictures`: only pictures."""
        return _page(db, reader, uid, before or ranges.AFTER_ALL, limit, pictures=pictures)

    @classmethod
    def of_endorsers(
        cls, db: Session, reader: int, before: int | None, limit: int, *, pictures: bool
    ) -> list[Any]:
        """Entries of all endorsers with did < before, newest first: rows; `pictures`: as there."""
        return _of_endorsers(db, reader, before or ranges.AFTER_ALL, limit, pictures=pictures)


@prepared_rows()
def _page(
    reader: Value, uid: Value, before: Value, limit: Value, *, pictures: bool
) -> Select[AlbumMedia]:
    entry = AlbumMedia
    rows = select(entry).where(~meeting.apart(reader, entry.uid), *_wanted(pictures=pictures))
    return ranges.page(rows, entry.uid, uid, entry.did, before=before).limit(limit)


@prepared_rows()
def _of_endorsers(
    reader: Value, before: Value, limit: Value, *, pictures: bool
) -> Select[AlbumMedia]:
    entry = AlbumMedia
    endorsers = select(Endorsement.uid).where(Endorsement.endorsement_type > 0)
    endorsers = endorsers.where(~meeting.apart(reader, Endorsement.uid))
    wanted = _wanted(pictures=pictures)
    pages = merging.Pages(*(entry, entry.did, entry.uid, endorsers), wanted=wanted, before=before)
    return pages.first(limit)


def _wanted(*, pictures: bool) -> tuple[ColumnElement[bool], ...]:
    return (AlbumMedia.type == "pic",) if pictures else ()
