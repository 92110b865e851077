"""The payment sandbox: what its pages do, and that its notices agree with its books."""

import time

import pytest
from sqlalchemy import select

from models import Outbox
from services import payment
from services.payment import Forged, Status
from services.payment.sandbox import cards, ledger, notices, pages
from tasks.shared import settlement
from tests.factories import make_goods, make_order, make_user


@pytest.fixture
def order(db, books):
    return make_order(db, make_user(db), people=2, now=int(time.time()))


@pytest.fixture
def token(order):
    return pages.token(settlement.purchase(order))


@pytest.fixture
def page(call, token):
    return lambda: call("http.sandbox.page", {"order": token}).result


@pytest.fixture
def press(call, token):
    def run(action, **parm):
        return call("http.sandbox.pay", {"order": token, "action": action} | parm)

    return run


def sent(db):
    """The notices that wait to be posted: (status, once, seconds to wait)."""
    rows = db.scalars(select(Outbox).order_by(Outbox.id))
    return [
        (row.args["data"]["status"], row.args["once"], row.due - row.create_time) for row in rows
    ]


class TestPage:
    def test_shows_the_order(self, page, order):
        shown = page()
        assert shown["kinds"][0] == {
            "id": "pays",
            "name": "储蓄卡 622202…1111",
            "meaning": "pays at once",
        }
        assert {name: shown[name] for name in shown if name != "kinds"} == {
            "orderid": order.orderid,
            "amount": 10800,
            "subject": "茶",
            "standing": "open",
            "reason": "",
            "bound": [],
        }

    @pytest.mark.parametrize(
        ("action", "standing"), [("pay", "paid"), ("fail", "failed"), ("delay", "under way")]
    )
    def test_how_it_stands(self, page, press, action, standing):
        assert press(action).errno == 0
        assert page()["standing"] == standing

    def test_refunded(self, page, press, order):
        press("pay")
        payment.present().refund(settlement.purchase(order))
        assert page()["standing"] == "refunded"

    def test_paid_back_in_the_company_s_console(self, db, call, page, press, token, order):
        assert call("http.sandbox.refund", {"order": token}).errno == 2
        press("pay")
        answer = call("http.sandbox.refund", {"order": token})
        assert (answer.errno, answer.jobs) == (0, ["jobs.sandbox.notify"])
        assert page()["standing"] == "refunded"
        assert sent(db)[1:] == [("closed", False, 60)]
        query = payment.present().query(settlement.purchase(order))
        assert (query.status, query.amount) == (Status.CLOSED, 10800)
        again = call("http.sandbox.refund", {"order": token})
        assert (again.errno, again.error) == (2, "this order is refunded")
        payment.present().refund(settlement.purchase(order))

    def test_closed(self, page, press, order):
        assert payment.present().close(settlement.purchase(order))
        assert page()["standing"] == "closed"
        assert press("pay").errno == 2

    def test_over(self, db, call, books):
        old = make_order(db, make_user(db), now=int(time.time()) - 86_400)
        token = pages.token(settlement.purchase(old))
        assert call("http.sandbox.page", {"order": token}).result["standing"] == "closed"
        assert call("http.sandbox.pay", {"order": token, "action": "pay"}).errno == 2
        assert ledger.trade(old.orderid) is None

    @pytest.mark.parametrize("name", ["page", "pay", "refund", "bind", "unbind"])
    def test_forged(self, call, token, name):
        parm = {"action": "pay", "kind": "pays", "cardid": "x"}
        text, _, signature = token.partition(".")
        for bad in ("", "x", text, f"{text}.", f"{text}.{signature[:-1]}x", f"{text}A.{signature}"):
            assert call(f"http.sandbox.{name}", parm | {"order": bad}).errno == 2

    @pytest.mark.parametrize("name", ["page", "pay", "refund", "bind", "unbind"])
    def test_only_where_it_is_in_use(self, call, token, configure, name):
        configure("payment", provider="none")
        parm = {"action": "pay", "kind": "pays", "cardid": "x", "order": token}
        assert call(f"http.sandbox.{name}", parm).errno == 3


class TestPay:
    def test_pays(self, db, press, order):
        answer = press("pay")
        told = notices.read(answer.result["back"])
        assert (told.orderid, told.payment.status, told.payment.amount) == (
            order.orderid,
            Status.PAID,
            10800,
        )
        assert answer.jobs == ["jobs.sandbox.notify"]
        assert sent(db) == [("paid", False, 60)]

    def test_fails(self, db, press):
        answer = press("fail")
        assert notices.read(answer.result["back"]).payment.status is Status.FAILED
        assert sent(db) == [("failed", False, 60)]

    def test_takes_a_while(self, db, press):
        answer = press("delay")
        assert notices.read(answer.result["back"]).payment.status is Status.OPEN
        assert answer.jobs == []
        ((status, _, wait),) = sent(db)
        assert (status, cards.DELAY_SECONDS - 1 <= wait <= cards.DELAY_SECONDS) == ("paid", True)

    def test_twice(self, db, press):
        assert press("pay", tell="twice").jobs == ["jobs.sandbox.notify"] * 2
        first, second = db.scalars(select(Outbox))
        assert first.args == second.args

    def test_mixed(self, db, press):
        press("pay", tell="mixed")
        assert [(status, once) for status, once, _ in sent(db)] == [
            ("paid", False),
            ("open", True),
            ("paid", False),
        ]

    def test_nothing(self, db, press, order):
        assert press("pay", tell="none").result == {"back": None}
        assert sent(db) == []
        assert payment.present().query(settlement.purchase(order)).status is Status.PAID

    def test_once_only(self, db, press):
        press("fail")
        assert press("pay").errno == 2
        assert [status for status, *_ in sent(db)] == ["failed"]

    def test_a_race(self, press, order, monkeypatch):
        enter = ledger.enter

        def slower(orderid, trade):
            enter(orderid, ledger.Trade(Status.FAILED, 0, tradeid="first"))
            return enter(orderid, trade)

        monkeypatch.setattr(ledger, "enter", slower)
        assert press("pay").errno == 2

    @pytest.mark.parametrize("parm", [{"action": "x"}, {"action": "pay", "tell": "x"}])
    def test_bad_parameters(self, call, token, parm):
        assert call("http.sandbox.pay", {"order": token} | parm).errno == 6


class TestBind:
    def test_and_unbind(self, call, token, page, order):
        assert call("http.sandbox.bind", {"order": token, "kind": "refuses"}).errno == 0
        (card,) = page()["bound"]
        assert (card["name"], card["meaning"]) == ("储蓄卡 622848…2222", "is refused")
        assert list(ledger.cards(order.uid)) == [card["id"]]
        assert call("http.sandbox.unbind", {"order": token, "cardid": card["id"]}).errno == 0
        assert page()["bound"] == []

    def test_an_unknown_kind(self, call, token):
        assert call("http.sandbox.bind", {"order": token, "kind": "gold"}).errno == 6


class TestProvider:
    @pytest.fixture
    def purchase(self, order):
        return settlement.purchase(order)

    def test_a_charge_is_made_once(self, purchase):
        sandbox = payment.present()
        pays, refuses = (ledger.bind(purchase.uid, kind) for kind in ("pays", "refuses"))
        first = sandbox.charge(purchase, pays)
        assert sandbox.charge(purchase, refuses) == first
        assert sandbox.query(purchase) == first

    def test_a_closed_order_cannot_be_charged(self, purchase):
        sandbox = payment.present()
        assert sandbox.close(purchase)
        assert sandbox.charge(purchase, ledger.bind(purchase.uid, "pays")).status is Status.CLOSED

    def test_what_is_paid_cannot_be_closed(self, purchase, order, books):
        books.pay(order)
        assert not payment.present().close(purchase)

    def test_notices_are_no_pages(self, purchase):
        with pytest.raises(Forged):
            pages.purchase(notices.write(purchase.orderid, payment.Payment(Status.PAID))["sign"])

    def test_its_books_out_of_reach(self, purchase, monkeypatch):
        import redis

        nobody = redis.Redis.from_url("redis://127.0.0.1:9/0", retry=None)
        monkeypatch.setattr(ledger, "_redis", lambda: nobody)
        for ask in (payment.present().query, payment.present().close, payment.present().refund):
            with pytest.raises(payment.Unavailable):
                ask(purchase)


def test_the_address_of_pages(db, order, configure):
    configure("service", public_url="https://social.example.com/")
    url = payment.present().pay_url(settlement.purchase(order))
    assert url.startswith("https://social.example.com/pay/sandbox?order=")
    assert make_goods(db).price(0) == 8800
