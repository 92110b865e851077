"""Operators: people with a password and a role for the pages of operations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, Plain, Zero
from models.errors import NotFound

ROLES = ("look", "support", "trade", "admin")


class Operator(Base):
    """Somebody who may use the pages of operations, as far as the role goes."""

    __tablename__ = "operators"
    noun = "operator"

    name: Mapped[Plain] = mapped_column(primary_key=True)
    role: Mapped[str]
    # argon2 hash
    psw: Mapped[str]
    create_time: Mapped[Now]
    # secret of the second factor (TOTP), sealed; null: no second factor
    totp: Mapped[str | None]
    # a new secret, sealed, until its first code is given
    totp_new: Mapped[str | None]
    # number of the 30 second step whose code was accepted last: no code is accepted twice
    totp_step: Mapped[Zero]

    __table_args__ = (
        CheckConstraint("role IN ('look', 'support', 'trade', 'admin')", name="role"),
    )

    @classmethod
    def put(cls, db: Session, name: str, role: str | None, psw: str | None, now: int) -> Operator:
        """Make or change an operator; a new one needs both values. Raises NotFound."""
        present = db.get(cls, name, with_for_update=True)
        if present is None:
            if role is None or psw is None:
                raise NotFound(cls.noun)
            entry = insert(cls).values(name=name, role=role, psw=psw, create_time=now)
            db.execute(entry.on_conflict_do_nothing())
            present = db.get(cls, name, with_for_update=True)
            assert present is not None  # inserted, by us or by somebody at the same moment
        present.role, present.psw = role or present.role, psw or present.psw
        db.flush()
        return present

    @classmethod
    def remove(cls, db: Session, name: str) -> None:
        """Delete an operator, with all logins; raises NotFound."""
        if db.scalar(delete(cls).where(cls.name == name).returning(cls.name)) is None:
            raise NotFound(cls.noun)

    @classmethod
    def page(cls, db: Session, offset: int, limit: int) -> Sequence[Operator]:
        """Operators by name."""
        return db.scalars(select(cls).order_by(cls.name).offset(offset).limit(limit)).all()

    def take_step(self, db: Session, step: int) -> bool:
        """Accept the code of a 30 second step; False when it or a later one was accepted before."""
        mine = (Operator.name == self.name) & (Operator.totp_step < step)
        taken = update(Operator).where(mine).values(totp_step=step).returning(Operator.name)
        return db.scalar(taken) is not None

    def set_second_factor(self, db: Session, totp: str | None, codes: Sequence[bytes]) -> None:
        """Replace the sealed secret and the recovery codes, or remove them."""
        self.totp, self.totp_new = totp, None
        db.execute(delete(RecoveryCode).where(RecoveryCode.operator == self.name))
        rows = [{"operator": self.name, "code_hash": code} for code in codes]
        if rows:
            db.execute(insert(RecoveryCode), rows)
        db.flush()


class RecoveryCode(Base):
    """Replaces a code of the second factor once; stored as a keyed hash."""

    __tablename__ = "recovery_codes"
    noun = "recovery code"

    operator: Mapped[Plain] = mapped_column(
        ForeignKey("operators.name", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)

    @classmethod
    def use(cls, db: Session, operator: str, code_hash: bytes) -> bool:
        """Delete this code; return whether the operator had it."""
        same = (cls.operator == operator) & (cls.code_hash == code_hash)
        return db.scalar(delete(cls).where(same).returning(cls.operator)) is not None

    @classmethod
    def number(cls, db: Session, operator: str) -> int:
        """The number of codes that are left."""
        query = select(func.count()).select_from(cls).where(cls.operator == operator)
        return db.scalar(query) or 0
