"""Follow-ups, which must be done if and only if a change is committed."""

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
_TAKE_OUT = Prepared("""
DELETE FROM outbox WHERE id = (SELECT id FROM outbox WHERE id = %(id)s FOR UPDATE SKIP LOCKED)
RETURNING CAST(args AS text)
""")


class Outbox(Base):
    """A task to be queued, written in the transaction of the change that causes it.

    The worker that does the task deletes the row in the same transaction; a task whose row is still
    there after `due` is queued again. A crash may repeat a task, so every task tolerates that; `id`
    is its request id.
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
        # tasks of one name that no worker has begun
        Index("ix_outbox_untried", "task", "id", postgresql_where=text("tries = 0")),
    )

    @classmethod
    def add(
        cls, db: Session, task: str, args: dict[str, Any], now: int, wait: int = SWEEP_SECONDS
    ) -> int:
        """Store a task and return its id.

        To have it done at once the caller queues it; after `wait` seconds the sweep queues it.
        """
        stored = msgspec.json.encode(args).decode()
        ((id_,),) = _ADD.all(db, task=task, args=stored, create_time=now, due=now + wait)
        return int(id_)

    @classmethod
    def take_out(cls, db: Session, id_: int) -> dict[str, Any] | None:
        """Delete a task that is done in this transaction, and return its arguments.

        None when it is done already or another worker has it.
        """
        found = _TAKE_OUT.first(db, id=id_)
        return msgspec.json.decode(found[0], type=dict[str, Any]) if found else None

    @classmethod
    def take(cls, db: Session, id_: int) -> "Outbox | None":
        """Lock a task; None when it is done already or another worker has it."""
        return db.scalar(select(cls).where(cls.id == id_).with_for_update(skip_locked=True))

    @classmethod
    def overdue(cls, db: Session, now: int, limit: int) -> list["Outbox"]:
        """Tasks that were lost or have to be tried again, locked."""
        waiting = select(cls).where(cls.due <= now).order_by(cls.due).limit(limit)
        return list(db.scalars(waiting.with_for_update(skip_locked=True)))

    @classmethod
    def first_due(cls, db: Session) -> int | None:
        """The lowest `due` of all tasks, past or future; None without tasks."""
        return db.scalar(select(cls.due).order_by(cls.due).limit(1))

    @classmethod
    def untried(cls, db: Session, task: str) -> bool:
        """Return whether a task of this name waits that was not tried yet."""
        waiting = select(cls.id).where(cls.task == task, cls.tries == 0).limit(1)
        return db.scalar(waiting) is not None
