"""Storage callbacks, with the replies they got."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now
from models.media import UploadedFile

KEPT_SECONDS = 7 * 86_400
"""How long replies to storage callbacks are kept; tokens live an hour."""


class UploadCallback(Base):
    """A storage callback and its reply, so that a repeat gets the same reply."""

    __tablename__ = "upload_callbacks"

    # identifies repeats: "request <the storage's request id>" or "upload <hash>"
    reqid: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # null while the first is still running, which is only visible in its own transaction
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    create_time: Mapped[Now] = mapped_column(index=True)

    @classmethod
    def claim(cls, db: Session, ids: Sequence[str], kind: str, now: int) -> dict[str, Any] | None:
        """The reply to the first callback with one of these ids; None = this is the first.

        Waits for one that is running; `ids` are sorted, so that two never wait for each other.
        """
        rows = [{"reqid": one, "kind": kind, "create_time": now} for one in ids]
        insertion = insert(cls).values(rows).on_conflict_do_nothing().returning(cls.reqid)
        new = db.scalars(insertion).all()
        if len(new) == len(ids):
            return None
        known = select(cls.reply).where(cls.reqid.in_(ids), cls.reply.is_not(None))
        reply: dict[str, Any] | None = db.scalar(known.limit(1))
        # Only the ids of this callback: forty repeats that all wrote one row would wait for each
        # other.
        if new:
            cls.keep(db, new, reply or {})
        return reply

    @classmethod
    def keep(cls, db: Session, ids: Sequence[str], reply: dict[str, Any]) -> None:
        """Store the reply for repeats."""
        db.execute(update(cls).where(cls.reqid.in_(ids)).values(reply=reply))

    @classmethod
    def forget(cls, db: Session, uid: int) -> None:
        """Delete the replies about a user's files."""
        told = func.coalesce(cls.reply["url"].astext, cls.reply["result"]["url"].astext)
        theirs = select(UploadedFile.url).where(UploadedFile.uid == uid)
        gone = delete(cls).where(told.in_(theirs))
        db.execute(gone, execution_options={"synchronize_session": False})

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """The condition that no repeat is expected any more."""
        return cls.create_time < now - KEPT_SECONDS
