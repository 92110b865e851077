"""Idempotency: a resent write gets the reply of the first and is not executed again.

The call's row is inserted at the start of its own transaction. A resend that comes meanwhile waits
at the primary key until that transaction ends, on any worker; when the first call was rolled back
or its worker ended, the resend's insert succeeds and the resend runs.

A write that no resend can name gets a row, too, inserted with its COMMIT, under the number of its
message: that is the fencing token. The worker that takes over the message of one whose lease has
ended spends the token, so the first worker, if it was only stopped and continues, cannot commit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from sqlalchemy.orm import Session

from models.prepared import Prepared
from models.reply import Call
from tasks.rpc.registry import Rpc
from wire import seal
from wire.calls import Origin
from wire.errors import OK_TEXT, Busy

KEPT_SECONDS = 600
SHORTEST_CDATA = 8

_sorted = msgspec.json.Encoder(order="deterministic")


class Stored(NamedTuple):
    """A reply: `result` is encoded JSON."""

    errno: int
    error: str
    result: bytes


def key(rpc: Rpc, parm: dict[str, Any], origin: Origin) -> bytes | None:
    """The key that is equal for resends of one call; None for calls that are always executed."""
    if not (rpc.replay and origin.uid and origin.cdata.startswith('"')):
        return None
    cdata = msgspec.json.decode(origin.cdata)
    if len(cdata) < SHORTEST_CDATA:
        return None
    return seal.digest("call", str(origin.uid), rpc.name, cdata, _sorted.encode(parm))


# Takes over a row that must not be replayed any more: too old, or made by an earlier call that
# was answered in time on this very connection (a client with one constant cdata). Earlier by the
# gateway's numbers: a resend may reach a worker before the call it repeats.
_CLAIM = Prepared("""
INSERT INTO replies (call_hash, conn, call, create_time)
VALUES (%(key)s, %(conn)s, %(call)s, %(now)s)
ON CONFLICT (call_hash) DO UPDATE
   SET conn = excluded.conn, call = excluded.call, create_time = excluded.create_time,
       errno = NULL, error = NULL, result = NULL
 WHERE replies.create_time < %(before)s
    OR (replies.conn = excluded.conn AND replies.call < excluded.call AND NOT %(resend)s)
RETURNING 1
""")
_FIND = Prepared("SELECT errno, error, result FROM replies WHERE call_hash = %(key)s")
_STORE = Prepared("""
UPDATE replies SET errno = %(errno)s, error = %(error)s, result = %(result)s
WHERE call_hash = %(key)s
""")


_SPEND = Prepared("""
INSERT INTO replies (call_hash, conn, call, create_time, errno, error, result)
VALUES (%(key)s, %(conn)s, %(call)s, %(now)s, %(errno)s, %(error)s, %(result)s)
""")


def of(key: bytes | None, origin: Origin) -> Call:
    """The call for a statement that stores its reply."""
    return Call(key or token(origin), origin.conn, origin.call, OK_TEXT)


def claim(db: Session, key: bytes, origin: Origin, now: int) -> Stored | None:
    """Make the call's row, or return the reply that is already stored."""
    values = {"conn": origin.conn, "call": origin.call, "resend": origin.resend}
    if _CLAIM.all(db, key=key, now=now, before=now - KEPT_SECONDS, **values):
        return None
    ((errno, error, result),) = _FIND.all(db, key=key)
    return Stored(errno, error, bytes(result))


def store_and_commit(db: Session, key: bytes, reply: Stored) -> None:
    """Store the reply and commit: after a crash change and reply are both there, or neither."""
    _STORE.commit(db, key=key, **reply._asdict())


def token(origin: Origin) -> bytes:
    """The number of a call's message, the same on every worker that gets it."""
    return seal.digest("message", origin.front, str(origin.call))


def spend_and_commit(
    db: Session, token: bytes, origin: Origin, now: int, reply: Stored | None
) -> None:
    """Spend the token and commit; raises IntegrityError when the message was executed before.

    `reply` None: it has something that must not be stored.
    """
    told = reply._asdict() if reply else dict.fromkeys(Stored._fields)
    _SPEND.commit(db, key=token, conn=origin.conn, call=origin.call, now=now, **told)


def carried_out(db: Session, token: bytes) -> Stored | None:
    """The reply of a message that was executed before; None when it was not.

    Raises Busy when the reply was not stored.
    """
    if (row := _FIND.first(db, key=token)) is None:
        return None
    errno, error, result = row
    if errno is None:
        raise Busy("carried out, and the reply is lost")
    return Stored(errno, error, bytes(result))
