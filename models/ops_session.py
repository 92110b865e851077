"""Logins to operations."""

import hashlib
import secrets
from typing import NamedTuple

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now

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
