"""Devices for alerts, and what their badges count."""

from sqlalchemy import CheckConstraint, ForeignKey, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Flag, Now, Zero, flags


class Device(Base):
    """The device of one session, registered for alerts; gone when the session ends.

    The badge shown is `badge` plus the rows of UnreadMessage above `badge_msgid`.
    """

    __tablename__ = "devices"
    noun = "device"

    sid: Mapped[int] = mapped_column(
        ForeignKey("sessions.sid", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # the session's user, repeated to find all devices of a user at once
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    device_token: Mapped[str] = mapped_column(unique=True)
    # 1 = the token belongs to the sandbox
    is_debug: Mapped[Flag]
    # what the client last set, plus the alerts since then that were no messages
    badge: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    # highest msgid when the client last set the badge
    badge_msgid: Mapped[Zero]
    # registered; an older report of a bad token does not concern it
    time: Mapped[Now]

    __table_args__ = (*flags("is_debug"), CheckConstraint("badge >= 0", name="badge"))


class UnreadMessage(Base):
    """A message that counts in the badges of `uid` until it is read on any device.

    Kept only for users with devices. Refers to no message for the same reason that messages
    refer to no user.
    """

    __tablename__ = "unread_messages"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    msgid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
