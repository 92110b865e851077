"""The states of an order, and their transitions."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from models import Forbidden, Order, Paylog, PayState
from tests.factories import make_goods, make_order, make_user

NOW = 1_394_090_000
LEGAL = {(0, 1), (0, -1), (3, 0), (3, -1), (1, 2)}


def in_state(db: Database, state: int) -> Order:
    order = make_order(db, make_user(db))
    order.paystate = state
    order.paytime = NOW if state in (1, 2) else None
    order.refundtime = NOW if state == 2 else None
    db.flush()
    return order


@pytest.mark.parametrize("before", list(PayState))
@pytest.mark.parametrize("after", list(PayState))
def test_every_move(db: Database, before: PayState, after: PayState) -> None:
    order = in_state(db, before)
    if (before, after) not in LEGAL:
        with pytest.raises(Forbidden):
            order.move(db, after, NOW + 5)
        assert order.paystate == before
        assert db.scalars(select(Paylog)).all() == []
        return
    log = order.move(db, after, NOW + 5)
    assert (order.paystate, log.paystate, log.orderid) == (after, after, order.orderid)
    assert order.paytime == {1: NOW + 5, 2: NOW}.get(after)
    assert order.refundtime == (NOW + 5 if after == PayState.REFUNDED else None)
    assert order.refund_check_time == (NOW + 5 + 86_400 if after == PayState.PAID else None)
    assert order.check_time == (NOW + 65 if after == PayState.UNPAID else None)


def test_one_row_for_each_state(db: Database) -> None:
    order = make_order(db, make_user(db))
    order.move(db, PayState.PAID, NOW)
    db.flush()
    with pytest.raises(IntegrityError):
        Paylog.record(db, order, NOW)


def test_the_log_says_what_was_ordered(db: Database) -> None:
    goods = make_goods(db, productcatalog=7, amount=500)
    order = make_order(db, make_user(db), goods, people=3, recommend_uid=5)
    goods.amount, goods.productname = 1, "other"
    log = order.move(db, PayState.PAID, NOW)
    assert (log.mid, log.uid, log.amount, log.ex_people) == (goods.mid, order.uid, 3500, 3)
    assert (log.productname, log.productdesc, log.productcatalog) == ("茶", "一盒", 7)
    assert (log.recommend_uid, log.create_time) == (5, NOW)


def test_the_end_of_a_reservation(db: Database) -> None:
    goods = make_goods(db)
    order = Order.reserve(db, goods, make_user(db).uid, NOW, None)
    assert (order.remain, order.amount, order.close_time) == (0, 8800, None)
    goods.ex_people_amount = 1
    log = order.end_reservation(db, 2, "sandbox", NOW + 10**6)
    assert (order.paystate, order.remain, order.amount, order.ex_people) == (0, 10800, 10800, 2)
    assert (log.paystate, log.amount, log.ex_people) == (0, 10800, 2)
    assert (order.provider, order.close_time) == ("sandbox", NOW + 10**6 + 86400)
    with pytest.raises(Forbidden):
        order.end_reservation(db, 2, "sandbox", NOW)
