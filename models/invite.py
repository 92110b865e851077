"""Invitations to people without an account."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    UniqueConstraint,
    exists,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Key, Now, Plain
from models.media import names_files
from models.prepared import Prepared
from models.statements import Value, built_once


class Stored(NamedTuple):
    """An invitation that was stored, and when the last SMS of it was sent, None: never."""

    invite_id: int
    sms_send_time: int | None


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
        return list(db.scalars(*_sent(uid, limit)))

    @classmethod
    def was_accepted(cls, db: Session, uid: int, phone: str) -> bool:
        """Whether somebody accepted the invitation of this phone by this user."""
        return bool(_ACCEPTED.all(db, uid=uid, phone=phone))

    @classmethod
    def store(
        cls, db: Session, uid: int, phone: str, columns: Mapping[str, Any], now: int
    ) -> "Stored":
        """Make an invitation, or overwrite these columns of the one that is there."""
        values = {**dict.fromkeys(_GIVEN), **columns}
        given = {"uid": uid, "phone": phone, "now": now, "given": sorted(columns)}
        ((invite_id, sent),) = _STORE.all(db, **values, **given)
        return Stored(invite_id, sent)

    @classmethod
    def note_sms(cls, db: Session, invite_id: int, now: int) -> None:
        """Note when the SMS of an invitation was sent."""
        _NOTE_SMS.all(db, invite_id=invite_id, now=now)

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


_GIVEN = {
    **dict.fromkeys(("nick", "headpic", "position"), "text"),
    **dict.fromkeys(("sex", "marriage", "height"), "smallint"),
    **dict.fromkeys(("birthday", "join_cid", "join_roleid"), "bigint"),
}
"""The columns that an inviter gives, with their types."""
_NOT_NULL = ("marriage", "height")


def _value(name: str) -> str:
    value = f"%({name})s::{_GIVEN[name]}"
    return f"coalesce({value}, 0)" if name in _NOT_NULL else value


def _kept_unless_given(name: str) -> str:
    given = f"'{name}' = ANY(%(given)s::text[])"
    return f"{name} = CASE WHEN {given} THEN excluded.{name} ELSE invites.{name} END"


_ACCEPTED = Prepared("""
SELECT 1 FROM invites WHERE uid = %(uid)s AND phone = %(phone)s AND joined_uid IS NOT NULL
""")
_STORE = Prepared(f"""
INSERT INTO invites (uid, phone, create_time, {", ".join(_GIVEN)})
VALUES (%(uid)s, %(phone)s, %(now)s, {", ".join(map(_value, _GIVEN))})
ON CONFLICT (uid, phone) DO UPDATE SET {", ".join(map(_kept_unless_given, _GIVEN))}
RETURNING invite_id, sms_send_time
""")  # noqa: S608
_NOTE_SMS = Prepared("""
UPDATE invites SET sms_send_time = %(now)s WHERE invite_id = %(invite_id)s
""")


@built_once()
def _sent(uid: Value, limit: Value) -> Select[Invite]:
    return ranges.page(select(Invite), Invite.uid, uid, Invite.invite_id).limit(limit)
