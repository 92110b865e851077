"""Follow-up work that must happen exactly when a change is committed."""

from typing import Any

from sqlalchemy import SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Now


class Outbox(Base):
    """A task to be queued, written in the transaction of the change that causes it.

    Deleted after the queue took it over. A crash in between queues it twice, so every task named
    here tolerates repeats; `id` serves as its request id.
    """

    __tablename__ = "outbox"

    id: Mapped[Key]
    # full name of the Celery task
    task: Mapped[str]
    # its keyword arguments
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    create_time: Mapped[Now]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
