"""Reconciliation: every unpaid order becomes final, also after losses; refunds are found."""

import time
from threading import Barrier

import pytest
from sqlalchemy import select

from models import Order, Paylog, PaymentNotice, PayState
from services import payment
from services.payment import Status, sandbox
from services.payment.sandbox import ledger
from tasks import app
from tasks.jobs import orders
from tasks.jobs.periodic import Stop
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import settlement
from tests.factories import make_order, make_user
from tests.fixtures.payments import alarms, paystates
from wire import bus

DAY = 86_400


@pytest.fixture
def clock(monkeypatch):
    """A time that only tests move."""

    class Clock:
        now = int(time.time())

    monkeypatch.setattr(time, "time", lambda: Clock.now)
    return Clock


@pytest.fixture
def order(db, books, clock):
    return make_order(db, make_user(db), now=clock.now)


@pytest.fixture
def run(db, clock, monkeypatch):
    """One question, after a wait; gives the contexts of its two transactions, if there were two."""

    def reconcile(wait=61, job=orders.reconcile):
        clock.now += wait
        first = Ctx(db, NOBODY, clock.now)
        if not any(job(first, company) for company in (*payment.PROVIDERS, orders.NO_PROVIDER)):
            return None
        answer = first.after_commit.ask()
        second = Ctx(db, NOBODY, clock.now)
        first.after_commit.record(second, answer)
        db.flush()
        return second

    return reconcile


class TestAnswers:
    def test_paid(self, db, run, books, order, redis_client):
        trade = books.pay(order)
        ctx = run()
        assert (order.paystate, order.tradeid, order.check_time) == (1, trade.tradeid, None)
        assert paystates(db, order.orderid) == [1]
        assert [type(item) for item in ctx.items] == [bus.ToUsers]
        assert redis_client.hgetall("outcomes:payment") == {"query paid": "1"}
        assert run() is None

    def test_refused(self, db, run, books, order):
        books.pay(order, Status.FAILED)
        ctx = run()
        assert (order.paystate, len(ctx.items)) == (-1, 1)

    def test_closed_there(self, db, run, books, order):
        books.pay(order, Status.CLOSED)
        ctx = run()
        assert (order.paystate, ctx.items) == (-1, [])

    def test_wrong_amount(self, db, run, books, order, redis_client):
        books.pay(order, amount=1)
        for _ in range(3):
            run(3600)
        assert order.paystate == 0
        assert alarms(db) == [("payment amount", order.orderid)]
        assert redis_client.hgetall("outcomes:payment")["alarm amount"] == "1"

    def test_a_charge_the_provider_never_heard_of(self, db, run, books, clock):
        """Its worker died before the question, and the charge cannot be made any more."""
        order = make_order(db, make_user(db), now=clock.now, cardid="card-1")
        ctx = run()
        assert (order.paystate, ctx.items, paystates(db, order.orderid)) == (-1, [], [-1])
        assert books.pay(order).status is Status.CLOSED

    def test_a_page_nobody_opened_yet_stays_open(self, db, run, order):
        run()
        assert (order.paystate, order.checks) == (0, 1)

    def test_a_notice_came_first(self, db, run, books, order, call, monkeypatch):
        books.pay(order)
        query = sandbox.Sandbox.query

        def slow(self, purchase):
            call("http.payment.notice", {"data": books.notice(order, tradeid="T1")})
            return query(self, purchase)

        monkeypatch.setattr(sandbox.Sandbox, "query", slow)
        ctx = run()
        assert (order.paystate, order.tradeid, ctx.items) == (1, "T1", [])
        assert paystates(db, order.orderid) == [1]


class TestPauses:
    def test_growing_to_half_an_hour(self, db, run, clock, order):
        begin, pauses = clock.now, []
        for _ in range(8):
            run(order.check_time - clock.now)
            pauses.append((order.check_time - clock.now) // 60)
        assert order.create_time == begin
        assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]

    def test_not_before_a_minute(self, run, order):
        assert run(59) is None
        assert run(1) is not None

    def test_given_up_after_a_day(self, db, run, books, order):
        run(DAY - 1)
        assert order.paystate == 0
        ctx = run(3600)
        assert (order.paystate, ctx.items, paystates(db, order.orderid)) == (-1, [], [-1])
        # closed there too
        assert books.pay(order).status is Status.CLOSED

    def test_paid_in_the_last_moment(self, db, run, books, order, monkeypatch):
        query, answers = sandbox.Sandbox.query, []

        def pay_after_the_first(self, purchase):
            answers.append(query(self, purchase))
            if len(answers) == 1:
                books.pay(order)
            return answers[-1]

        monkeypatch.setattr(sandbox.Sandbox, "query", pay_after_the_first)
        run(DAY + 1)
        assert (order.paystate, len(answers)) == (1, 2)

    def test_under_way_when_the_day_is_over(self, db, run, books, order, clock):
        books.pay(order, at=clock.now + 2 * DAY)
        run(DAY + 1)
        assert (order.paystate, order.check_time) == (0, clock.now + 60)

    def test_longest_waiting_first(self, db, run, books, clock):
        user = make_user(db)
        later, earlier = (make_order(db, user, now=clock.now - age) for age in (100, 200))
        run(0)
        assert (earlier.checks, later.checks) == (1, 0)
        run(0)
        assert later.checks == 1


class TestRefunds:
    @pytest.fixture
    def paid(self, run, books, order):
        books.pay(order)
        run()
        assert order.paystate == 1
        return order

    @pytest.fixture
    def look(self, run):
        return lambda wait: run(wait, orders.find_refunds)

    def test_found(self, db, look, paid, redis_client):
        assert look(DAY - 1) is None
        ledger.refund(paid.orderid)
        ctx = look(1)
        assert (paid.paystate, ctx.items, paystates(db, paid.orderid)) == (2, [], [1, 2])
        assert alarms(db) == [("payment refunded", paid.orderid)]
        assert redis_client.hgetall("outcomes:payment") == {"query paid": "1", "query closed": "1"}
        assert look(400 * DAY) is None

    def test_found_before_we_knew_of_the_payment(self, db, run, books, order):
        trade = books.pay(order)
        ledger.refund(order.orderid)
        ctx = run()
        assert (order.paystate, order.tradeid, ctx.items) == (2, trade.tradeid, [])
        assert paystates(db, order.orderid) == [1, 2]

    def test_ever_more_rarely_for_a_year(self, db, look, paid, clock):
        days = []
        while paid.refund_check_time is not None:
            look(paid.refund_check_time - clock.now)
            days.append((clock.now - paid.paytime) // DAY)
        assert days == [1, 3, 9, 27, 81, 243]
        assert (paid.paystate, alarms(db)) == (1, [])
        assert db.scalars(select(PaymentNotice.outcome)).all() == ["booked"]

    def test_a_job_that_was_late_does_not_hurry_afterwards(self, look, paid, clock):
        look(100 * DAY)
        assert (paid.refund_check_time - paid.paytime) // DAY == 300

    @pytest.mark.parametrize("status", [Status.FAILED, Status.OPEN])
    def test_what_a_provider_does_not_say_of_paid_orders(
        self, db, call, look, books, clock, status
    ):
        order = make_order(db, make_user(db), now=clock.now)
        call("http.payment.notice", {"data": books.notice(order)})
        books.pay(order, status)
        look(DAY)
        expected = [("payment unexpected", order.orderid)] if status is Status.FAILED else []
        assert (order.paystate, alarms(db)) == (1, expected)
        assert order.refund_check_time > clock.now

    def test_a_provider_that_is_away_or_gone(self, db, look, books, paid, clock):
        books.go_away()
        with pytest.raises(Stop, match="sandbox: away"):
            look(DAY)
        assert paid.refund_check_time == clock.now + 60
        paid.provider = "alipay"
        look(60)
        assert (paid.paystate, paid.refund_check_time > clock.now + DAY) == (1, True)

    def test_paid_back_by_us_while_it_was_asked(self, db, look, paid, monkeypatch):
        query = sandbox.Sandbox.query

        def slow(self, purchase):
            settlement.refund(Ctx(db, NOBODY, 1), paid.orderid)
            return query(self, purchase)

        monkeypatch.setattr(sandbox.Sandbox, "query", slow)
        look(DAY)
        assert (paid.paystate, paystates(db, paid.orderid), alarms(db)) == (2, [1, 2], [])


class TestAway:
    def test_ends_the_run_and_is_asked_again_in_a_minute(self, db, run, books, order, clock):
        books.go_away()
        for _ in range(3):
            with pytest.raises(Stop, match="sandbox: away"):
                run()
            assert (order.paystate, order.check_time, order.checks) == (0, clock.now + 60, 0)
        books.come_back()
        books.pay(order)

    def test_for_days(self, db, run, books, order, monkeypatch):
        books.pay(order)
        with monkeypatch.context() as patch:
            patch.setattr("services.payment.sandbox.Sandbox.query", _away)
            for _ in range(3):
                with pytest.raises(Stop):
                    run(DAY)
        run()
        assert order.paystate == 1

    def test_is_counted(self, run, books, order, redis_client):
        books.go_away()
        with pytest.raises(Stop):
            run()
        assert redis_client.hgetall("outcomes:payment") == {"query unavailable": "1"}

    def test_a_provider_that_is_not_set_up_any_more(self, db, run, books, clock):
        """Other orders do not wait for it, and its own are not given up."""
        user = make_user(db)
        gone = make_order(db, user, now=clock.now - 1, provider="alipay")
        order = make_order(db, user, now=clock.now)
        books.pay(order)
        run()
        run(0)
        assert (gone.paystate, order.paystate) == (0, 1)
        run(DAY)
        assert gone.paystate == 0

    def test_a_former_reservation_without_provider(self, db, run, clock):
        order = make_order(db, make_user(db), now=clock.now, provider=None)
        run()
        assert order.paystate == 0
        run(DAY)
        assert order.paystate == -1


def _away(*_):
    from services.payment import Unavailable

    raise Unavailable("away")


class TestRuns:
    """The task itself, with transactions of its own."""

    @pytest.fixture
    def task(self):
        return app.tasks["jobs.orders.reconcile"]

    def test_until_none_is_due(self, parallel, books, task, redis_client):
        with parallel.database() as db:
            user = make_user(db)
            orders = [make_order(db, user, now=1000 + n) for n in range(5)]
        for order in orders[:3]:
            books.pay(order)
        parallel.run(task.run)
        with parallel.database() as db:
            states = list(db.scalars(select(Order.paystate).order_by(Order.seq)))
        assert states == [1, 1, 1, -1, -1]
        assert redis_client.hget("jobs:orders.reconcile", "rows") == "5"
        assert redis_client.get("lease:jobs.orders.reconcile") is None

    def test_refunds_until_none_is_due(self, parallel, books, redis_client):
        with parallel.database() as db:
            user = make_user(db)
            orders = [make_order(db, user, now=1000 + n) for n in range(3)]
            for order in orders:
                books.pay(order)
                order.move(db, PayState.PAID, 1000)
        ledger.refund(orders[1].orderid)
        parallel.run(app.tasks["jobs.orders.find_refunds"].run)
        with parallel.database() as db:
            states = list(db.scalars(select(Order.paystate).order_by(Order.seq)))
            assert (states, alarms(db)) == ([1, 2, 1], [("payment refunded", orders[1].orderid)])
        assert redis_client.hget("jobs:orders.find_refunds", "rows") == "3"

    def test_few_questions_a_run_while_nobody_answers(
        self, parallel, books, task, redis_client, monkeypatch
    ):
        """Orders of other providers do not wait."""
        monkeypatch.setattr(task, "at_once", 2)
        with parallel.database() as db:
            user = make_user(db)
            for n in range(4):
                make_order(db, user, now=1000 + n)
            for n in range(5):
                make_order(db, user, now=2000 + n, provider=None)
        books.go_away()
        parallel.run(task.run)
        with parallel.database() as db:
            rows = list(db.scalars(select(Order).order_by(Order.seq)))
        assert all(row.check_time > time.time() for row in rows[:2])
        assert [row.check_time for row in rows[2:4]] == [1062, 1063]
        assert [row.paystate for row in rows] == [0] * 4 + [-1] * 5
        counts = redis_client.hgetall("jobs:orders.reconcile")
        assert (counts["failures"], counts["rows"]) == ("1", "5")
        assert redis_client.hget("outcomes:payment", "query unavailable") == "2"

    def test_several_at_once_but_not_more_than_may(self, parallel, alipay, task, monkeypatch):
        """Alipay answers when three questions have come, which is the limit."""
        monkeypatch.setattr(task, "at_once", 3)
        alipay.together = Barrier(3)
        with parallel.database() as db:
            user = make_user(db)
            for n in range(6):
                order = make_order(db, user, now=int(time.time()) - 100 - n, provider="alipay")
                alipay.pay(order.orderid, f"{order.remain / 100:.2f}")
        parallel.run(task.run)
        with parallel.database() as db:
            assert list(db.scalars(select(Order.paystate))) == [1] * 6
            assert list(db.scalars(select(Paylog.paystate))) == [1] * 6
        assert (alipay.most, len(alipay.asked)) == (3, 6)

    def test_a_crash_before_the_answer_is_noted(self, parallel, books, task, monkeypatch):
        with parallel.database() as db:
            order = make_order(db, make_user(db), now=1000)
        books.pay(order)
        with monkeypatch.context() as patch:
            patch.setattr(orders, "_record", _crash)
            with pytest.raises(ZeroDivisionError):
                parallel.run(task.run)
        with parallel.database() as db:
            row = db.get(Order, order.orderid)
            assert row.paystate == 0
            assert time.time() < row.check_time <= time.time() + 60
            row.check_time = 1000
        parallel.run(task.run)
        with parallel.database() as db:
            assert paystates(db, order.orderid) == [1]
            assert db.scalars(select(PaymentNotice.outcome)).all() == ["booked"]


def _crash(*_):
    raise ZeroDivisionError
