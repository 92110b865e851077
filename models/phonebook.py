"""Uploaded phone books and whom they found."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Now, Plain


class Contact(Base):
    """A number in the phone book of `owner`, one row per spelling.

    `phone` is echoed exactly as uploaded. `number` is what is compared: E.164, or the bare digits
    of a text that is no possible number.
    """

    __tablename__ = "contacts"

    owner: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True
    )
    phone: Mapped[Plain] = mapped_column(primary_key=True)
    number: Mapped[Plain]
    name: Mapped[str | None]
    time: Mapped[Now]

    __table_args__ = (Index(None, "number", "owner"),)


class ContactMatch(Base):
    """A user found in a phone book; told to the uploader `owner` once per pair.

    An upload may tell it again. Waits while `push_time` is null, for at most 30 days.
    """

    __tablename__ = "contact_matches"

    owner: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True
    )
    # whom the book found
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    create_time: Mapped[Now]
    push_time: Mapped[int | None]

    __table_args__ = (
        Index(
            "ix_contact_matches_waiting",
            "create_time",
            "owner",
            postgresql_where=text("push_time IS NULL"),
        ),
    )
