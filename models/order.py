"""Orders, the state machine of orders, and their history. Money is integer fen."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    and_,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models.base import Base, Key, Now, Plain, Words, Zero
from models.errors import Forbidden
from models.media import names_files
from models.merchandise import Merchandise

PAYSTATE = "paystate IN (-1, 0, 1, 2, 3)"
MINUTE = 60
LONGEST_PAUSE = 30
"""The most minutes between two questions to the provider."""
DAY = 24 * 3600
OPEN_SECONDS = DAY
"""How long an order may wait for its payment."""
REFUND_SECONDS = 365 * DAY
"""For how long after a payment its provider may refund it by itself."""


class PayState(IntEnum):
    """The values of `paystate`."""

    FAILED = -1
    UNPAID = 0
    PAID = 1
    REFUNDED = 2
    RESERVED = 3


MOVES: dict[PayState, frozenset[PayState]] = {
    PayState.UNPAID: frozenset({PayState.PAID, PayState.FAILED}),
    PayState.RESERVED: frozenset({PayState.UNPAID, PayState.FAILED}),
    PayState.PAID: frozenset({PayState.REFUNDED}),
    PayState.FAILED: frozenset(),
    PayState.REFUNDED: frozenset(),
}
"""Every allowed change of state."""


class Order(Base):
    """An order; `uid` is the buyer. Stays when buyer, recommender or goods are deleted.

    Names, price and the rest are as they were when the order was made. `paystate` is changed by
    `move` and by nothing else.
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
    # to pay, then paid; 0 while reserved
    remain: Mapped[Zero]
    productname: Mapped[str]
    # productdesc
    desc: Mapped[Words]
    productcatalog: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    # the whole price, of a reservation as far as it is known
    amount: Mapped[int]
    # price of each further person, for the end of a reservation
    ex_people_amount: Mapped[Zero]
    # constant per phone
    hardwareid: Mapped[str | None]
    # the provider to ask about the payment, null = none (free, or a reservation)
    provider: Mapped[str | None]
    # the bound card that is charged, null = paid on the provider's page
    cardid: Mapped[str | None]
    # the provider's own id of the payment, once known
    tradeid: Mapped[str | None]
    # when to ask the provider next (null: never), and how often it said "not yet"
    check_time: Mapped[int | None]
    checks: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    # when an unpaid order fails
    close_time: Mapped[int | None]
    # when to ask the provider next whether it refunded the order by itself (null: never)
    refund_check_time: Mapped[int | None]

    __table_args__ = (
        names_files("orders", "productname", '"desc"'),
        CheckConstraint(PAYSTATE, name="paystate"),
        CheckConstraint(
            "amount >= 0 AND remain >= 0 AND ex_people_amount >= 0",
            name="amount",
        ),
        CheckConstraint("ex_people BETWEEN 0 AND 100", name="ex_people"),
        CheckConstraint("paystate NOT IN (1, 2) OR paytime IS NOT NULL", name="paytime"),
        CheckConstraint("(paystate = 2) = (refundtime IS NOT NULL)", name="refundtime"),
        Index(None, "uid", "create_time", "seq"),
        Index(None, "create_time", "seq"),
        Index(
            "ix_orders_recommended",
            "recommend_uid",
            "create_time",
            "seq",
            postgresql_where=text("paystate IN (1, 2)"),
        ),
        Index("ix_orders_open", "provider", "check_time", postgresql_where=text("paystate = 0")),
        Index(
            "ix_orders_paid", "provider", "refund_check_time", postgresql_where=text("paystate = 1")
        ),
    )

    # ---------------------------------------------------------------------- making an order

    @classmethod
    def make(
        cls, db: Session, goods: Merchandise, uid: int, people: int, now: int, **columns: Any
    ) -> Order:
        """Store an order that is to be paid; `columns`: those that do not come from the goods."""
        price = goods.price(people)
        order = cls._of(goods, uid, now, amount=price, remain=price, ex_people=people, **columns)
        order._await_payment(now)
        db.add(order)
        db.flush()  # callers need the orderid
        return order

    @classmethod
    def reserve(
        cls, db: Session, goods: Merchandise, uid: int, now: int, recommend_uid: int | None
    ) -> Order:
        """Store a reservation: nothing is to be paid until operations end it."""
        order = cls._of(goods, uid, now, amount=goods.price(0), recommend_uid=recommend_uid)
        order.paystate = PayState.RESERVED
        db.add(order)
        db.flush()  # callers need the orderid
        return order

    @classmethod
    def _of(cls, goods: Merchandise, uid: int, now: int, **columns: Any) -> Order:
        return cls(
            mid=goods.mid,
            uid=uid,
            create_time=now,
            productname=goods.productname,
            desc=goods.productdesc,
            productcatalog=goods.productcatalog,
            ex_people_amount=goods.ex_people_amount,
            **columns,
        )

    def _await_payment(self, now: int) -> None:
        self.check_time, self.checks = now + MINUTE, 0
        self.close_time = now + OPEN_SECONDS

    @classmethod
    def find_locked(cls, db: Session, orderid: str) -> Order | None:
        """The order with this id, locked against other writers; None when there is none."""
        return db.get(cls, orderid, with_for_update=True, populate_existing=True)

    # --------------------------------------------------------------------------- its states

    def move(self, db: Session, to: PayState, now: int) -> Paylog:
        """Change the state and record it; raises Forbidden for a move that MOVES does not allow.

        The only place where `paystate` changes. The caller has locked the row.
        """
        if to not in MOVES[PayState(self.paystate)]:
            raise Forbidden(f"an order in state {self.paystate:d} cannot come to {to:d}")
        self.paystate = int(to)
        self.paytime = now if to == PayState.PAID else self.paytime
        self.refundtime = now if to == PayState.REFUNDED else self.refundtime
        can_be_paid_back = to == PayState.PAID and self.provider is not None
        self.refund_check_time = now + DAY if can_be_paid_back else None
        if to == PayState.UNPAID:
            self._await_payment(now)
        else:
            self.check_time = None
        return Paylog.record(db, self, now)

    def end_reservation(
        self, db: Session, people: int | None, provider: str | None, now: int
    ) -> Paylog:
        """Turn a reservation into an order that is to be paid, with so many further people."""
        people = people or 0
        log = self.move(db, PayState.UNPAID, now)
        self.ex_people = log.ex_people = people
        self.amount += self.ex_people_amount * people
        self.remain = log.amount = self.amount
        self.provider = provider
        return log

    # -------------------------------------------------------------------- asking the provider

    @classmethod
    def take_due(cls, db: Session, provider: str | None, now: int) -> Order | None:
        """The unpaid order about which a provider should have been asked the longest time ago.

        `provider` None: orders without one. No other worker takes it within a minute; after that it
        is due again if there was no answer.
        """
        return cls._take_first(db, PayState.UNPAID, provider, cls.check_time, now)

    @classmethod
    def take_paid(cls, db: Session, provider: str | None, now: int) -> Order | None:
        """Like `take_due`, for paid orders that may have been refunded meanwhile."""
        return cls._take_first(db, PayState.PAID, provider, cls.refund_check_time, now)

    @classmethod
    def _take_first(
        cls,
        db: Session,
        state: PayState,
        provider: str | None,
        due: InstrumentedAttribute[int | None],
        now: int,
    ) -> Order | None:
        waiting = select(cls).where(cls.paystate == state, cls.provider == provider, due <= now)
        first = waiting.order_by(due).limit(1)
        order = db.scalar(first.with_for_update(skip_locked=True))
        if order is not None:
            setattr(order, due.key, now + MINUTE)
        return order

    def ask_again(self, now: int) -> None:
        """The provider's answer has not changed: ask after 1, 2, 4 ... at most 30 minutes."""
        pause = min(2 ** min(self.checks, 10), LONGEST_PAUSE)
        self.check_time = now + pause * MINUTE
        self.checks += 1

    def ask_of_refund_again(self, now: int) -> None:
        """The order is still paid: ask again 1, 3, 9, 27 ... days after the payment, for a year."""
        paid = self.paytime or now
        due = now + 2 * max(DAY, now - paid)
        self.refund_check_time = due if due <= paid + REFUND_SECONDS else None

    # ------------------------------------------------------------------------------- reading

    @classmethod
    def of_buyer(
        cls, db: Session, uid: int, before: tuple[int, int] | None, count: int
    ) -> Sequence[Order]:
        """A user's orders, newest first; `before`: (seconds, sequence), exclusive."""
        return cls._page(db, cls.uid == uid, before, count)

    @classmethod
    def recommended_by(
        cls, db: Session, uid: int, before: tuple[int, int] | None, count: int
    ) -> Sequence[Order]:
        """Paid and refunded orders that name the user as recommender, newest first."""
        completed = cls.paystate.in_([PayState.PAID, PayState.REFUNDED])
        return cls._page(db, (cls.recommend_uid == uid) & completed, before, count)

    @classmethod
    def of_all(
        cls,
        db: Session,
        which: Sequence[ColumnElement[bool]],
        before: tuple[int, int] | None,
        count: int,
    ) -> Sequence[Order]:
        """Orders of everybody for which all of `which` hold, newest first."""
        return cls._page(db, and_(true(), *which), before, count)

    @classmethod
    def _page(
        cls, db: Session, which: ColumnElement[bool], before: tuple[int, int] | None, count: int
    ) -> Sequence[Order]:
        place = tuple_(cls.create_time, cls.seq)
        wanted = select(cls).where(which)
        if before is not None:
            wanted = wanted.where(place < before)
        newest = wanted.order_by(cls.create_time.desc(), cls.seq.desc()).limit(count)
        return db.scalars(newest).all()


class Paylog(Base):
    """One row per order and state that it reached: the `paylog` object."""

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
        names_files("paylogs", "productname", "productdesc"),
        CheckConstraint(PAYSTATE, name="paystate"),
    )

    @classmethod
    def history(cls, db: Session, orderid: str) -> Sequence[Paylog]:
        """The states that an order reached, in their order."""
        return db.scalars(select(cls).where(cls.orderid == orderid).order_by(cls.payid)).all()

    @classmethod
    def record(cls, db: Session, order: Order, now: int) -> Paylog:
        """Store that the order reached its present state."""
        log = cls(
            orderid=order.orderid,
            mid=order.mid,
            uid=order.uid,
            paystate=order.paystate,
            productcatalog=order.productcatalog,
            productname=order.productname,
            productdesc=order.desc,
            amount=order.amount,
            create_time=now,
            ex_people=order.ex_people,
            recommend_uid=order.recommend_uid,
        )
        db.add(log)
        db.flush()  # the push needs the payid
        return log


class PaymentNotice(Base):
    """A notice of a provider about a payment; repeats add no row. Kept for operations.

    `orderid` is the id in the notice, which may be no order of this service.
    """

    __tablename__ = "payment_notices"

    provider: Mapped[str] = mapped_column(primary_key=True)
    # the provider's id of the notice
    noticeid: Mapped[str] = mapped_column(primary_key=True)
    orderid: Mapped[str] = mapped_column(index=True)
    # the amount paid, as the provider says
    amount: Mapped[int | None]
    # what was done with it, for instance "booked" or "amount differs"
    outcome: Mapped[str]
    create_time: Mapped[Now]

    @classmethod
    def about(cls, db: Session, orderid: str, limit: int) -> Sequence[PaymentNotice]:
        """The newest notices of an order."""
        query = select(cls).where(cls.orderid == orderid)
        return db.scalars(query.order_by(cls.create_time.desc(), cls.noticeid).limit(limit)).all()

    @classmethod
    def note(cls, db: Session, **columns: Any) -> bool:
        """Keep a notice; False when the provider's notice with this id is stored already."""
        row = insert(cls).values(columns).on_conflict_do_nothing().returning(cls.noticeid)
        return db.scalar(row) is not None

    @classmethod
    def came_to(cls, db: Session, orderid: str, outcome: str) -> bool:
        """Whether any notice of the order had this outcome."""
        rows = select(cls.noticeid).where(cls.orderid == orderid, cls.outcome == outcome).limit(1)
        return db.scalar(rows) is not None
