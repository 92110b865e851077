"""What operations did, their logins, and storage callbacks that were answered."""

from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Now


class Audit(Base):
    """One action of operations, or one finding that operations must look at; never changed.

    Parameters hold no secrets. Refers to nothing, because it outlives what it speaks of.
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

    __table_args__ = (Index(None, "action", "id"),)


class OpsSession(Base):
    """A login to operations; the cookie is stored only as SHA-256. Failures: see Failure."""

    __tablename__ = "ops_sessions"
    noun = "session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    csrf: Mapped[str]
    address: Mapped[str]
    create_time: Mapped[Now]
    timeout: Mapped[int] = mapped_column(index=True)


class UploadCallback(Base):
    """A storage callback that was carried out, so that its repeat gets the same reply."""

    __tablename__ = "upload_callbacks"

    # the storage's request id
    reqid: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # null while the first is still running; nobody outside its transaction sees that
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    create_time: Mapped[Now] = mapped_column(index=True)
