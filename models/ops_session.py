"""Logins to operations."""

import hashlib
import secrets
from typing import NamedTuple

from sqlalchemy import ForeignKey, LargeBinary, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, Plain
from models.operator import Operator

OPS_SECONDS = 8 * 3600
"""Life of a login to operations."""


class OpsLogin(NamedTuple):
    """What a browser gets at the login; the cookie is stored nowhere else."""

    cookie: str
    csrf: str


class Visitor(NamedTuple):
    """Who is logged in: `name` and `role` are None after a login with OPS_PASSWORD."""

    csrf: str
    name: str | None
    role: str | None


class OpsSession(Base):
    """A login to operations; the cookie is stored only as SHA-256. Failures: see Failure."""

    __tablename__ = "ops_sessions"
    noun = "session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    csrf: Mapped[str]
    address: Mapped[str]
    create_time: Mapped[Now]
    timeout: Mapped[int] = mapped_column(index=True)
    # null: a login with OPS_PASSWORD
    operator: Mapped[Plain | None] = mapped_column(
        ForeignKey("operators.name", ondelete="CASCADE"), index=True
    )

    @classmethod
    def open(cls, db: Session, address: str, now: int, operator: str | None = None) -> OpsLogin:
        """Make a login."""
        login = OpsLogin(secrets.token_urlsafe(32), secrets.token_urlsafe(24))
        row = {"id_hash": _hash(login.cookie), "csrf": login.csrf, "address": address}
        more = {"operator": operator, "create_time": now, "timeout": now + OPS_SECONDS}
        db.execute(insert(cls).values(**row, **more))
        return login

    @classmethod
    def visitor(cls, db: Session, cookie: str, now: int) -> Visitor | None:
        """Who is logged in with this cookie, with the current role; None when nobody is."""
        living = (cls.id_hash == _hash(cookie)) & (cls.timeout > now)
        query = select(cls.csrf, cls.operator, Operator.role)
        query = query.outerjoin(Operator, Operator.name == cls.operator)
        row = db.execute(query.where(living)).one_or_none()
        return None if row is None else Visitor(*row)

    @classmethod
    def end_of(cls, db: Session, operator: str, but: str = "") -> None:
        """End the logins of an operator, except that of the cookie `but`."""
        theirs = (cls.operator == operator) & (cls.id_hash != _hash(but))
        db.execute(delete(cls).where(theirs))

    @classmethod
    def end(cls, db: Session, cookie: str) -> None:
        """End a login."""
        db.execute(delete(cls).where(cls.id_hash == _hash(cookie)))


def _hash(cookie: str) -> bytes:
    # Without salt or key: 32 random bytes cannot be guessed from their hash.
    return hashlib.sha256(cookie.encode()).digest()
