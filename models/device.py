"""Devices for alerts, and what their badges count."""

from collections.abc import Mapping, Sequence

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Row,
    Text,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Flag, Now, Zero, flags
from models.db import run
from models.ranges import AFTER_ALL
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
    # the session's user, repeated here to find all devices of a user at once
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    platform: Mapped[str] = mapped_column(Text, server_default=text("'ios'"))
    device_token: Mapped[str] = mapped_column(unique=True)
    # 1 = the token belongs to the sandbox
    is_debug: Mapped[Flag]
    # what the client last set, plus the alerts since then that were not of messages
    badge: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    # highest msgid when the client last set the badge
    badge_msgid: Mapped[Zero]
    # when it was registered; an older report of a bad token does not apply to it
    time: Mapped[Now]

    __table_args__ = (
        *flags("is_debug"),
        CheckConstraint("badge >= 0", name="badge"),
        CheckConstraint("platform IN ('ios', 'fcm', 'jpush')", name="platform"),
    )

    @classmethod
    def register(
        cls,
        db: Session,
        sid: int,
        uid: int,
        platform: str,
        token: str,
        is_debug: int,
        now: int,
    ) -> None:
        """Register a token for a session's device, and take it from any other session.

        When the session registers its token again the badge is kept; another token begins at 0,
        even if messages are unread.
        """
        _one_at_a_time(db, sid, token)
        here, same = cls.sid == sid, cls.device_token == token
        db.execute(delete(cls).where(or_(and_(here, ~same), and_(~here, same))))
        device = select(
            Login.sid,
            Login.uid,
            literal(platform),
            literal(token),
            literal(is_debug),
            UnreadMessage.newest(uid),
            literal(now),
        ).where(Login.sid == sid)  # none if the session has ended meanwhile
        words = ["sid", "uid", "platform", "device_token", "is_debug", "badge_msgid", "time"]
        add = insert(cls).from_select(words, device)
        db.execute(
            add.on_conflict_do_update(
                index_elements=["sid"],
                set_={word: add.excluded[word] for word in ("platform", "is_debug", "time")},
            )
        )
        UnreadMessage.drop_uncounted(db, uid)

    @classmethod
    def unregister(cls, db: Session, sid: int, uid: int) -> None:
        """Delete the device of a session, if there is one."""
        db.execute(delete(cls).where(cls.sid == sid))
        UnreadMessage.drop_uncounted(db, uid)

    @classmethod
    def unregister_token(cls, db: Session, uid: int, token: str) -> None:
        """Delete the device with a token if it belongs to any session of this user."""
        same = or_(
            cls.device_token == token,
            # Tokens of Apple are stored in lower case.
            and_(cls.platform == "ios", cls.device_token == token.lower()),
        )
        db.execute(delete(cls).where(cls.uid == uid, same))
        UnreadMessage.drop_uncounted(db, uid)

    @classmethod
    def set_badge(cls, db: Session, sid: int, uid: int, badge: int) -> None:
        """Set the badge of a session's device; later alerts count up from this value."""
        values = {"badge": badge, "badge_msgid": UnreadMessage.newest(uid)}
        db.execute(update(cls).where(cls.sid == sid).values(values))
        UnreadMessage.drop_uncounted(db, uid)

    @classmethod
    def count_up(cls, db: Session, uids: Sequence[int]) -> None:
        """Count an alert other than a message's in the badges of users: 1 per mention of a uid.

        The caller reads the new badges in the same transaction.
        """
        # Locked in one order, so that two alerts to the same crowd cannot block each other.
        known = select(cls.sid).where(cls.uid.in_(set(uids))).order_by(cls.sid).with_for_update()
        locked = known.cte("locked")
        times = func.cardinality(func.array_positions(literal(uids, ARRAY(BigInteger)), cls.uid))
        mine = cls.sid.in_(select(locked.c.sid))
        more = update(cls).where(mine).values(badge=cls.badge + times)
        db.execute(more, execution_options=_QUIETLY)

    @classmethod
    def drop_bad(cls, db: Session, tokens: Mapping[str, int]) -> None:
        """Delete devices by tokens that were bad at a time, unless registered again since then."""
        if not tokens:
            return
        texts = literal(list(tokens), ARRAY(Text))
        times = literal(list(tokens.values()), ARRAY(BigInteger))
        bad = func.unnest(texts, times).table_valued("token", "time").render_derived()
        # Times are whole seconds: a token of the same second stays until the next alert.
        gone = and_(cls.device_token == bad.c.token, cls.time < bad.c.time)
        query = delete(cls).where(gone).returning(cls.uid)
        uids = set(db.scalars(query, execution_options=_QUIETLY))
        UnreadMessage.drop_uncounted(db, *uids)

    @classmethod
    def shown_badge(cls) -> ColumnElement[int]:
        """What the device's badge shows, as an expression of a query."""
        unread = select(func.count()).where(
            UnreadMessage.uid == cls.uid, UnreadMessage.msgid > cls.badge_msgid
        )
        return cls.badge + unread.scalar_subquery()


def logins(db: Session, uid: int, now: int, limit: int) -> Sequence[Row[Login, str | None]]:
    """A user's living sessions, newest first, with the platform of the device each registered."""
    query = select(Login, Device.platform)
    query = query.outerjoin(Device, Device.sid == Login.sid)
    query = query.where(Login.uid == uid, Login.timeout > now)
    return db.execute(query.order_by(Login.create_time.desc(), Login.sid.desc()).limit(limit)).all()


_QUIETLY = {"synchronize_session": False}
"""Do not look for these rows among the session's objects: no caller has loaded any."""


def _one_at_a_time(db: Session, sid: int, token: str) -> None:
    """Make registrations of the same session, or of the same token, wait for each other."""
    keys = (f"session {sid}", f"token {token}")
    locks = (func.pg_advisory_xact_lock(func.hashtextextended(key, 0)) for key in keys)
    db.execute(select(*locks))


class UnreadMessage(Base):
    """A message that counts in the badges of `uid` until it is read on any device.

    It is read when the user's read mark of the sender passes it (see models/conversation.py). Kept
    only for users with devices. It has no foreign key to the message, for the same reason that
    messages have none to users.
    """

    __tablename__ = "unread_messages"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    msgid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fromid: Mapped[int]

    # a read mark passes what one sender wrote
    __table_args__ = (Index(None, "uid", "fromid", "msgid"),)

    @classmethod
    def newest(cls, uid: int) -> ColumnElement[int]:
        """The highest unread msgid of a user, 0 without any, as an expression of a query."""
        return func.coalesce(select(func.max(cls.msgid)).where(cls.uid == uid).scalar_subquery(), 0)

    @classmethod
    def drop_uncounted(cls, db: Session, *uids: int) -> None:
        """Delete the rows that no device of these users counts, at most `UNCOUNTED` for each user.

        Rows beyond that do no harm: they are deleted at the next change of a device, or when the
        message is read.
        """
        if uids:
            run(db, _DROP_UNCOUNTED, {"uids": list(uids), "limit": UNCOUNTED, "last": AFTER_ALL})


UNCOUNTED = 1000
# By ctid (no row is ever updated), so that no plan can read the whole table.
_DROP_UNCOUNTED = """
DELETE FROM unread_messages WHERE ctid = ANY(ARRAY(
    SELECT unread.ctid FROM unnest(%(uids)s::bigint[]) AS asked (uid), LATERAL (
        SELECT ctid FROM unread_messages AS one
        WHERE one.uid = asked.uid AND msgid <= coalesce(
            (SELECT min(badge_msgid) FROM devices WHERE devices.uid = asked.uid), %(last)s)
        ORDER BY msgid LIMIT %(limit)s
    ) AS unread
))
"""
