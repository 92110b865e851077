"""Follow-up work that must happen exactly when a change is committed."""

from typing import Any

import msgspec
from sqlalchemy import Index, SmallInteger, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Now
from models.prepared import Prepared

SWEEP_SECONDS = 60
_ADD = Prepared("""
INSERT INTO outbox (task, args, create_time, due)
VALUES (%(task)s, %(args)s, %(create_time)s, %(due)s)
RETURNING id
""")


class Outbox(Base):
    """A task to be queued, written in the transaction of the change that causes it.

    The worker that did the task deletes the row in the same transaction; what is left after `due`
    is queued again. A crash may repeat a task, so every one tolerates that; `id` serves as its
    request id.
    """

    __tablename__ = "outbox"

    id: Mapped[Key]
    # full name of the Celery task
    task: Mapped[str]
    # its keyword arguments
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    create_time: Mapped[Now]
    # unix seconds: when it is queued again unless it was done by then
    due: Mapped[int] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))

    __table_args__ = (
        # what nobody has begun, of one kind
        Index("ix_outbox_untried", "task", "id", postgresql_where=text("tries = 0")),
    )

    @classmethod
    def add(
        cls, db: Session, task: str, args: dict[str, Any], now: int, wait: int = SWEEP_SECONDS
    ) -> int:
        """Store a task and return its id.

        Whoever wants it done at once queues it; after `wait` seconds the sweep does.
        """
        stored = msgspec.json.encode(args).decode()
        ((id_,),) = _ADD.all(db, task=task, args=stored, create_time=now, due=now + wait)
        return int(id_)

    @classmethod
    def take(cls, db: Session, id_: int) -> "Outbox | None":
        """Lock a task for doing it; None when it is done already or another worker has it."""
        return db.scalar(select(cls).where(cls.id == id_).with_for_update(skip_locked=True))

    @classmethod
    def overdue(cls, db: Session, now: int, limit: int) -> list["Outbox"]:
        """Tasks that were lost or are to be tried again, locked."""
        waiting = select(cls).where(cls.due <= now).order_by(cls.due).limit(limit)
        return list(db.scalars(waiting.with_for_update(skip_locked=True)))

    @classmethod
    def first_due(cls, db: Session) -> int | None:
        """When the first task is, or was, to be queued again; None when there is none."""
        return db.scalar(select(cls.due).order_by(cls.due).limit(1))

    @classmethod
    def untried(cls, db: Session, task: str) -> bool:
        """Return whether a task of that name waits that was not tried yet."""
        waiting = select(cls.id).where(cls.task == task, cls.tries == 0).limit(1)
        return db.scalar(waiting) is not None
