"""Devices for alerts, and what their badges count."""

from collections.abc import Collection

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Integer,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Flag, Now, Zero, flags
from models.session import Session as Login


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

    @classmethod
    def register(cls, db: Session, sid: int, uid: int, token: str, is_debug: int, now: int) -> None:
        """Make a token that of a session's device, and of no other.

        The session's own token again keeps the badge; any other begins at 0, whatever is unread.
        """
        _one_at_a_time(db, sid, token)
        here, same = cls.sid == sid, cls.device_token == token
        db.execute(delete(cls).where(or_(and_(here, ~same), and_(~here, same))))
        device = select(
            Login.sid,
            Login.uid,
            literal(token),
            literal(is_debug),
            UnreadMessage.newest(uid),
            literal(now),
        ).where(Login.sid == sid)  # none if the session has ended meanwhile
        words = ["sid", "uid", "device_token", "is_debug", "badge_msgid", "time"]
        add = insert(cls).from_select(words, device)
        db.execute(
            add.on_conflict_do_update(
                index_elements=["sid"],
                set_={"is_debug": add.excluded.is_debug, "time": add.excluded.time},
            )
        )
        UnreadMessage.drop_uncounted(db, uid)

    @classmethod
    def unregister(cls, db: Session, sid: int, uid: int) -> None:
        """Delete the device of a session, if there is one."""
        db.execute(delete(cls).where(cls.sid == sid))
        UnreadMessage.drop_uncounted(db, uid)

    @classmethod
    def set_badge(cls, db: Session, sid: int, uid: int, badge: int) -> None:
        """Let the badge of a session's device count up from this value."""
        values = {"badge": badge, "badge_msgid": UnreadMessage.newest(uid)}
        db.execute(update(cls).where(cls.sid == sid).values(values))
        UnreadMessage.drop_uncounted(db, uid)

    @classmethod
    def shown_badge(cls) -> ColumnElement[int]:
        """What the device's badge shows, as an expression of a query."""
        unread = select(func.count()).where(
            UnreadMessage.uid == cls.uid, UnreadMessage.msgid > cls.badge_msgid
        )
        return cls.badge + unread.scalar_subquery()


def _one_at_a_time(db: Session, sid: int, token: str) -> None:
    """Let registrations of the same session, or of the same token, wait for each other."""
    keys = (f"session {sid}", f"token {token}")
    locks = (func.pg_advisory_xact_lock(func.hashtextextended(key, 0)) for key in keys)
    db.execute(select(*locks))


class UnreadMessage(Base):
    """A message that counts in the badges of `uid` until it is read on any device.

    Kept only for users with devices. Refers to no message for the same reason that messages
    refer to no user.
    """

    __tablename__ = "unread_messages"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    msgid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    @classmethod
    def newest(cls, uid: int) -> ColumnElement[int]:
        """The highest unread msgid of a user, 0 without any, as an expression of a query."""
        return func.coalesce(select(func.max(cls.msgid)).where(cls.uid == uid).scalar_subquery(), 0)

    @classmethod
    def read(cls, db: Session, uid: int, msgids: Collection[int]) -> None:
        """These messages count in no badge of the user any more."""
        db.execute(delete(cls).where(cls.uid == uid, cls.msgid.in_(msgids)))

    @classmethod
    def drop_uncounted(cls, db: Session, uid: int) -> None:
        """Delete what no device of the user counts."""
        counted = select(func.min(Device.badge_msgid)).where(Device.uid == uid).scalar_subquery()
        old = or_(counted.is_(None), cls.msgid <= counted)
        db.execute(delete(cls).where(cls.uid == uid, old))
