"""Personal albums."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Now, Words, Zero


class AlbumMedia(Base):
    """One file in a user's album, the `album media` object; of the files only that of `type`."""

    __tablename__ = "album_media"
    noun = "album entry"

    did: Mapped[Key]
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    type: Mapped[str]
    picture: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    video: Mapped[str | None]
    voice: Mapped[str | None]
    # ms, 0 = unknown
    length: Mapped[Zero]
    text: Mapped[Words]
    time: Mapped[Now]

    __table_args__ = (
        CheckConstraint("type IN ('pic', 'vdo', 'vic')", name="type"),
        Index(None, "uid", "did"),
    )
