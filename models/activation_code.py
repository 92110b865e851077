"""Codes that activate users."""

from sqlalchemy import ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Now, Plain
from models.codes import Code


class ActivationCode(Code):
    """A code that gives `level` to any number of people until `timeout`."""

    __tablename__ = "activation_codes"

    active_code: Mapped[Plain] = mapped_column(primary_key=True)
    # the activator
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    level: Mapped[int] = mapped_column(SmallInteger)
    create_time: Mapped[Now]
    timeout: Mapped[int] = mapped_column(index=True)
