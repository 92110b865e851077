"""What operations did, their logins, and storage callbacks that were answered."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Index, Integer, LargeBinary, delete, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Now

KEPT_SECONDS = 7 * 86_400
"""How long replies to storage callbacks are kept; tokens live an hour."""


class Audit(Base):
    """One action of operations, or one finding that operations must look at; never changed.

    Parameters hold no secrets. Refers to nothing, because it outlives what it speaks of.
    """

    __tablename__ = "audit_log"
    noun = "audit row"

    id: Mapped[Key]
    time: Mapped[Now]
    # "ops", or the job that found something
    who: Mapped[str] = mapped_column(default="ops", server_default=text("'ops'"))
    # client address, "" for jobs
    address: Mapped[str] = mapped_column(default="", server_default=text("''"))
    action: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    errno: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))

    __table_args__ = (Index(None, "action", "id"),)

    @classmethod
    def note(cls, db: Session, **columns: Any) -> None:
        """Add a row."""
        db.execute(insert(cls).values(**columns))

    @classmethod
    def page(cls, db: Session, before: int | None, limit: int) -> "list[Audit]":
        """Rows with id < before, newest first."""
        query = select(cls)
        if before is not None:
            query = query.where(cls.id < before)
        return list(db.scalars(query.order_by(cls.id.desc()).limit(limit)))


OPS_SECONDS = 8 * 3600
"""Life of a login to operations."""


class OpsLogin(NamedTuple):
    """What a browser needs after the login; the cookie exists nowhere else."""

    cookie: str
    csrf: str


class OpsSession(Base):
    """A login to operations; the cookie is stored only as SHA-256. Failures: see Failure."""

    __tablename__ = "ops_sessions"
    noun = "session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    csrf: Mapped[str]
    address: Mapped[str]
    create_time: Mapped[Now]
    timeout: Mapped[int] = mapped_column(index=True)

    @classmethod
    def open(cls, db: Session, address: str, now: int) -> OpsLogin:
        """Make a login."""
        login = OpsLogin(secrets.token_urlsafe(32), secrets.token_urlsafe(24))
        row = {"id_hash": _hash(login.cookie), "csrf": login.csrf, "address": address}
        db.execute(insert(cls).values(**row, create_time=now, timeout=now + OPS_SECONDS))
        return login

    @classmethod
    def csrf_of(cls, db: Session, cookie: str, now: int) -> str | None:
        """What forms of a living login must carry; None when there is no such login."""
        living = (cls.id_hash == _hash(cookie)) & (cls.timeout > now)
        return db.scalar(select(cls.csrf).where(living))

    @classmethod
    def end(cls, db: Session, cookie: str) -> None:
        """End a login."""
        db.execute(delete(cls).where(cls.id_hash == _hash(cookie)))


def _hash(cookie: str) -> bytes:
    # Without salt or key: 32 random bytes cannot be guessed from their hash.
    return hashlib.sha256(cookie.encode()).digest()


class UploadCallback(Base):
    """A storage callback that was carried out, so that its repeat gets the same reply."""

    __tablename__ = "upload_callbacks"

    # how a repeat is known: "request <the storage's request id>" or "upload <hash>"
    reqid: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # null while the first is still running; nobody outside its transaction sees that
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
        # Only the ids it brought: forty repeats that all wrote one row would wait for each other.
        if new:
            cls.keep(db, new, reply or {})
        return reply

    @classmethod
    def keep(cls, db: Session, ids: Sequence[str], reply: dict[str, Any]) -> None:
        """Store what is replied to repeats."""
        db.execute(update(cls).where(cls.reqid.in_(ids)).values(reply=reply))

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """The condition that no repeat is to be expected any more."""
        return cls.create_time < now - KEPT_SECONDS
