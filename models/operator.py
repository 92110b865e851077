"""Who runs the service: people with a password and a role."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, Plain
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

    __table_args__ = (
        CheckConstraint("role IN ('look', 'support', 'trade', 'admin')", name="role"),
    )

    @classmethod
    def put(cls, db: Session, name: str, role: str | None, psw: str | None, now: int) -> Operator:
        """Make an operator, or change what is given; a new one needs both. Raises NotFound."""
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
