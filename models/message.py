"""Private messages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CheckConstraint, Index, delete, insert, select
from sqlalchemy.orm import Mapped, Session, aliased

from models import meeting
from models.base import Base, Key, Now, whole_place
from models.db import run
from models.device import UnreadMessage
from models.errors import Forbidden, NotFound
from models.media import names_files
from models.outbox import SWEEP_SECONDS
from models.prepared import Prepared

_SENT = dict(
    **dict.fromkeys(("fromid", "toid", "time"), "bigint"),
    **dict.fromkeys(("type", "content", "picture", "video", "voice"), "text"),
    **dict.fromkeys(("lat", "long"), "float8"),
    **dict.fromkeys(("width", "height", "length"), "int"),
)
# Whoever writes to a receiver waits here for those who did before: a msgid is drawn only when all
# smaller ones of the same receiver are committed, so no reader's cursor goes past one that is yet
# to come. Held until the transaction ends.
_TURN = "pg_advisory_xact_lock(hashtextextended('messages:' || uid, 0))"
_APART = meeting.APART.format(one="%(fromid)s", other="%(toid)s")
# The column names are our own; values travel as parameters.
_SEND = Prepared(f"""
WITH turn AS MATERIALIZED (
    SELECT uid, {_TURN} FROM users
    WHERE uid = %(toid)s AND (%(anyway)s OR NOT {_APART})
), sent AS (
    INSERT INTO messages ({", ".join(_SENT)})
    SELECT {", ".join(f"%({name})s::{type_}" for name, type_ in _SENT.items())}
    FROM turn
    RETURNING msgid
), unread AS (
    INSERT INTO unread_messages (uid, msgid)
    SELECT %(toid)s, msgid FROM sent
    WHERE %(toid)s <> %(fromid)s AND EXISTS (SELECT FROM devices WHERE uid = %(toid)s)
    RETURNING msgid
)
SELECT (SELECT msgid FROM sent), EXISTS (SELECT FROM unread) FROM users WHERE uid = %(toid)s
""")  # noqa: S608

PART = 500
"""Receivers in one job for alerts, at most."""
_SEND_ALL = f"""
WITH receivers AS MATERIALIZED (
    SELECT uid FROM users WHERE uid = ANY(%(uids)s::bigint[]) ORDER BY uid
), turns AS MATERIALIZED (
    SELECT uid, {_TURN} FROM receivers
), sent AS (
    INSERT INTO messages (fromid, toid, type, content, time)
    SELECT %(fromid)s, uid, 'txt', %(content)s, %(time)s
    FROM turns
    RETURNING msgid, toid
), unread AS (
    INSERT INTO unread_messages (uid, msgid)
    SELECT toid, msgid FROM sent
    WHERE toid <> %(fromid)s AND EXISTS (SELECT FROM devices WHERE uid = toid)
    RETURNING uid, msgid
), alert AS (
    INSERT INTO outbox (task, args, create_time, due)
    SELECT %(task)s, jsonb_build_object('due', jsonb_agg(
        jsonb_build_array('newmsg', msgid, uid))), %(time)s, %(time)s + {SWEEP_SECONDS}
    FROM (SELECT uid, msgid, (row_number() OVER (ORDER BY msgid) - 1) / {PART} AS part FROM unread)
        AS parts
    GROUP BY part
    RETURNING id
)
SELECT msgid, toid, NULL::bigint FROM sent
UNION ALL SELECT NULL, NULL, id FROM alert
ORDER BY 1
"""  # noqa: S608


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
        names_files("messages", "content", "picture", "video", "voice"),
    )

    @classmethod
    def store(cls, db: Session, **columns: Any) -> "Message":
        """Insert a message and return its row."""
        return db.scalars(insert(cls).values(**columns).returning(cls)).one()

    @classmethod
    def send(cls, db: Session, *, anyway: bool = False, **columns: Any) -> tuple[int, bool]:
        """Store a message in one statement; its msgid, and whether it counts as unread.

        It does when the receiver has a device. Raises NotFound when there is no user `toid`, and
        Forbidden when a block stands between the two, unless it is to be sent `anyway`.
        """
        row = _SEND.first(db, anyway=anyway, **dict.fromkeys(_SENT) | columns)
        if row is None:
            raise NotFound("user")
        msgid, unread = row
        if msgid is None:
            raise Forbidden
        return msgid, unread

    @classmethod
    def send_all(
        cls, db: Session, alert: str, fromid: int, uids: Sequence[int], content: str, now: int
    ) -> tuple[list[tuple[int, int]], list[int]]:
        """Store the same text for many users in one statement, with jobs named `alert`.

        Gives (msgid, toid) by msgid, and the outbox ids of the jobs. Users who are gone are
        left out.
        """
        sent = {"fromid": fromid, "uids": list(uids), "content": content, "time": now}
        rows = run(db, _SEND_ALL, sent | {"task": alert})
        messages = [(msgid, toid) for msgid, toid, job in rows if job is None]
        return messages, [job for _, _, job in rows if job is not None]

    @classmethod
    def page(
        cls, db: Session, toid: int, after: int, before: int | None, limit: int
    ) -> list["Message"]:
        """Messages to a user with after < msgid < before, newest first, and one more if there is.

        The first `limit` of them are read now: they count in no badge any more.
        """
        query = select(cls).where(cls.toid == toid, cls.msgid > after)
        if before:
            query = query.where(cls.msgid < before)
        page = query.order_by(cls.msgid.desc()).limit(limit + 1).cte("page")
        newest = page.c.msgid.desc()
        read = UnreadMessage.reading(toid, select(page.c.msgid).order_by(newest).limit(limit))
        return list(db.scalars(select(aliased(cls, page)).add_cte(read).order_by(newest)))

    @classmethod
    def remove(cls, db: Session, msgid: int) -> None:
        """Delete a message, from badges too."""
        db.execute(delete(UnreadMessage).where(UnreadMessage.msgid == msgid))
        db.execute(delete(cls).where(cls.msgid == msgid))

    @classmethod
    def drop_older(cls, db: Session, time: int, limit: int) -> int:
        """Delete at most `limit` messages written before `time`, from badges too."""
        gone = cls.drop(db, cls.time < time, limit)
        db.execute(delete(UnreadMessage).where(UnreadMessage.msgid.in_(gone)))
        return len(gone)
