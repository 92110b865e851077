"""The idempotency store."""

from hashlib import sha256

from sqlalchemy import BigInteger, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Now

# an index row holds some 2700 bytes, a frame may bring a longer cdata
LONGEST = 128


class Reply(Base):
    """The reply of an executed write, kept for resends of the same call.

    The row is inserted at the start of the call's own transaction: a resend that comes meanwhile
    waits at the primary key, and after a crash change and reply are both there or both not.
    Written once per write, hence narrow and without foreign keys.
    """

    __tablename__ = "replies"

    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    func: Mapped[str] = mapped_column(primary_key=True)
    # keyed hash of the decoded parameters in one canonical form
    parm_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    # see `short`
    cdata: Mapped[str] = mapped_column(primary_key=True)
    # guid of the connection the call came on
    conn: Mapped[str]
    create_time: Mapped[Now] = mapped_column(index=True)
    # null while the call runs; nobody outside its transaction sees that
    errno: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str | None]
    # `result` as encoded JSON
    result: Mapped[bytes | None] = mapped_column(LargeBinary)

    @staticmethod
    def short(cdata: str) -> str:
        """Return a cdata as it is stored: a long one by its SHA-256."""
        if len(cdata) <= LONGEST:
            return cdata
        return "sha256:" + sha256(cdata.encode("utf-8", "surrogatepass")).hexdigest()
