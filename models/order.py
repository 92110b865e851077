"""Orders, what happened to them, and the provider's notices. All money is integer fen."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Now, Plain, Words, Zero

PAYSTATE = "paystate IN (-1, 0, 1, 2, 3)"


class Order(Base):
    """An order; `uid` is the buyer. Stays when buyer, recommender or goods are deleted.

    `paystate`: 0 not paid, 1 paid, 2 refunded, 3 reserved, -1 failed. Names, price and the rest
    are as they were when the order was made.
    """

    __tablename__ = "orders"
    noun = "order"

    # "<unix seconds>-<sequence>"; orders are compared by the two numbers, not by this text
    orderid: Mapped[str] = mapped_column(
        Text(collation="C"),
        Computed("create_time::text || '-' || seq::text", persisted=True),
        primary_key=True,
    )
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    create_time: Mapped[Now]
    mid: Mapped[int]
    uid: Mapped[int]
    paystate: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    paytime: Mapped[int | None]
    refundtime: Mapped[int | None]
    # people_count
    ex_people: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    recommend_uid: Mapped[int | None]
    # to pay, then paid
    remain: Mapped[Zero]
    productname: Mapped[str]
    # productdesc
    desc: Mapped[Words]
    productcatalog: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    # the price, which a payment must match; a reservation has it while `remain` is 0
    amount: Mapped[int]
    # constant per phone
    hardwareid: Mapped[str | None]
    # who is to be asked about the payment, null = nobody (free, or a reservation)
    provider: Mapped[str | None]
    # the bound card that was charged
    cardid: Mapped[str | None]
    # the provider's own id of the payment, once known
    tradeid: Mapped[str | None]
    # when to ask the provider next, and how often it was asked
    check_time: Mapped[int | None]
    checks: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))

    __table_args__ = (
        CheckConstraint(PAYSTATE, name="paystate"),
        CheckConstraint("amount >= 0 AND remain >= 0", name="amount"),
        CheckConstraint("ex_people BETWEEN 0 AND 100", name="ex_people"),
        CheckConstraint("paystate NOT IN (1, 2) OR paytime IS NOT NULL", name="paytime"),
        CheckConstraint("(paystate = 2) = (refundtime IS NOT NULL)", name="refundtime"),
        Index(None, "uid", "create_time", "seq"),
        Index(
            "ix_orders_recommended",
            "recommend_uid",
            "create_time",
            "seq",
            postgresql_where=text("paystate IN (1, 2)"),
        ),
        Index("ix_orders_open", "check_time", postgresql_where=text("paystate = 0")),
    )


class Paylog(Base):
    """One row per order and state it came to: the `paylog` object."""

    __tablename__ = "paylogs"
    noun = "paylog"

    payid: Mapped[Key]
    orderid: Mapped[Plain] = mapped_column(ForeignKey("orders.orderid"))
    mid: Mapped[int]
    uid: Mapped[int]
    paystate: Mapped[int] = mapped_column(SmallInteger)
    productcatalog: Mapped[int] = mapped_column(Integer)
    productname: Mapped[str]
    productdesc: Mapped[Words]
    amount: Mapped[int]
    create_time: Mapped[Now]
    ex_people: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    recommend_uid: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("orderid", "paystate"),
        CheckConstraint(PAYSTATE, name="paystate"),
    )


class PaymentNotice(Base):
    """A verified notice of the provider, so that a repeat is known; kept for operations.

    `orderid` is what the notice says, which need not be an order of ours.
    """

    __tablename__ = "payment_notices"

    provider: Mapped[str] = mapped_column(primary_key=True)
    # the provider's id of the notice
    noticeid: Mapped[str] = mapped_column(primary_key=True)
    orderid: Mapped[str] = mapped_column(index=True)
    # what the provider says was paid
    amount: Mapped[int | None]
    # what became of it, for instance "booked" or "amount differs"
    outcome: Mapped[str]
    create_time: Mapped[Now]


class Card(Base):
    """A bound card of the sandbox provider: the `card` object with its owner.

    A real provider keeps cards itself; then this table stays empty.
    """

    __tablename__ = "cards"
    noun = "card"

    cardid: Mapped[Plain] = mapped_column(primary_key=True)
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    card_name: Mapped[str]
    # first six and last four digits, all that is ever stored
    card_top: Mapped[str]
    card_last: Mapped[str]
    # unix seconds
    bindvalidthru: Mapped[int | None]
    time: Mapped[Now]
