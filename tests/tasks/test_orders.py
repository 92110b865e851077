"""What operations do to orders: refunds and the ends of reservations."""

import time

import pytest

from models import Forbidden as RowForbidden
from models import NotFound, Order, PayState
from services.payment import Status
from services.payment.sandbox import ledger
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import settlement
from tests.factories import make_goods, make_order, make_user
from tests.fixtures.payments import alarms, paystates
from wire.errors import Busy, Forbidden

NOW = 1_394_090_500


@pytest.fixture
def ctx(db):
    return Ctx(db, NOBODY, NOW)


@pytest.fixture
def buyer(db):
    return make_user(db)


class TestRefund:
    @pytest.fixture
    def paid(self, db, buyer, books):
        order = make_order(db, buyer)
        books.pay(order)
        order.move(db, PayState.PAID, NOW - 100)
        return order

    def test_at_the_provider_then_here(self, db, ctx, paid):
        assert settlement.refund(ctx, paid.orderid) is paid
        assert (paid.paystate, paid.refundtime, paid.paytime) == (2, NOW, NOW - 100)
        assert ledger.is_refunded(paid.orderid)
        assert paystates(db, paid.orderid) == [1, 2]
        assert ctx.items == []

    def test_again(self, db, ctx, paid):
        settlement.refund(ctx, paid.orderid)
        assert settlement.refund(ctx, paid.orderid).paystate == 2
        assert paystates(db, paid.orderid) == [1, 2]

    def test_after_a_crash_in_between(self, ctx, paid):
        ledger.refund(paid.orderid)
        assert settlement.refund(ctx, paid.orderid).paystate == 2

    def test_no_answer(self, ctx, paid, books):
        books.go_away()
        with pytest.raises(Busy):
            settlement.refund(ctx, paid.orderid)
        assert paid.paystate == 1

    def test_the_provider_refuses(self, db, ctx, buyer, books):
        order = make_order(db, buyer)
        order.move(db, PayState.PAID, NOW)
        with pytest.raises(Forbidden, match="nothing was paid"):
            settlement.refund(ctx, order.orderid)
        assert order.paystate == 1

    @pytest.mark.parametrize("moves", [[], [PayState.FAILED]])
    def test_nothing_to_refund(self, db, ctx, buyer, books, moves):
        order = make_order(db, buyer)
        for move in moves:
            order.move(db, move, NOW)
        with pytest.raises(Forbidden):
            settlement.refund(ctx, order.orderid)

    def test_free_goods(self, db, ctx, buyer):
        free = make_goods(db, amount=0, ex_people_amount=0)
        order = make_order(db, buyer, free, provider=None)
        order.move(db, PayState.PAID, NOW)
        assert settlement.refund(ctx, order.orderid).paystate == 2

    def test_a_payment_that_came_too_late(self, db, ctx, call, buyer, books):
        """The money goes back, the order stays failed."""
        order = make_order(db, buyer)
        order.move(db, PayState.FAILED, NOW)
        books.pay(order)
        call("http.payment.notice", {"data": books.notice(order)})
        assert alarms(db) == [("payment late", order.orderid)]
        assert settlement.refund(ctx, order.orderid).paystate == -1
        assert ledger.is_refunded(order.orderid)
        assert paystates(db, order.orderid) == [-1]

    def test_a_provider_that_is_gone(self, db, ctx, buyer):
        order = make_order(db, buyer, provider="alipay")
        order.move(db, PayState.PAID, NOW)
        with pytest.raises(Forbidden, match="not set up"):
            settlement.refund(ctx, order.orderid)

    def test_no_such_order(self, ctx):
        with pytest.raises(NotFound):
            settlement.refund(ctx, "1-1")


class TestReservation:
    @pytest.fixture
    def reserved(self, db, buyer):
        return Order.reserve(db, make_goods(db), buyer.uid, NOW - 10**6, None)

    def test_to_be_paid(self, db, ctx, call, reserved, books):
        ctx.now = int(time.time())
        order, gourl = settlement.end_reservation(ctx, reserved.orderid, to_pay=True, people=2)
        assert (order.paystate, order.remain, order.ex_people) == (0, 10800, 2)
        assert gourl.startswith("http://127.0.0.1:8000/pay/sandbox?order=")
        assert ctx.items == []
        token = gourl.partition("order=")[2]
        answer = call("http.sandbox.pay", {"order": token, "action": "pay"})
        assert (
            call("http.payment.returned", {"data": answer.result["back"]}).result["paystate"] == 1
        )
        assert paystates(db, order.orderid) == [0, 1]

    def test_off(self, db, ctx, reserved):
        order, gourl = settlement.end_reservation(ctx, reserved.orderid, to_pay=False)
        assert (order.paystate, order.remain, gourl, ctx.items) == (-1, 0, None, [])
        assert paystates(db, order.orderid) == [-1]

    def test_a_free_one_is_paid_at_once(self, db, ctx, buyer):
        free = make_goods(db, amount=0)
        order = Order.reserve(db, free, buyer.uid, NOW, None)
        assert settlement.end_reservation(ctx, order.orderid, to_pay=True)[0].paystate == 1
        assert paystates(db, order.orderid) == [0, 1]
        assert len(ctx.items) == 1

    def test_without_a_provider(self, ctx, reserved, configure):
        configure("payment", provider="none")
        order, gourl = settlement.end_reservation(ctx, reserved.orderid, to_pay=True)
        assert (order.paystate, order.remain, order.provider, gourl) == (0, 8800, None, None)

    @pytest.mark.parametrize("to_pay", [True, False])
    def test_only_once(self, ctx, reserved, to_pay):
        settlement.end_reservation(ctx, reserved.orderid, to_pay=True)
        with pytest.raises((Forbidden, RowForbidden)):
            settlement.end_reservation(ctx, reserved.orderid, to_pay=to_pay)
        assert reserved.paystate == 0

    def test_no_such_order(self, ctx):
        with pytest.raises(NotFound):
            settlement.end_reservation(ctx, "1-1", to_pay=True)


def test_verdicts():
    good = {verdict for verdict in settlement.Verdict if verdict.is_good}
    alarming = {verdict for verdict in settlement.Verdict if verdict.is_alarming}
    assert good & alarming == {settlement.Verdict.PARTLY}
    assert set(settlement.Verdict) - good - alarming == {settlement.Verdict.OPEN}
    assert Status.OPEN == "open"
