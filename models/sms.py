"""SMS codes, and the counters behind limits that must survive a restart."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Now, Plain


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


class SmsSent(Base):
    """One SMS, counted once for each limit it falls under; rows live 24 hours."""

    __tablename__ = "sms_sent"

    id: Mapped[Key]
    # which limit, for instance "phone", "address" or "inviter"
    kind: Mapped[str]
    key: Mapped[str]
    time: Mapped[Now] = mapped_column(index=True)

    __table_args__ = (Index(None, "kind", "key", "time"),)


class Failure(Base):
    """One refused login, counted for each limit it falls under."""

    __tablename__ = "failures"

    id: Mapped[Key]
    # which limit, for instance "code-address", "login-name" or "login-address"
    kind: Mapped[str]
    key: Mapped[str]
    time: Mapped[Now] = mapped_column(index=True)

    __table_args__ = (Index(None, "kind", "key", "time"),)
