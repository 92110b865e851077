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
"""How long a code is sent again instead of a new one: it must stay good until it is typed."""
TRIES = 5
"""Wrong codes after which the right one does not help any more."""


class Check(Enum):
    """What came of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    GONE = "gone"
    """There was none, it is too old, or it was tried too often."""


class CodeUse(NamedTuple):
    """What a code is good for: a phone (E.164), a purpose as in SmsCode, and whose it is."""

    phone: str
    purpose: str = "login"
    uid: int | None = None


class SmsCode(Base):
    """The live code of one phone for one purpose; a new code takes the place of the old.

    Life 5 minutes, void after 5 wrong `tries`, deleted by a success.
    """

    __tablename__ = "sms_codes"
    noun = "code"

    codeid: Mapped[Key]
    # E.164
    phone: Mapped[Plain]
    # "login"; "change": the number is to become that of `uid`; "confirm": `uid` shows that the
    # number is at hand; "delete": the account of `uid` is to end
    purpose: Mapped[str]
    uid: Mapped[int | None] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    # keyed hash (HMAC): six digits are guessed at once from a plain one
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    # the code itself, sealed, so that it can be sent again
    sealed: Mapped[str | None]
    create_time: Mapped[Now] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))

    __table_args__ = (
        # "nulls not distinct", because a login code has no uid and must be one all the same
        Index(None, "phone", "purpose", "uid", unique=True, postgresql_nulls_not_distinct=True),
        CheckConstraint("purpose IN ('login', 'change', 'confirm', 'delete')", name="purpose"),
        CheckConstraint("(purpose = 'login') = (uid IS NULL)", name="uid"),
    )

    @classmethod
    def store(cls, db: Session, use: CodeUse, code_hash: bytes, sealed: str, now: int) -> None:
        """Make a code the live one for its use."""
        values = {"code_hash": code_hash, "sealed": sealed, "create_time": now, "tries": 0}
        new = upsert(cls).values(**use._asdict(), **values)
        keys = [cls.phone, cls.purpose, cls.uid]
        db.execute(new.on_conflict_do_update(index_elements=keys, set_=values))

    @classmethod
    def to_repeat(cls, db: Session, use: CodeUse, now: int) -> str | None:
        """The live code for a use, sealed, while it is worth being sent again."""
        young = cls.create_time > now - REPEAT_SECONDS
        return db.scalar(select(cls.sealed).where(_is_for(use), young, cls.tries < TRIES))

    @classmethod
    def attempt(
        cls, db: Session, use: CodeUse, code_hash: bytes, now: int
    ) -> tuple[Check, int | None]:
        """Try a code, which counts: whether it is right, and if so its codeid, to be spent.

        Guesses that come at once wait for each other at the row, so nobody has more than TRIES.
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
        """Use codes up."""
        db.execute(delete(cls).where(cls.codeid.in_(codeids)))

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """Return the condition that a code is no longer good."""
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
