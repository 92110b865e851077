"""Conversations: one for each user and peer, with the read mark.

A row per user and peer, kept by the statements that send, read and delete messages. A statement
that writes several locks them in the order of (uid, peer). A read mark is the msgid of a message by
the peer: all smaller ones of the same receiver were committed before (see models/delivery.py), so
the messages that a mark passes can be counted by any statement that sees the mark's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Zero
from models.db import run
from models.media import noting_files
from models.prepared import Prepared


def noting(news: str) -> str:
    """The statement that notes sent messages; `news`: a query of uid, peer, msgid and unread.

    `news` has two rows for each message, one for each side; `unread` is 1 in the receiver's row,
    but not for messages to oneself.
    """
    return f"""
    INSERT INTO conversations AS known (uid, peer, last_msgid, unread)
    SELECT * FROM ({news}) AS news (uid, peer, msgid, unread) ORDER BY uid, peer
    ON CONFLICT (uid, peer) DO UPDATE
    SET last_msgid = excluded.last_msgid, unread = known.unread + excluded.unread"""  # noqa: S608


def marking(marks: str) -> str:
    """Parts of a statement that move read marks; `marks`: a query of uid, peer and msgid.

    All messages of the peer up to `msgid`, a message by the peer that the statement sees, are then
    read: they count neither in `unread` nor in badges. The part `moved` gives uid, peer, msgid and
    unread of the marks that moved.
    """
    return f"""
marks AS MATERIALIZED (
    {marks}
), held AS MATERIALIZED (
    SELECT uid, peer, marks.msgid FROM conversations JOIN marks USING (uid, peer)
    WHERE read_msgid < marks.msgid AND uid <> peer
    ORDER BY uid, peer FOR UPDATE OF conversations
), moved AS (
    UPDATE conversations AS known SET read_msgid = held.msgid, unread = greatest(0, unread - (
        SELECT count(*) FROM messages AS passed
        WHERE passed.toid = known.uid AND passed.fromid = known.peer
        AND passed.msgid > known.read_msgid AND passed.msgid <= held.msgid))
    FROM held
    WHERE known.uid = held.uid AND known.peer = held.peer AND known.read_msgid < held.msgid
    RETURNING known.uid, known.peer, read_msgid AS msgid, unread
), uncounted AS (
    DELETE FROM unread_messages AS counted USING held
    WHERE counted.uid = held.uid AND counted.fromid = held.peer AND counted.msgid <= held.msgid
)"""  # noqa: S608


_MARK = Prepared(f"""
WITH {
    marking('''
    SELECT %(uid)s::bigint AS uid, %(peer)s::bigint AS peer, msgid FROM messages
    WHERE toid = %(uid)s AND fromid = %(peer)s AND msgid <= %(msgid)s::bigint
    ORDER BY msgid DESC LIMIT 1''')
}
SELECT moved.msgid, coalesce(moved.unread, known.unread)
FROM conversations AS known LEFT JOIN moved USING (uid, peer)
WHERE known.uid = %(uid)s AND known.peer = %(peer)s
""")  # noqa: S608

_REPAIR = """
WITH held AS MATERIALIZED (
    SELECT known.uid, known.peer FROM conversations AS known
    JOIN (SELECT DISTINCT uid, peer FROM unnest(%(uids)s::bigint[], %(peers)s::bigint[])
        AS pairs (uid, peer)) AS pairs USING (uid, peer)
    WHERE known.last_msgid = ANY(%(gone)s::bigint[])
    ORDER BY known.uid, known.peer FOR UPDATE OF known
), left_over AS MATERIALIZED (
    SELECT uid, peer, greatest(
        (SELECT msgid FROM messages WHERE toid = uid AND fromid = peer
            ORDER BY msgid DESC LIMIT 1),
        (SELECT msgid FROM messages WHERE toid = peer AND fromid = uid
            ORDER BY msgid DESC LIMIT 1)) AS msgid
    FROM held
), ended AS (
    DELETE FROM conversations AS known USING left_over AS one
    WHERE known.uid = one.uid AND known.peer = one.peer AND one.msgid IS NULL
)
UPDATE conversations AS known SET last_msgid = one.msgid FROM left_over AS one
WHERE known.uid = one.uid AND known.peer = one.peer AND one.msgid IS NOT NULL
"""


class Marked(NamedTuple):
    """The result of moving a read mark."""

    msgid: int | None
    """The new mark; None when it did not move."""
    unread: int


class Conversation(Base):
    """A user's conversation with a peer. No foreign keys: see Message.

    `unread` counts the messages of the peer above `read_msgid`. The primary key is the only index:
    an update that changes no indexed column is much cheaper, and each message makes two updates.
    """

    __tablename__ = "conversations"
    noun = "conversation"

    uid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    peer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # the newest message in either direction
    last_msgid: Mapped[int]
    # the newest read message of the peer, 0 = none
    read_msgid: Mapped[Zero]
    unread: Mapped[Zero]

    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    @classmethod
    def exists(cls, db: Session, uid: int, peer: int) -> bool:
        """Whether two users have written to each other."""
        mine = select(cls.uid).where(cls.uid == uid, cls.peer == peer)
        return db.scalar(mine) is not None

    @classmethod
    def mark_read(cls, db: Session, uid: int, peer: int, msgid: int) -> Marked | None:
        """Mark everything of the peer up to a message as read; None without a conversation."""
        row = _MARK.first(db, uid=uid, peer=peer, msgid=msgid)
        return None if row is None else Marked(*row)

    @classmethod
    def repair(cls, db: Session, gone: Sequence[tuple[int, int, int]]) -> None:
        """Correct `last_msgid` after the deletion of these messages (msgid, fromid, toid).

        A conversation without messages is deleted.
        """
        if not gone:
            return
        pairs = [pair for _, one, two in gone for pair in ((one, two), (two, one))]
        uids, peers = zip(*pairs, strict=True)
        msgids = [msgid for msgid, _, _ in gone]
        run(db, _REPAIR, {"uids": list(uids), "peers": list(peers), "gone": msgids})

    @classmethod
    def forget_received(cls, db: Session, uid: int) -> None:
        """Delete the messages to a deleted account; files of the senders are noted as dropped."""
        run(db, _FORGET_RECEIVED, {"uid": uid})

    @classmethod
    def forget(cls, db: Session, uid: int) -> None:
        """Delete the conversations of a deleted account, and what was sent to it."""
        rows = run(db, _FORGET, {"uid": uid})
        cls.repair(db, [(msgid, uid, peer) for peer, msgid in rows])


_RECEIVED = f"""
WITH gone AS (
    DELETE FROM messages WHERE toid = %(uid)s RETURNING fromid, picture, video, voice
), dropped AS (
    {noting_files("SELECT * FROM gone")}
)"""  # noqa: S608
_FORGET = f"""{_RECEIVED}
DELETE FROM conversations WHERE uid = %(uid)s RETURNING peer, last_msgid
"""  # noqa: S608
_FORGET_RECEIVED = f"{_RECEIVED} SELECT 1"
