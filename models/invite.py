"""Invitations to people without an account, and codes that activate users."""

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    exists,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models.base import Base, Key, Now, Plain
from models.codes import Code


class Invite(Base):
    """An invitation of `uid` to a phone; the columns are the `invite` object.

    `phone` is E.164 here. Open while `joined_uid` is null; the circle and role are those that
    will really be given.
    """

    __tablename__ = "invites"
    noun = "invite"

    invite_id: Mapped[Key]
    # the inviter
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    phone: Mapped[Plain]
    nick: Mapped[str]
    headpic: Mapped[str | None]
    sex: Mapped[int | None] = mapped_column(SmallInteger)
    birthday: Mapped[int | None]
    marriage: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    # cm
    height: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    position: Mapped[str | None]
    join_cid: Mapped[int | None] = mapped_column(ForeignKey("circles.cid", ondelete="SET NULL"))
    # not a key: the role may be gone at the first login, then the circle's default is given
    join_roleid: Mapped[int | None]
    # who accepted; an account that was deleted may be invited again
    joined_uid: Mapped[int | None] = mapped_column(
        ForeignKey("users.uid", ondelete="SET NULL"), index=True
    )
    create_time: Mapped[Now]
    # when the last SMS went out
    sms_send_time: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("uid", "phone"),
        CheckConstraint("sex BETWEEN 0 AND 2", name="sex"),
        Index(None, "uid", "invite_id"),
        Index(None, "phone", "invite_id", postgresql_where=text("joined_uid IS NULL")),
    )

    @classmethod
    def open_for(cls, phone: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """Return the condition that somebody invited this phone and nobody took that yet."""
        return exists().where(cls.phone == phone, cls.joined_uid.is_(None))

    @classmethod
    def take(cls, db: Session, phone: str, uid: int) -> list["Invite"]:
        """Let a user accept every open invitation of a phone; return them, newest first."""
        accept = update(cls).where(cls.phone == phone, cls.joined_uid.is_(None))
        taken = db.scalars(accept.values(joined_uid=uid).returning(cls))
        return sorted(taken, key=lambda one: one.invite_id, reverse=True)


class ActivationCode(Code):
    """A code that hands down `level` to any number of people until `timeout`."""

    __tablename__ = "activation_codes"

    active_code: Mapped[Plain] = mapped_column(primary_key=True)
    # the activator
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    level: Mapped[int] = mapped_column(SmallInteger)
    create_time: Mapped[Now]
    timeout: Mapped[int] = mapped_column(index=True)
