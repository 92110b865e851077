"""Payments over HTTP and sockets: notices, the way back, the sandbox's pages."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
import redis

from services.payment import Payment, Status
from services.payment.sandbox import ledger, notices
from tests.e2e.shop import press
from tests.e2e.waiting import until
from tests.fixtures.service import NewService, Service

pytestmark = pytest.mark.e2e

BACK = "/payresult/Paybackend"
PRICE = 8800


@pytest.fixture
def books(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The books of the sandbox that the service uses."""
    client = redis.Redis.from_url(service.redis_url)
    monkeypatch.setattr(ledger, "_redis", lambda: client)


@pytest.fixture
def mid(service: Service) -> int:
    values = {"name": "茶", "price": PRICE}
    ((mid,),) = service.sql(
        "INSERT INTO merchandise (productname, amount, time) VALUES (:name, :price, 1)"
        " RETURNING mid",
        **values,
    )
    return mid


@pytest.fixture
async def buyer(service: Service):
    person = service.make_user()
    async with service.enter(person) as client:
        yield client


@pytest.fixture
async def order(buyer, mid):
    return await buyer.ok("merchandise.createorder", mid=mid, people_count=0, hardwareid="x")


def say(order, status=Status.PAID, amount=PRICE):
    return notices.write(order["orderid"], Payment(status, amount, "T1"))


async def paystate(client):
    return (await client.ok("merchandise.history"))["history"][0]["paystate"]


class TestNotice:
    async def test_booked_once_however_often_it_comes(self, service, buyer, order):
        data = say(order)
        for _ in range(3):
            answer = service.http.post(BACK, data=data)
            assert (answer.status_code, answer.text) == (200, "success")
            assert answer.headers["Content-Type"].startswith("text/plain")
        log = (await buyer.push("paylog"))["log"]
        assert (log["orderid"], log["paystate"], log["amount"]) == (order["orderid"], 1, PRICE)
        assert await paystate(buyer) == 1
        assert [frame for frame in buyer.inbox if frame["push"]] == []

    @pytest.mark.parametrize(
        "change", [{"sign": "x"}, {"amount": "1"}, {"status": "failed"}, {"more": ""}]
    )
    async def test_forged(self, service, buyer, order, change):
        answer = service.http.post(f"/{BACK}", data=say(order) | change)
        assert (answer.status_code, answer.text) == (400, "fail")
        assert await paystate(buyer) == 0

    async def test_wrong_amount(self, service, buyer, order):
        answer = service.http.post(BACK, data=say(order, amount=1))
        assert (answer.status_code, answer.text) == (400, "fail")
        assert await paystate(buyer) == 0

    @pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"sign", b"a=" + b"x" * 100_000])
    def test_nonsense(self, service, body):
        answer = service.http.post(BACK, data=body)
        assert (answer.status_code, answer.text) == (400, "fail")

    def test_nobody_can_book(self, new_service: NewService):
        """A notice that was not booked for sure is sent again."""
        service = new_service(slow=False)
        for worker in service.workers:
            worker.kill()
        answer = service.http.post(BACK, data={"sign": "x"})
        assert (answer.status_code, answer.text) == (400, "fail")
        service.stop()


class TestComingBack:
    @pytest.mark.parametrize(
        ("status", "heading"),
        [(Status.PAID, "支付成功"), (Status.FAILED, "支付失败"), (Status.OPEN, "支付处理中")],
    )
    def test_page_by_state(self, service, order, status, heading):
        page = service.http.get(BACK, params=say(order, status))
        assert page.status_code == 200
        assert f"<h1>{heading}</h1>" in page.text
        for text in (order["orderid"], "茶", "¥88.00"):
            assert text in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]

    async def test_books_like_a_notice(self, service, buyer, order):
        service.http.get(BACK, params=say(order))
        assert (await buyer.push("paylog"))["log"]["paystate"] == 1

    @pytest.mark.parametrize("change", [{"sign": "x"}, {"orderid": "1-1"}, None])
    def test_tells_strangers_nothing(self, service, order, change):
        query = say(order) | change if change else {}
        page = service.http.get(BACK, params=query)
        assert page.status_code == 400
        assert "<h1>无法确认支付结果</h1>" in page.text
        main = page.text.partition("<main>")[2].partition("</main>")[0]
        assert order["orderid"] not in main
        assert "茶" not in main


class TestPages:
    async def test_pay_twice_told(self, service, buyer, order):
        press(service, order["gourl"], "pay", tell="twice")
        assert (await buyer.push("paylog"))["log"]["paystate"] == 1
        # other tests of this service leave notices that are due much later
        mine = f"%{order['orderid']}%"
        waiting = (
            "SELECT count(*) FROM outbox WHERE task = 'jobs.sandbox.notify' AND args::text LIKE :o"
        )
        await until(lambda: service.sql(waiting, o=mine)[0][0] == 0)
        rows = service.sql("SELECT paystate FROM paylogs WHERE orderid = :id", id=order["orderid"])
        assert [tuple(row) for row in rows] == [(1,)]

    async def test_the_recommender_hears_of_it(self, service, buyer, mid):
        friend = service.make_user()
        async with service.enter(friend) as other:
            order = await buyer.ok(
                "merchandise.createorder",
                mid=mid,
                people_count=0,
                hardwareid="x",
                recommend_uid=friend.uid,
            )
            press(service, order["gourl"], "fail")
            assert (await other.push("paylog"))["log"]["orderid"] == order["orderid"]
            assert (await buyer.push("paylog"))["log"]["paystate"] == -1

    async def test_paid_back_in_the_company_s_console(self, service, buyer, order):
        press(service, order["gourl"], "pay")
        assert (await buyer.push("paylog"))["log"]["paystate"] == 1
        press(service, order["gourl"], "refund")
        state = "SELECT paystate FROM orders WHERE orderid = :id"
        await until(lambda: service.sql(state, id=order["orderid"])[0][0] == 2)
        assert await paystate(buyer) == 2
        told = "SELECT action FROM audit_log WHERE params ->> 'orderid' = :id"
        assert service.sql(told, id=order["orderid"]) == [("payment refunded",)]

    def test_the_way_back(self, service, order):
        address = urlsplit(order["gourl"])
        body = {"order": dict(parse_qsl(address.query))["order"], "action": "pay"}
        page = service.http.post(address.path, data=body)
        assert "<h1>支付成功</h1>" in page.text
        again = service.http.post(address.path, data=body)
        assert again.status_code == 400
        assert "this order is paid" in again.text

    def test_what_stands_on_it(self, service, order):
        address = urlsplit(order["gourl"])
        page = service.http.get(f"{address.path}?{address.query}")
        assert page.status_code == 200
        for text in ("茶", "¥88.00", order["orderid"], "不会产生真实交易"):
            assert text in page.text

    @pytest.mark.parametrize("token", ["", "x", "x.y"])
    def test_no_page(self, service, token):
        for send in (service.http.get, service.http.post):
            page = send("/pay/sandbox", params={"order": token})
            assert page.status_code == 400
            assert "没有这个支付页面" in page.text

    async def test_cards(self, service, buyer, order, mid, books):
        for kind in ("pays", "refuses"):
            press(service, order["gourl"], "bind", kind=kind)
        cards = (await buyer.ok("merchandise.cards"))["cards"]
        assert [card["card_last"] for card in cards] == ["1111", "2222"]
        parm = {"mid": mid, "people_count": 0, "hardwareid": "x"}
        pays, refuses = (card["cardid"] for card in cards)
        paid = await buyer.ok("merchandise.paybycard", cardid=pays, **parm)
        assert (await buyer.push("paylog"))["log"]["orderid"] == paid["orderid"]
        refused = await buyer.call(
            "merchandise.paybycard", cardid=refuses, **parm, cdata="refused-1"
        )
        assert (refused["errno"], refused["result"]["reason"]) == (2, "余额不足")
        assert ledger.trade(refused["result"]["orderid"]).status is Status.FAILED
        press(service, order["gourl"], "unbind", cardid=pays)
        assert (await buyer.call("merchandise.unbind", cardid=pays))["errno"] == 3


async def test_without_a_provider(new_service: NewService):
    """DEBUG off and no provider set: what has a price cannot be bought, and there is no sandbox."""
    service = new_service(slow=False, DEBUG="0")
    ((mid,),) = service.sql(
        "INSERT INTO merchandise (productname, amount, time) VALUES ('茶', 1, 1) RETURNING mid"
    )
    assert service.http.get("/pay/sandbox").status_code == 404
    assert service.http.post("/pay/sandbox", data={"action": "pay"}).status_code == 404
    assert service.http.post(BACK, data={"sign": "x"}).text == "fail"
    async with service.enter(service.make_user()) as client:
        order = {"mid": mid, "people_count": 0, "hardwareid": "x"}
        assert (await client.call("merchandise.createorder", **order))["errno"] == 2
    service.stop()
