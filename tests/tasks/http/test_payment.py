"""Notices of payment providers, and browsers that return: booked once, or refused unchanged."""

import pytest
from sqlalchemy import select

from models import Order, Paylog, PaymentNotice, PayState
from services.payment import Status
from services.payment.sandbox import signing
from tests.factories import make_goods, make_order, make_user
from tests.fixtures.payments import alarms, paystates

NOW = 1_394_090_500


@pytest.fixture
def buyer(db):
    return make_user(db)


@pytest.fixture
def order(db, buyer, books):
    return make_order(db, buyer, people=2)


@pytest.fixture
def notice(call):
    return lambda data: call("http.payment.notice", {"data": data}, now=NOW)


@pytest.fixture
def returned(call):
    return lambda data: call("http.payment.returned", {"data": data}, now=NOW)


def outcomes(redis_client):
    return redis_client.hgetall("outcomes:payment")


class TestNotice:
    def test_books(self, db, notice, books, order, buyer, redis_client):
        answer = notice(books.notice(order, tradeid="T7"))
        assert (answer.errno, answer.result) == (0, {})
        assert (order.paystate, order.paytime, order.check_time) == (1, NOW, None)
        assert (order.tradeid, order.remain) == ("T7", 10800)
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("paylog", [buyer.uid])
        log = push.data["log"]
        assert (log["orderid"], log["paystate"], log["amount"]) == (order.orderid, 1, 10800)
        assert outcomes(redis_client) == {"notice booked": "1"}

    def test_the_recommender_hears_of_it(self, db, notice, books, buyer):
        recommender = make_user(db)
        order = make_order(db, buyer, recommend_uid=recommender.uid)
        (push,) = notice(books.notice(order)).pushes
        assert push.uids == [buyer.uid, recommender.uid]
        assert push.data["log"]["recommend_uid"] == recommender.uid

    def test_again(self, db, notice, books, order):
        data = books.notice(order)
        other = books.notice(order)
        answers = [notice(one) for one in (data, data, other)]
        assert [answer.errno for answer in answers] == [0, 0, 0]
        assert [len(answer.pushes) for answer in answers] == [1, 0, 0]
        assert paystates(db, order.orderid) == [1]
        rows = db.scalars(select(PaymentNotice.outcome).order_by(PaymentNotice.outcome)).all()
        assert rows == ["booked", "known"]

    def test_a_failure_is_told(self, db, notice, books, order):
        answer = notice(books.notice(order, Status.FAILED))
        assert (answer.errno, order.paystate) == (0, -1)
        assert [push.data["log"]["paystate"] for push in answer.pushes] == [-1]
        assert notice(books.notice(order, Status.FAILED)).errno == 0
        assert paystates(db, order.orderid) == [-1]

    def test_a_closed_order_ends_quietly(self, db, notice, books, order):
        answer = notice(books.notice(order, Status.CLOSED))
        assert (answer.errno, order.paystate, answer.pushes) == (0, -1, [])

    @pytest.mark.parametrize("status", [Status.OPEN, Status.UNKNOWN])
    def test_nothing_to_book(self, db, notice, books, order, status):
        assert notice(books.notice(order, status)).errno == 2
        assert order.paystate == 0
        assert db.scalars(select(PaymentNotice)).all() == []

    def test_outdated_news_changes_nothing(self, db, notice, books, order):
        notice(books.notice(order))
        assert notice(books.notice(order, Status.OPEN)).errno == 2
        assert order.paystate == 1
        assert paystates(db, order.orderid) == [1]

    @pytest.mark.parametrize("amount", [0, 10799, 10801, 10800 * 100, -10800])
    def test_wrong_amount(self, db, notice, books, order, redis_client, amount):
        data = books.notice(order, amount=amount)
        assert [notice(data).errno, notice(data).errno] == [2, 2]
        assert order.paystate == 0
        assert paystates(db, order.orderid) == []
        assert alarms(db) == [("payment amount", order.orderid)]
        assert outcomes(redis_client)["alarm amount"] == "1"
        assert notice(books.notice(order)).errno == 0

    def test_a_wrong_amount_is_wrong_afterwards_too(self, notice, books, order):
        assert notice(books.notice(order)).errno == 0
        assert notice(books.notice(order, amount=1)).errno == 2

    def test_paid_after_it_failed(self, db, notice, books, order):
        notice(books.notice(order, Status.FAILED))
        data = books.notice(order)
        answers = [notice(data), notice(data)]
        assert [(answer.errno, answer.pushes) for answer in answers] == [(2, [])] * 2
        assert order.paystate == -1
        assert alarms(db) == [("payment late", order.orderid)]
        assert paystates(db, order.orderid) == [-1]

    def test_failed_after_it_was_paid(self, db, notice, books, order):
        notice(books.notice(order))
        assert notice(books.notice(order, Status.FAILED)).errno == 2
        assert (order.paystate, paystates(db, order.orderid)) == (1, [1])
        assert alarms(db) == [("payment unexpected", order.orderid)]

    def test_closed_after_it_was_paid_is_paid_back(self, db, notice, books, order, redis_client):
        """Refunded in the provider's own console."""
        notice(books.notice(order))
        data = books.notice(order, Status.CLOSED)
        answers = [notice(data), notice(data), notice(books.notice(order, Status.CLOSED))]
        assert [(answer.errno, answer.pushes) for answer in answers] == [(0, [])] * 3
        assert (order.paystate, order.refundtime, order.refund_check_time) == (2, NOW, None)
        assert paystates(db, order.orderid) == [1, 2]
        assert alarms(db) == [("payment refunded", order.orderid)]
        assert outcomes(redis_client)["notice refunded"] == "1"
        assert "alarm refunded" not in outcomes(redis_client)

    def test_paid_back_before_we_knew_of_the_payment(self, db, notice, books, order):
        answer = notice(books.notice(order, Status.CLOSED, refunded=order.remain))
        assert (answer.errno, answer.pushes) == (0, [])
        assert (order.paystate, paystates(db, order.orderid)) == (2, [1, 2])
        assert alarms(db) == [("payment refunded", order.orderid)]

    def test_closed_with_another_amount_is_not(self, db, notice, books, order):
        notice(books.notice(order))
        assert notice(books.notice(order, Status.CLOSED, amount=1)).errno == 2
        assert order.paystate == 1
        assert alarms(db) == [("payment amount", order.orderid)]

    def test_what_was_free_cannot_be_paid_back(self, db, notice, books, buyer):
        order = make_order(db, buyer, make_goods(db, amount=0), provider=None)
        order.move(db, PayState.PAID, NOW)
        assert order.refund_check_time is None
        assert notice(books.notice(order, Status.CLOSED)).errno == 2
        assert (order.paystate, alarms(db)) == (1, [("payment unexpected", order.orderid)])

    def test_closed_after_the_refund(self, db, notice, books, order):
        """A provider closes a refunded trade; it also repeats the notice of the payment."""
        order.move(db, PayState.PAID, NOW)
        order.move(db, PayState.REFUNDED, NOW)
        for status in (Status.CLOSED, Status.PAID):
            assert notice(books.notice(order, status)).errno == 0
        assert (order.paystate, alarms(db)) == (2, [])

    def test_a_reservation_cannot_be_paid(self, db, notice, books, buyer):
        order = Order.reserve(db, make_goods(db), buyer.uid, NOW, None)
        for amount in (0, 8800):
            assert notice(books.notice(order, amount=amount)).errno == 2
        assert order.paystate == 3
        assert [action for action, _ in alarms(db)] == ["payment unexpected"] * 2

    def test_an_order_of_another_provider(self, db, notice, books, buyer):
        order = make_order(db, buyer, provider="alipay")
        assert notice(books.notice(order)).errno == 2
        assert order.paystate == 0
        assert alarms(db) == [("payment unexpected", order.orderid)]

    def test_no_order_of_ours(self, db, notice, books, order):
        assert notice(books.notice("1-1", amount=5)).errno == 3
        assert alarms(db) == [("payment unexpected", "1-1")]
        assert notice(books.notice("1-2", Status.OPEN)).errno == 3
        assert len(alarms(db)) == 1


def changed(data, **values):
    return data | values


class TestForged:
    @pytest.mark.parametrize(
        "forge",
        [
            lambda data: {},
            lambda data: {name: text for name, text in data.items() if name != "sign"},
            lambda data: changed(data, sign=""),
            lambda data: changed(data, sign="签名"),
            lambda data: changed(data, sign=data["sign"][:-1] + "x"),
            lambda data: changed(data, amount="1"),
            lambda data: changed(data, orderid="1-1"),
            lambda data: changed(data, noticeid="other"),
            lambda data: changed(data, more="1"),
            lambda data: {name: text for name, text in data.items() if name != "tradeid"},
            # signed by the right key, for something else
            lambda data: signing.signed("page", {k: v for k, v in data.items() if k != "sign"}),
            lambda data: signing.signed("notice", {"orderid": data["orderid"]}),
            lambda data: signing.signed("notice", changed(data, amount="1x", sign="")),
        ],
    )
    def test_refused_and_nothing_changed(self, db, notice, returned, books, order, forge):
        forged = forge(books.notice(order))
        assert notice(forged).errno == 2
        assert returned(forged).errno == 2
        assert order.paystate == 0
        for table in (Paylog, PaymentNotice):
            assert db.scalars(select(table)).all() == []

    def test_is_counted(self, notice, redis_client):
        notice({"sign": "x"})
        assert outcomes(redis_client) == {"notice forged": "1"}

    @pytest.mark.parametrize("data", [{"sign": 1}, {"sign": ["x"]}, {"x": "y" * 16 * 1024 + "z"}])
    def test_no_notice_at_all(self, notice, data):
        assert notice(data).errno == 6

    def test_without_a_provider(self, notice, returned, books, order, configure):
        configure("payment", provider="none")
        data = books.notice(order)
        assert (notice(data).errno, returned(data).errno) == (2, 2)


class TestReturned:
    @pytest.mark.parametrize(
        ("status", "paystate", "pushes"),
        [(Status.PAID, 1, 1), (Status.FAILED, -1, 1), (Status.OPEN, 0, 0)],
    )
    def test_books_like_a_notice(self, returned, books, order, status, paystate, pushes):
        answer = returned(books.notice(order, status))
        goods = {"productname": order.productname, "amount": order.amount}
        assert answer.result == {"orderid": order.orderid, "paystate": paystate} | goods
        assert len(answer.pushes) == pushes

    def test_how_it_stands_whatever_is_brought(self, db, notice, returned, books, order):
        notice(books.notice(order))
        for status in (Status.OPEN, Status.FAILED):
            assert returned(books.notice(order, status)).result["paystate"] == 1
        assert paystates(db, order.orderid) == [1]

    def test_wrong_amount(self, db, returned, books, order):
        assert returned(books.notice(order, amount=1)).result["paystate"] == 0
        assert alarms(db) == [("payment amount", order.orderid)]

    def test_no_order_of_ours(self, returned, books):
        assert returned(books.notice("1-1")).errno == 3


class TestAtTheSameTime:
    def test_one_change_and_one_row(self, parallel, redis_client, books):
        with parallel.database() as db:
            order = make_order(db, make_user(db))
        data = [books.notice(order) for _ in range(4)]
        replies = parallel.calls("http.payment.notice", [{"data": one} for one in data * 3])
        assert [reply["errno"] for reply in replies] == [0] * 12
        with parallel.database() as db:
            assert paystates(db, order.orderid) == [1]
            assert db.get(Order, order.orderid).paystate == 1
            rows = db.scalars(select(PaymentNotice.outcome)).all()
            assert sorted(rows) == ["booked", "known", "known", "known"]

    def test_paid_and_failed(self, parallel, redis_client, books):
        """The first of the two counts, and is not changed by the other."""
        with parallel.database() as db:
            buyer = make_user(db)
            orders = [make_order(db, buyer) for _ in range(4)]
        data = [books.notice(order, status) for order in orders for status in ("paid", "failed")]
        parallel.calls("http.payment.notice", [{"data": one} for one in data])
        with parallel.database() as db:
            for order in orders:
                state = db.get(Order, order.orderid).paystate
                assert paystates(db, order.orderid) == [state]
                assert state in (1, -1)
            assert len(alarms(db)) == 4
