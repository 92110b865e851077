"""Invitations to people without an account."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    and_,
    exists,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Key, Now, Plain
from models.media import names_files


class Invite(Base):
    """An invitation of `uid` to a phone; the columns are the `invite` object.

    `phone` is E.164 here. Open while `joined_uid` is null. The circle and role are those that the
    new user will get, not those that were requested.
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
    # who accepted; the phone of a deleted account may be invited again
    joined_uid: Mapped[int | None] = mapped_column(
        ForeignKey("users.uid", ondelete="SET NULL"), index=True
    )
    create_time: Mapped[Now]
    # when the last SMS was sent
    sms_send_time: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("uid", "phone"),
        CheckConstraint("sex BETWEEN 0 AND 2", name="sex"),
        Index(None, "uid", "invite_id"),
        Index(None, "phone", "invite_id", postgresql_where=text("joined_uid IS NULL")),
        names_files("invites", "nick", "headpic", "position"),
    )

    @classmethod
    def sent(cls, db: Session, uid: int, limit: int) -> list["Invite"]:
        """Return the invitations a user made, newest first."""
        rows = ranges.page(select(cls), cls.uid, uid, cls.invite_id)
        return list(db.scalars(rows.limit(limit)))

    @classmethod
    def was_accepted(cls, db: Session, uid: int, phone: str) -> bool:
        """Whether somebody accepted the invitation of this phone by this user."""
        mine = and_(cls.uid == uid, cls.phone == phone)
        return db.scalar(select(cls.invite_id).where(mine, cls.joined_uid.is_not(None))) is not None

    @classmethod
    def store(
        cls, db: Session, uid: int, phone: str, columns: Mapping[str, Any], now: int
    ) -> "Invite":
        """Make an invitation, or overwrite these columns of the one that is there; return it."""
        new = insert(cls).values(uid=uid, phone=phone, create_time=now, **columns)
        again = new.on_conflict_do_update(index_elements=[cls.uid, cls.phone], set_=dict(columns))
        return db.scalars(again.returning(cls)).one()

    @classmethod
    def open_for(cls, phone: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """Return the condition that this phone has an invitation that nobody has accepted yet."""
        return exists().where(cls.phone == phone, cls.joined_uid.is_(None))

    @classmethod
    def take(cls, db: Session, phone: str, uid: int) -> list["Invite"]:
        """Accept every open invitation of a phone for a user; return them, newest first."""
        accept = update(cls).where(cls.phone == phone, cls.joined_uid.is_(None))
        taken = db.scalars(accept.values(joined_uid=uid).returning(cls))
        return sorted(taken, key=lambda one: one.invite_id, reverse=True)
