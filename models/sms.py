"""SMS codes, and the SMS that were sent."""

from __future__ import annotations

from enum import Enum
from hmac import compare_digest

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    delete,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Now, Plain
from models.limits import Counted

CODE_SECONDS = 300
"""Life of a code."""
TRIES = 5
"""Wrong codes after which the right one does not help any more."""


class Check(Enum):
    """What came of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    GONE = "gone"
    """There was none, it is too old, or it was tried too often."""


class SmsCode(Base):
    """The live code of one phone for one purpose; a new code takes the place of the old.

    Life 5 minutes, void after 5 wrong `tries`, deleted by a success.
    """

    __tablename__ = "sms_codes"
    noun = "code"

    codeid: Mapped[Key]
    # E.164
    phone: Mapped[Plain]
    # "login", or "change": the number is to become that of `uid`
    purpose: Mapped[str]
    uid: Mapped[int | None] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    # keyed hash (HMAC): six digits are guessed at once from a plain one
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    create_time: Mapped[Now] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))

    __table_args__ = (
        # "nulls not distinct", because a login code has no uid and must be one all the same
        Index(None, "phone", "purpose", "uid", unique=True, postgresql_nulls_not_distinct=True),
        CheckConstraint("purpose IN ('login', 'change')", name="purpose"),
        CheckConstraint("(purpose = 'change') = (uid IS NOT NULL)", name="uid"),
    )

    @classmethod
    def store(cls, db: Session, phone: str, uid: int | None, code_hash: bytes, now: int) -> None:
        """Make a code the live one of a phone; `uid`: for the change of that user's number."""
        row = {"phone": phone, "purpose": _purpose(uid), "uid": uid}
        values = {"code_hash": code_hash, "create_time": now, "tries": 0}
        new = upsert(cls).values(**row, **values)
        keys = [cls.phone, cls.purpose, cls.uid]
        db.execute(new.on_conflict_do_update(index_elements=keys, set_=values))

    @classmethod
    def use(cls, db: Session, phone: str, uid: int | None, code_hash: bytes, now: int) -> Check:
        """Try a code, which counts; the right one is used up.

        Guesses that come at once wait for each other at the row, so nobody has more than TRIES.
        """
        mine = _live(phone, uid, now)
        tried = update(cls).where(mine, cls.tries < TRIES).values(tries=cls.tries + 1)
        row = db.execute(tried.returning(cls.codeid, cls.code_hash)).first()
        if row is None:
            return Check.GONE
        if not compare_digest(row.code_hash, code_hash):
            return Check.WRONG
        db.execute(delete(cls).where(cls.codeid == row.codeid))
        return Check.RIGHT

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """Return the condition that a code is no longer good."""
        return cls.create_time <= now - CODE_SECONDS


def _purpose(uid: int | None) -> str:
    return "login" if uid is None else "change"


def _live(phone: str, uid: int | None, now: int) -> ColumnElement[bool]:
    owner = SmsCode.uid.is_(None) if uid is None else SmsCode.uid == uid
    fresh = SmsCode.create_time > now - CODE_SECONDS
    return (SmsCode.phone == phone) & (SmsCode.purpose == _purpose(uid)) & owner & fresh


class SmsSent(Counted, Base):
    """One SMS, counted once for each limit it falls under; rows live 24 hours.

    Kinds: "code-phone", "code-address", "invite-phone", "invite-inviter".
    """

    __tablename__ = "sms_sent"

    __table_args__ = (Index(None, "kind", "key", "time"),)
