"""Actions of operations, and findings that operations must look at."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Index, Integer, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Now


class Audit(Base):
    """One action of operations, or one finding that operations must look at; never changed.

    Parameters hold no secrets. A row has no foreign keys, because it is kept longer than the rows
    that it is about.
    """

    __tablename__ = "audit_log"
    noun = "audit row"

    id: Mapped[Key]
    time: Mapped[Now]
    # "ops", or the job that found something
    who: Mapped[str] = mapped_column(default="ops", server_default=text("'ops'"))
    # client address, "" for jobs
    address: Mapped[str] = mapped_column(default="", server_default=text("''"))
    action: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    errno: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))

    __table_args__ = (
        Index(None, "action", "id"),
        Index(
            None,
            "params",
            postgresql_using="gin",
            postgresql_ops={"params": "jsonb_path_ops"},
        ),
    )

    @classmethod
    def note(cls, db: Session, **columns: Any) -> None:
        """Add a row."""
        db.execute(insert(cls).values(**columns))

    @classmethod
    def page(cls, db: Session, before: int | None, limit: int) -> "list[Audit]":
        """Rows with id < before, newest first."""
        query = select(cls)
        if before is not None:
            query = query.where(cls.id < before)
        return list(db.scalars(query.order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def about(
        cls,
        db: Session,
        names: Collection[str],
        key: int | str,
        before: int | None,
        limit: int,
        *,
        without: Collection[str] = (),
    ) -> "list[Audit]":
        """Rows with id < before in which one of the parameters `names` is `key`, newest first.

        `without`: actions to leave out.
        """
        names_it = or_(*(cls.params.contains({name: key}) for name in names))
        query = select(cls).where(names_it, cls.action.not_in(without))
        if before is not None:
            query = query.where(cls.id < before)
        return list(db.scalars(query.order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def did(cls, db: Session, action: str, params: dict[str, Any]) -> bool:
        """Whether this action succeeded once with these parameters, and perhaps others."""
        fits = (cls.action == action) & cls.params.contains(params) & (cls.errno == 0)
        return db.scalar(select(cls.id).where(fits).limit(1)) is not None
