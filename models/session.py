"""Logins."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Now


class Session(Base):
    """A login of one user; `sid` stays the same when the session id is exchanged.

    The id itself is never stored, only its SHA-256. Only the last two ids are good: `old_hash`
    holds the one before the last exchange and is good until `old_until`.
    """

    __tablename__ = "sessions"
    noun = "session"

    sid: Mapped[Key]
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    id_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    old_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_until: Mapped[int | None]
    # true expiry, unix seconds
    timeout: Mapped[int] = mapped_column(index=True)
    # When and how the login was made; an exchange changes neither. A fresh login by code may set
    # a new password without the old one.
    create_time: Mapped[Now]
    method: Mapped[str] = mapped_column(default="code")

    __table_args__ = (
        CheckConstraint("method IN ('code', 'password')", name="method"),
        CheckConstraint("(old_hash IS NULL) = (old_until IS NULL)", name="old"),
        Index(None, "old_hash", unique=True, postgresql_where=text("old_hash IS NOT NULL")),
        Index(None, "old_until", postgresql_where=text("old_until IS NOT NULL")),
    )
