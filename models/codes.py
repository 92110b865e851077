"""Codes that people give to each other."""

from __future__ import annotations

import secrets
import string
from typing import Any, Self

from sqlalchemy import delete, inspect
from sqlalchemy.orm import Mapped, Session

from models.base import Base
from models.errors import NotFound

LENGTH = 8
GOOD_SECONDS = 45 * 60
BASE62 = string.ascii_letters + string.digits


def random_word(length: int) -> str:
    """Random base62 characters from the system's secure source."""
    return "".join(secrets.choice(BASE62) for _ in range(length))


class Code(Base):
    """A code that any number of people may use until `timeout`; the code itself is the key."""

    __abstract__ = True
    noun = "code"

    # its maker
    uid: Mapped[int]
    timeout: Mapped[int]

    @classmethod
    def make(cls, db: Session, uid: int, now: int, **columns: Any) -> Self:
        """Make a code for a user, and delete the user's expired codes."""
        db.execute(delete(cls).where(cls.uid == uid, cls.timeout <= now))
        (key,) = inspect(cls).primary_key
        columns |= {key.name: random_word(LENGTH), "uid": uid, "create_time": now}
        code = cls(**columns, timeout=now + GOOD_SECONDS)
        db.add(code)
        return code

    @classmethod
    def good(cls, db: Session, code: str, now: int) -> Self:
        """The row of a code; raises NotFound when it is unknown or expired."""
        row = cls.get(db, code)
        if row.timeout <= now:
            raise NotFound(cls.noun)
        return row
