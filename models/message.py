"""Private messages."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Index, delete, or_, select
from sqlalchemy.orm import Mapped, Session, aliased

from models import closure, meeting
from models.base import Base, Key, Now, whole_place
from models.db import run
from models.delivery import Kind, take
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
_OPEN = closure.OPEN.format(uid="%(toid)s")
_APART = meeting.APART.format(one="%(fromid)s", other="%(toid)s")
# The column names are our own; values travel as parameters.
_SEND = Prepared(f"""
WITH receiver AS MATERIALIZED (
    SELECT uid FROM users
    WHERE uid = %(toid)s AND {_OPEN} AND (%(anyway)s OR NOT {_APART})
), counters AS (
    {
    take(
        "SELECT uid, 1, %(time)s::bigint FROM receiver"
        " UNION SELECT %(fromid)s::bigint, 1, %(time)s::bigint FROM receiver"
    )
}
), sent AS (
    INSERT INTO messages ({", ".join(_SENT)})
    SELECT {", ".join(f"%({name})s::{type_}" for name, type_ in _SENT.items())}
    FROM counters WHERE uid = %(toid)s
    RETURNING msgid
), delivered AS (
    INSERT INTO deliveries (uid, seq, kind, item, time)
    SELECT uid, seq, {int(Kind.MESSAGE)}, msgid, counters.time FROM counters, sent
), unread AS (
    INSERT INTO unread_messages (uid, msgid)
    SELECT %(toid)s, msgid FROM sent
    WHERE %(toid)s <> %(fromid)s AND EXISTS (SELECT FROM devices WHERE uid = %(toid)s)
    RETURNING msgid
)
SELECT (SELECT msgid FROM sent), EXISTS (SELECT FROM unread),
    (SELECT seq FROM counters WHERE uid = %(toid)s),
    (SELECT seq FROM counters WHERE uid = %(fromid)s)
FROM users WHERE uid = %(toid)s AND {_OPEN}
""")  # noqa: S608

PART = 500
"""Receivers in one job for alerts, at most."""
_SEND_ALL = f"""
WITH receivers AS MATERIALIZED (
    SELECT uid FROM users WHERE uid = ANY(%(uids)s::bigint[]) AND uid <> %(fromid)s
), counters AS (
    {
    take(
        "SELECT uid, 1, %(time)s FROM receivers UNION ALL"
        " SELECT %(fromid)s, count(*), %(time)s FROM receivers"
    )
}
), sent AS (
    INSERT INTO messages (fromid, toid, type, content, time)
    SELECT %(fromid)s, uid, 'txt', %(content)s, %(time)s
    FROM counters WHERE uid <> %(fromid)s
    RETURNING msgid, toid
), numbered AS (
    SELECT msgid, toid, mine.seq, mine.time,
        own.seq + 1 - row_number() OVER (ORDER BY msgid DESC) AS own_seq, own.time AS own_time
    FROM sent JOIN counters AS mine ON mine.uid = toid JOIN counters AS own ON own.uid = %(fromid)s
), delivered AS (
    INSERT INTO deliveries (uid, seq, kind, item, time)
    SELECT toid, seq, {int(Kind.MESSAGE)}, msgid, time FROM numbered
    UNION ALL SELECT %(fromid)s, own_seq, {int(Kind.MESSAGE)}, msgid, own_time FROM numbered
), unread AS (
    INSERT INTO unread_messages (uid, msgid)
    SELECT toid, msgid FROM sent WHERE EXISTS (SELECT FROM devices WHERE uid = toid)
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
SELECT msgid, toid, seq, own_seq, NULL::bigint FROM numbered
UNION ALL SELECT NULL, NULL, NULL, NULL, id FROM alert
ORDER BY 1
"""  # noqa: S608


class Sent(NamedTuple):
    """A message that was stored, and its number for the receiver and for the sender.

    A message to oneself has one number.
    """

    msgid: int
    toid: int
    seq: int
    own_seq: int


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
    def send(cls, db: Session, *, anyway: bool = False, **columns: Any) -> tuple[Sent, bool]:
        """Store a message in one statement, and say whether it counts as unread.

        It does when the receiver has a device. Raises NotFound when there is no user `toid`, and
        Forbidden when a block stands between the two, unless it is to be sent `anyway`.
        """
        row = _SEND.first(db, anyway=anyway, **dict.fromkeys(_SENT) | columns)
        if row is None:
            raise NotFound("user")
        msgid, counts, seq, own_seq = row
        if msgid is None:
            raise Forbidden
        return Sent(msgid, columns["toid"], seq, own_seq), counts

    @classmethod
    def send_all(
        cls, db: Session, alert: str, fromid: int, uids: Sequence[int], content: str, now: int
    ) -> tuple[list[Sent], list[int]]:
        """Store the same text for many other users in one statement, with jobs named `alert`.

        Gives the messages by msgid, and the outbox ids of the jobs. Users who are gone are left
        out.
        """
        sent = {"fromid": fromid, "uids": list(uids), "content": content, "time": now}
        rows = run(db, _SEND_ALL, sent | {"task": alert})
        messages = [Sent(*row[:4]) for row in rows if row[4] is None]
        return messages, [row[4] for row in rows if row[4] is not None]

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
    def among(cls, db: Session, uid: int, msgids: Sequence[int]) -> Sequence["Message"]:
        """Those of the messages that a user sent or was sent."""
        mine = or_(cls.toid == uid, cls.fromid == uid)
        return db.scalars(select(cls).where(cls.msgid.in_(msgids), mine)).all()

    @classmethod
    def drop_older(cls, db: Session, time: int, limit: int) -> int:
        """Delete at most `limit` messages written before `time`, from badges too."""
        gone = cls.drop(db, cls.time < time, limit)
        db.execute(delete(UnreadMessage).where(UnreadMessage.msgid.in_(gone)))
        return len(gone)
