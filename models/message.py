"""Private messages."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import defstruct
from sqlalchemy import CheckConstraint, Index, Select, any_, or_, select
from sqlalchemy.orm import Mapped, Session

from models import closure, meeting
from models.base import Base, Key, Now, whole_place
from models.conversation import Conversation, marking, noting
from models.db import run
from models.delivery import Kind, take
from models.errors import Forbidden, NotFound
from models.media import DroppedFile, names_files, noting_files
from models.outbox import SWEEP_SECONDS
from models.prepared import Prepared
from models.ranges import AFTER_ALL
from models.reply import Call, storing
from models.statements import NUMBERS, Value, built_once

_SENT = dict(
    **dict.fromkeys(("fromid", "toid", "time"), "bigint"),
    **dict.fromkeys(("type", "content", "picture", "video", "voice"), "text"),
    **dict.fromkeys(("lat", "long"), "float8"),
    **dict.fromkeys(("width", "height", "length"), "int"),
)
_OPEN = closure.OPEN.format(uid="%(toid)s")
_APART = meeting.APART.format(one="%(fromid)s", other="%(toid)s")
# The column names are our own; values travel as parameters.
_PARTS = f"""
WITH receiver AS MATERIALIZED (
    SELECT uid, %(anyway)s OR NOT {_APART} AS may_get FROM users WHERE uid = %(toid)s AND {_OPEN}
), counters AS (
    {
    take(
        "SELECT uid, 1, %(time)s::bigint FROM receiver WHERE may_get UNION ALL"
        " SELECT %(fromid)s::bigint, 1, %(time)s::bigint FROM receiver"
        " WHERE may_get AND uid <> %(fromid)s"
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
), noted AS (
    {
    noting(
        "SELECT uid, CASE uid WHEN %(toid)s THEN %(fromid)s ELSE %(toid)s END, msgid,"
        " (uid = %(toid)s AND uid <> %(fromid)s)::int FROM counters, sent"
    )
}
), unread AS (
    INSERT INTO unread_messages (uid, msgid, fromid)
    SELECT %(toid)s, msgid, %(fromid)s FROM sent
    WHERE %(toid)s <> %(fromid)s AND EXISTS (SELECT FROM devices WHERE uid = %(toid)s)
    RETURNING msgid
), alert AS (
    INSERT INTO outbox (task, args, create_time, due)
    SELECT %(alert)s::text, jsonb_build_object('due', jsonb_build_array(
        jsonb_build_array('newmsg', msgid, %(toid)s::bigint))),
        %(time)s::bigint, %(time)s::bigint + {SWEEP_SECONDS}
    FROM unread WHERE %(alert)s::text IS NOT NULL
    RETURNING id
)"""  # noqa: S608
_END = """
SELECT (SELECT msgid FROM sent), (SELECT id FROM alert),
    (SELECT seq FROM counters WHERE uid = %(toid)s),
    (SELECT seq FROM counters WHERE uid = %(fromid)s)
FROM receiver
"""
_SEND = Prepared(_PARTS + _END)
_REPLY = """'{"msgid":' || msgid || '}'"""
_SEND_AND_STORE = Prepared(f"{_PARTS}, stored AS ({storing(_REPLY, 'sent')}){_END}")

PART = 500
"""The most receivers in one job for alerts."""
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
), noted AS (
    {
    noting(
        "SELECT toid, %(fromid)s::bigint, msgid, 1 FROM sent"
        " UNION ALL SELECT %(fromid)s, toid, msgid, 0 FROM sent"
    )
}
), unread AS (
    INSERT INTO unread_messages (uid, msgid, fromid)
    SELECT toid, msgid, %(fromid)s FROM sent WHERE EXISTS (SELECT FROM devices WHERE uid = toid)
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
    """A stored message, and the numbers that receiver and sender got for it.

    A message to oneself has one number.
    """

    msgid: int
    toid: int
    seq: int
    own_seq: int


RECALLED = "recalled"
"""The type of recalled messages."""
CONTENT = (
    "content", "lat", "long", "picture", "video", "voice", "width", "height", "length",
)  # fmt: skip


class Message(Base):
    """A private message. `type`: txt, pic, vdo, vic (voice), geo, or recalled without content.

    `fromid` and `toid` are deliberately no foreign keys: no other table is written as often, each
    foreign key would cost a lookup and a lock on the user's row per message, and messages to others
    stay when their author is deleted.
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
    # in pixels; null when unknown
    width: Mapped[int | None]
    height: Mapped[int | None]
    # ms of video or voice, 0 = unknown
    length: Mapped[int | None]
    time: Mapped[Now]

    __table_args__ = (
        CheckConstraint("type IN ('txt', 'pic', 'vdo', 'vic', 'geo', 'recalled')", name="type"),
        whole_place(),
        Index(None, "toid", "msgid"),
        # a conversation, and its unread messages
        Index(None, "toid", "fromid", "msgid"),
        # Rows are stored in the order of time, so a block range index finds the old ones, and costs
        # very little per insert.
        Index(None, "time", postgresql_using="brin"),
        names_files("messages", "content", "picture", "video", "voice"),
    )

    @classmethod
    def send(
        cls,
        db: Session,
        *,
        anyway: bool = False,
        alert: str | None = None,
        call: Call | None = None,
        **columns: Any,
    ) -> tuple[Sent, int | None]:
        """Store a message in one statement.

        When the receiver has a device it counts as unread, and a job named `alert` is stored, whose
        outbox id is returned, too. With `call` the statement is a transaction of its own, which
        stores the reply of `message.send`; it raises IntegrityError when there is one already.
        Raises NotFound when there is no user `toid`, and Forbidden when one of the two has blocked
        the other, unless `anyway` is set.
        """
        values = dict.fromkeys(_SENT) | columns | {"anyway": anyway, "alert": alert}
        if call is None:
            rows = _SEND.all(db, **values)
        else:
            rows = _SEND_AND_STORE.alone(db, **values, **call._asdict())
        if not rows:
            raise NotFound("user")
        msgid, job, seq, own_seq = rows[0]
        if msgid is None:
            raise Forbidden
        return Sent(msgid, columns["toid"], seq, own_seq), job

    @classmethod
    def send_all(
        cls, db: Session, alert: str, fromid: int, uids: Sequence[int], content: str, now: int
    ) -> tuple[list[Sent], list[int]]:
        """Store the same text for many other users in one statement, with jobs named `alert`.

        Returns the messages by msgid, and the outbox ids of the jobs. Users who do not exist any
        more are left out.
        """
        sent = {"fromid": fromid, "uids": list(uids), "content": content, "time": now}
        rows = run(db, _SEND_ALL, sent | {"task": alert})
        messages = [Sent(*row[:4]) for row in rows if row[4] is None]
        return messages, [row[4] for row in rows if row[4] is not None]

    @classmethod
    def page(cls, db: Session, toid: int, after: int, before: int | None, limit: int) -> list[Any]:
        """Messages to a user with after < msgid < before, newest first: at most `limit` + 1 rows.

        This marks the first `limit` of them as read, and with each all older messages of its
        sender.
        """
        bounds = {"after": after, "before": before or AFTER_ALL, "limit": limit}
        return [MessageRow(*row) for row in _PAGE.all(db, uid=toid, **bounds)]

    @classmethod
    def history(cls, db: Session, uid: int, peer: int, before: int | None, limit: int) -> list[Any]:
        """What two users wrote to each other, newest first: rows; `before`: msgid, exclusive."""
        bounds = {"before": before or AFTER_ALL, "limit": limit}
        return [MessageRow(*row) for row in _HISTORY.all(db, uid=uid, peer=peer, **bounds)]

    @classmethod
    def conversations(cls, db: Session, uid: int, before: int | None, limit: int) -> list[Any]:
        """The last messages of a user's conversations, newest first; `before`: msgid, exclusive.

        Each is a row with its `peer`, `unread` and `read_msgid`; `peer_read` is the read mark of
        the peer.
        """
        bounds = {"before": before or AFTER_ALL, "limit": limit}
        return [ConversationRow(*row) for row in _CONVERSATIONS.all(db, uid=uid, **bounds)]

    @classmethod
    def recall(cls, db: Session, msgid: int, uid: int, since: int, now: int) -> "Message | None":
        """Recall a message of a user; None when it was recalled already.

        Raises NotFound for messages of others, Forbidden for those to the user and for those from
        before `since`.
        """
        mine = or_(cls.fromid == uid, cls.toid == uid)
        message = db.scalar(select(cls).where(cls.msgid == msgid, mine).with_for_update())
        if message is None:
            raise NotFound(cls.noun)
        if message.fromid != uid:
            raise Forbidden("somebody else wrote it")
        if message.type != RECALLED and message.time < since:
            raise Forbidden("too long ago")
        return message if message.empty(db, now) else None

    def empty(self, db: Session, now: int) -> bool:
        """Remove content and file, and keep the row as recalled; False: it was recalled already."""
        if self.type == RECALLED:
            return False
        for url in (self.picture, self.video, self.voice):
            if url is not None:
                DroppedFile.note(db, self.fromid, url, now)
        for name in CONTENT:
            setattr(self, name, None)
        self.type = RECALLED
        return True

    @classmethod
    def among(cls, db: Session, uid: int, msgids: Sequence[int]) -> Sequence["Message"]:
        """Those of the messages that a user sent or was sent."""
        return db.scalars(*_among(uid, list(msgids))).all()

    @classmethod
    def drop_older(cls, db: Session, time: int, limit: int) -> int:
        """Delete at most `limit` messages written before `time`; they count as read.

        Their files are noted as dropped.
        """
        gone = run(db, _DROP, {"time": time, "limit": limit})
        Conversation.repair(db, gone)
        return len(gone)


_NAMES = [column.name for column in Message.__table__.columns]
_COLUMNS = ", ".join(_NAMES)
MessageRow = defstruct("MessageRow", _NAMES)
"""A message that was read, without the ORM."""
ConversationRow = defstruct(
    "ConversationRow", ["peer", "unread", "read_msgid", "peer_read"], bases=(MessageRow,)
)
_SHOWN = marking(
    "SELECT toid AS uid, fromid AS peer, max(msgid) AS msgid FROM ("
    "SELECT * FROM page ORDER BY msgid DESC LIMIT %(limit)s::int) AS shown GROUP BY toid, fromid"
)
_PAGE = Prepared(f"""
WITH page AS MATERIALIZED (
    -- Pairs, not columns: else a planner may walk the primary key until it meets the user's own.
    SELECT * FROM messages
    WHERE (toid, msgid) > (%(uid)s, %(after)s) AND (toid, msgid) < (%(uid)s, %(before)s)
    ORDER BY toid DESC, msgid DESC LIMIT %(limit)s::int + 1
), {_SHOWN}
SELECT {_COLUMNS} FROM page ORDER BY msgid DESC
""")  # noqa: S608
_HISTORY = Prepared(f"""
SELECT {_COLUMNS} FROM (
    (SELECT * FROM messages
        WHERE toid = %(uid)s::bigint AND fromid = %(peer)s::bigint AND msgid < %(before)s::bigint
        ORDER BY msgid DESC LIMIT %(limit)s::int)
    UNION ALL
    (SELECT * FROM messages
        WHERE toid = %(peer)s AND fromid = %(uid)s AND msgid < %(before)s AND %(uid)s <> %(peer)s
        ORDER BY msgid DESC LIMIT %(limit)s)
) AS both_ways ORDER BY msgid DESC LIMIT %(limit)s
""")  # noqa: S608
_CONVERSATIONS = Prepared(f"""
WITH mine AS MATERIALIZED (
    SELECT * FROM conversations WHERE uid = %(uid)s::bigint AND last_msgid < %(before)s::bigint
    ORDER BY last_msgid DESC LIMIT %(limit)s::int
)
SELECT {", ".join(f"messages.{name}" for name in _NAMES)},
    mine.peer, mine.unread, mine.read_msgid, coalesce(theirs.read_msgid, 0)
FROM mine JOIN messages ON msgid = mine.last_msgid
LEFT JOIN conversations AS theirs ON theirs.uid = mine.peer AND theirs.peer = %(uid)s
ORDER BY msgid DESC
""")  # noqa: S608
_OLD = marking(
    "SELECT toid AS uid, fromid AS peer, max(msgid) AS msgid FROM old GROUP BY toid, fromid"
)
_DROP = f"""
WITH old AS MATERIALIZED (
    SELECT msgid, fromid, toid, picture, video, voice FROM messages WHERE time < %(time)s
    LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), {_OLD}, gone AS (
    DELETE FROM messages USING old WHERE messages.msgid = old.msgid
), dropped AS (
    {noting_files("SELECT fromid, picture, video, voice FROM old")}
)
SELECT msgid, fromid, toid FROM old
"""  # noqa: S608


@built_once(msgids=NUMBERS)
def _among(uid: Value, msgids: Value) -> Select[Message]:
    mine = or_(Message.toid == uid, Message.fromid == uid)
    return select(Message).where(Message.msgid == any_(msgids), mine)
