"""SMS codes, and the SMS that were sent."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from hmac import compare_digest
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Now, Plain
from models.limits import Counted

CODE_SECONDS = 300
"""Life of a code."""
REPEAT_SECONDS = 240
"""How long a code is sent again instead of a new one: time must remain to type it."""
TRIES = 5
"""The number of wrong codes after which the right one is refused, too."""


class Check(Enum):
    """The result of trying a code."""

    RIGHT = "right"
    WRONG = "wrong"
    GONE = "gone"
    """There is no code, it is too old, or it was tried too often."""


class CodeUse(NamedTuple):
    """What a code is for: a phone (E.164), a purpose as in SmsCode, and the uid of the account."""

    phone: str
    purpose: str = "login"
    uid: int | None = None


class SmsCode(Base):
    """The valid code of one phone for one purpose; a new code replaces the old one.

    Life 5 minutes, void after 5 wrong `tries`, deleted by a success.
    """

    __tablename__ = "sms_codes"
    noun = "code"

    codeid: Mapped[Key]
    # E.164
    phone: Mapped[Plain]
    # "login"; "change": the number is to become that of `uid`; "confirm": `uid` proves to have the
    # phone; "delete": the account of `uid` is to be deleted
    purpose: Mapped[str]
    uid: Mapped[int | None] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    # keyed hash (HMAC): six digits are easily found from a plain hash
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    # the code itself, sealed, so that it can be sent again
    sealed: Mapped[str | None]
    create_time: Mapped[Now] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))

    __table_args__ = (
        # "nulls not distinct", because a login code has no uid and must be unique nevertheless
        Index(None, "phone", "purpose", "uid", unique=True, postgresql_nulls_not_distinct=True),
        CheckConstraint("purpose IN ('login', 'change', 'confirm', 'delete')", name="purpose"),
        CheckConstraint("(purpose = 'login') = (uid IS NULL)", name="uid"),
    )

    @classmethod
    def store(cls, db: Session, use: CodeUse, code_hash: bytes, sealed: str, now: int) -> None:
        """Make a code the valid one for its use."""
        values = {"code_hash": code_hash, "sealed": sealed, "create_time": now, "tries": 0}
        new = upsert(cls).values(**use._asdict(), **values)
        keys = [cls.phone, cls.purpose, cls.uid]
        db.execute(new.on_conflict_do_update(index_elements=keys, set_=values))

    @classmethod
    def to_repeat(cls, db: Session, use: CodeUse, now: int) -> str | None:
        """The valid code for a use, sealed, while it may be sent again."""
        young = cls.create_time > now - REPEAT_SECONDS
        return db.scalar(select(cls.sealed).where(_is_for(use), young, cls.tries < TRIES))

    @classmethod
    def attempt(
        cls, db: Session, use: CodeUse, code_hash: bytes, now: int
    ) -> tuple[Check, int | None]:
        """Count a try of a code; return whether it is right, and then its codeid for `spend`.

        Concurrent tries wait for each other at the row, so nobody has more than TRIES.
        """
        live = _is_for(use) & (cls.create_time > now - CODE_SECONDS)
        tried = update(cls).where(live, cls.tries < TRIES).values(tries=cls.tries + 1)
        row = db.execute(tried.returning(cls.codeid, cls.code_hash)).first()
        if row is None:
            return Check.GONE, None
        if not compare_digest(row.code_hash, code_hash):
            return Check.WRONG, None
        return Check.RIGHT, row.codeid

    @classmethod
    def spend(cls, db: Session, codeids: Iterable[int]) -> None:
        """Delete used codes."""
        db.execute(delete(cls).where(cls.codeid.in_(codeids)))

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """Return the condition that a code is no longer valid."""
        return cls.create_time <= now - CODE_SECONDS


def _is_for(use: CodeUse) -> ColumnElement[bool]:
    owner = SmsCode.uid.is_(None) if use.uid is None else SmsCode.uid == use.uid
    return (SmsCode.phone == use.phone) & (SmsCode.purpose == use.purpose) & owner


class SmsSent(Counted, Base):
    """One SMS, counted once for each limit it falls under; rows live 24 hours.

    Kinds: "code-phone" (of an address), "code-sms", "code-address", "invite-phone",
    "invite-inviter".
    """

    __tablename__ = "sms_sent"

    __table_args__ = (Index(None, "kind", "key", "time"),)
