"""Orders that are paid through Alipay, from the page to the refund."""

import time

import pytest

from models import Order
from tasks.jobs import orders as job
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import settlement
from tests.factories import make_goods, make_user
from tests.fixtures.payments import alarms, paystates

NOW = int(time.time())


@pytest.fixture
def order(db, call, alipay, redis_client):
    parm = {"mid": make_goods(db).mid, "people_count": 2, "hardwareid": "x"}
    answer = call("merchandise.createorder", parm, uid=make_user(db).uid, now=NOW)
    assert answer.result["gourl"].startswith(alipay.url)
    return Order.get(db, answer.result["orderid"])


def reconcile(db, now, task=job.reconcile):
    first, second = Ctx(db, NOBODY, now), Ctx(db, NOBODY, now)
    assert task(first, "alipay") == 1
    first.after_commit.record(second, first.after_commit.ask())
    db.flush()


def test_a_notice_books(db, call, alipay, order):
    trade = alipay.pay(order.orderid, "108.00")
    data = alipay.notice(order.orderid)
    assert [call("http.payment.notice", {"data": data}).errno for _ in "ab"] == [0, 0]
    assert (order.paystate, order.tradeid) == (1, trade.trade_no)
    assert paystates(db, order.orderid) == [1]


def test_a_wrong_amount_does_not(db, call, alipay, order):
    alipay.pay(order.orderid, "1.08")
    assert call("http.payment.notice", {"data": alipay.notice(order.orderid)}).errno == 2
    assert (order.paystate, alarms(db)) == (0, [("payment amount", order.orderid)])


def test_news_without_a_state_does_not(call, alipay, order):
    alipay.pay(order.orderid, "108.00")
    assert call("http.payment.notice", {"data": alipay.coming_back(order.orderid)}).errno == 2
    assert order.paystate == 0


@pytest.mark.parametrize(
    ("status", "paystate"), [("TRADE_SUCCESS", 1), ("WAIT_BUYER_PAY", 0), ("TRADE_CLOSED", -1)]
)
def test_the_browser_is_back_and_alipay_is_asked(call, alipay, order, status, paystate):
    alipay.pay(order.orderid, "108.00", status)
    data = alipay.coming_back(order.orderid)
    assert call("http.payment.returned", {"data": data}).result["paystate"] == paystate
    asked = len(alipay.asked)
    assert asked == 1
    if paystate == 1:
        call("http.payment.returned", {"data": data})
        assert len(alipay.asked) == asked


def test_the_browser_is_back_and_alipay_is_silent(call, alipay, order):
    alipay.pay(order.orderid, "108.00")
    data = alipay.coming_back(order.orderid)
    alipay.trouble = "500"
    answer = call("http.payment.returned", {"data": data})
    assert (answer.errno, answer.result["paystate"]) == (0, 0)


def test_a_lost_notice(db, alipay, order):
    alipay.pay(order.orderid, "108.00")
    reconcile(db, NOW + 60)
    assert (order.paystate, paystates(db, order.orderid)) == (1, [1])


def test_nobody_ever_paid(db, alipay, order):
    reconcile(db, NOW + 60)
    assert order.paystate == 0
    alipay.pay(order.orderid, "108.00", "WAIT_BUYER_PAY")
    order.close_time, order.check_time = NOW - 1, NOW + 100
    reconcile(db, NOW + 100)
    assert [method for method, _ in alipay.asked[-2:]] == [
        "alipay.trade.query",
        "alipay.trade.close",
    ]
    assert (order.paystate, paystates(db, order.orderid)) == (-1, [-1])


def test_a_refund(db, call, alipay, order):
    trade = alipay.pay(order.orderid, "108.00")
    call("http.payment.notice", {"data": alipay.notice(order.orderid)})
    assert settlement.refund(Ctx(db, NOBODY, NOW + 500), order.orderid).paystate == 2
    assert list(trade.refunds.values()) == ["108.00"]
    # Alipay closes a refunded trade, and sends a notice
    assert call("http.payment.notice", {"data": alipay.notice(order.orderid)}).errno == 0
    assert (order.paystate, alarms(db)) == (2, [])
    assert paystates(db, order.orderid) == [1, 2]


def test_a_refund_in_alipay_s_console(db, call, alipay, order):
    trade = alipay.pay(order.orderid, "108.00")
    call("http.payment.notice", {"data": alipay.notice(order.orderid)})
    data = alipay.notice(order.orderid, refund_fee="8.00", gmt_refund="2026-11-25 10:00:00.1")
    assert call("http.payment.notice", {"data": data}).errno == 0
    assert (order.paystate, alarms(db)) == (1, [("payment partly refunded", order.orderid)])
    trade.status = "TRADE_CLOSED"
    data = alipay.notice(order.orderid, refund_fee="108.00", gmt_refund="2026-11-25 11:00:00.1")
    assert [call("http.payment.notice", {"data": data}).errno for _ in "ab"] == [0, 0]
    assert (order.paystate, paystates(db, order.orderid)) == (2, [1, 2])
    assert alarms(db)[1:] == [("payment refunded", order.orderid)]


def test_a_refund_of_which_no_notice_came(db, call, alipay, order):
    trade = alipay.pay(order.orderid, "108.00")
    call("http.payment.notice", {"data": alipay.notice(order.orderid)})
    reconcile(db, order.refund_check_time, job.find_refunds)
    assert order.paystate == 1
    trade.status = "TRADE_CLOSED"
    reconcile(db, order.refund_check_time, job.find_refunds)
    assert (order.paystate, order.refund_check_time) == (2, None)
    assert alarms(db) == [("payment refunded", order.orderid)]


@pytest.mark.parametrize(("paid", "states"), [("", [-1]), ("2026-11-24 10:00:00", [1, 2])])
def test_closed_before_we_knew_of_a_payment(db, alipay, order, paid, states):
    alipay.pay(order.orderid, "108.00", "TRADE_CLOSED").paid_on = paid
    reconcile(db, NOW + 60)
    assert paystates(db, order.orderid) == states


def test_operations_refund_what_was_paid_back_already(db, call, alipay, order):
    trade = alipay.pay(order.orderid, "108.00")
    call("http.payment.notice", {"data": alipay.notice(order.orderid)})
    trade.status = "TRADE_CLOSED"
    assert settlement.refund(Ctx(db, NOBODY, NOW + 500), order.orderid).paystate == 2
    assert trade.refunds == {}


def test_a_part_was_paid_back_before_we_knew_of_the_payment(db, call, alipay, order):
    alipay.pay(order.orderid, "108.00")
    data = alipay.notice(order.orderid, refund_fee="8.00")
    answer = call("http.payment.notice", {"data": data})
    assert (answer.errno, len(answer.pushes), order.paystate) == (0, 1, 1)
    assert alarms(db) == [("payment partly refunded", order.orderid)]


def test_a_forged_notice(call, alipay, order):
    alipay.pay(order.orderid, "108.00")
    data = alipay.notice(order.orderid) | {"total_amount": "0.01"}
    assert call("http.payment.notice", {"data": data}).errno == 2
    assert order.paystate == 0
