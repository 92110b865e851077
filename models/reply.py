"""Stored replies of writes, for idempotency."""

from typing import NamedTuple

from sqlalchemy import Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Now


class Call(NamedTuple):
    """A call as its stored reply names it; parameters of `storing`."""

    call_hash: bytes
    conn: str
    call: int
    error: str
    """The text of errno 0."""


def storing(result: str, source: str) -> str:
    """The part of a statement that stores the reply of the call which it carries out.

    `result`: an SQL expression for the result as JSON text, of columns of `source`, which has a row
    when the statement changes something. Needs the values of a `Call`, and `time`. The statement
    fails as a whole when the call has a reply already.
    """
    return f"""
    INSERT INTO replies (call_hash, conn, call, create_time, errno, error, result)
    SELECT %(call_hash)s::bytea, %(conn)s::text, %(call)s::bigint, %(time)s::bigint, 0,
        %(error)s::text, convert_to({result}, 'UTF8')
    FROM {source}"""  # noqa: S608


class Reply(Base):
    """The reply of an executed write, stored for resends of the same call.

    The row is inserted at the start of the call's own transaction: a resend that comes meanwhile
    waits at the primary key, and after a crash both change and reply are stored, or neither. There
    is one row per write, hence few columns and no foreign keys.
    """

    __tablename__ = "replies"

    # keyed hash of user, function, cdata and the decoded parameters in one canonical form
    call_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    # guid of the connection of the call
    conn: Mapped[str]
    # the gateway's number of the call: of two calls on one connection the later has the higher
    # number
    call: Mapped[int]
    create_time: Mapped[Now] = mapped_column(index=True)
    # null while the call runs, which is only visible in its own transaction
    errno: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str | None]
    # `result` as encoded JSON
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
