"""Alipay, against a server on loopback that speaks its protocol; the SDK is the real one."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from services import payment
from services.payment import Declined, Forged, Payment, Purchase, Status, Unavailable, alipay
from tests.fixtures.alipay import keys, sign, sorted_text

BUY = Purchase("1394090000-749", 29, 10800, "茶/一=盒 &c", 1_394_176_400)
NUMBER = "1394090000_749"


@pytest.fixture
def provider(alipay):
    return payment.present()


class TestPage:
    def test_signed_and_complete(self, provider, alipay):
        url = provider.pay_url(BUY)
        assert url.startswith(f"{alipay.url}?")
        query = dict(parse_qsl(urlsplit(url).query))
        alipay.check(query)
        assert query["method"] == "alipay.trade.wap.pay"
        back = "https://social.example.com/payresult/Paybackend"
        assert (query["notify_url"], query["return_url"]) == (back, back)
        assert alipay_content(query) == {
            "subject": "茶 一 盒 c",
            "out_trade_no": NUMBER,
            "total_amount": "108.00",
            "product_code": "QUICK_WAP_PAY",
            "time_expire": "2014-03-07 15:13:20",
        }

    def test_a_long_subject(self, provider):
        query = dict(parse_qsl(urlsplit(provider.pay_url(BUY._replace(subject="茶" * 300))).query))
        assert alipay_content(query)["subject"] == "茶" * 128

    def test_a_subject_of_signs_only(self, provider):
        query = dict(parse_qsl(urlsplit(provider.pay_url(BUY._replace(subject="/&"))).query))
        assert alipay_content(query)["subject"] == "order"


def alipay_content(query):
    import json

    return json.loads(query["biz_content"])


class TestNotices:
    @pytest.fixture(autouse=True)
    def trade(self, alipay):
        alipay.pay(BUY.orderid, "108.00")

    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ("TRADE_SUCCESS", Status.PAID),
            ("TRADE_FINISHED", Status.PAID),
            ("TRADE_CLOSED", Status.CLOSED),
            ("WAIT_BUYER_PAY", Status.OPEN),
            ("TRADE_SOMETHING_NEW", Status.OPEN),
        ],
    )
    def test_read(self, provider, alipay, said, status):
        data = alipay.notice(BUY.orderid, trade_status=said, notify_id="n1")
        trade = alipay.trades[NUMBER]
        notice = provider.read(data)
        assert (notice.noticeid, notice.orderid) == ("n1", BUY.orderid)
        assert notice.payment == Payment(status, 10800, trade.trade_no)

    @pytest.mark.parametrize(
        ("yuan", "fen"),
        [
            ("108.00", 10800),
            ("108", 10800),
            ("0.01", 1),
            ("1e2", 10000),
            ("-1.00", -100),
            *((text, None) for text in ("1.001", "", "x", "NaN", "Infinity")),
        ],
    )
    def test_amounts_are_exact(self, provider, alipay, yuan, fen):
        notice = provider.read(alipay.notice(BUY.orderid, total_amount=yuan))
        assert notice.payment.amount == fen

    def test_the_browser_brings_no_state(self, provider, alipay):
        notice = provider.read(alipay.coming_back(BUY.orderid))
        assert (notice.orderid, notice.payment) == (BUY.orderid, None)

    @pytest.mark.parametrize(
        "forge",
        [
            lambda data: {},
            lambda data: data | {"total_amount": "0.01"},
            lambda data: data | {"out_trade_no": "1_1"},
            lambda data: data | {"sign": ""},
            lambda data: data | {"sign": "AAAA"},
            lambda data: data | {"sign": "not base64 签名"},
            lambda data: data | {"sign_type": "RSA"},
            lambda data: data | {"extra": "1"},
            lambda data: {name: text for name, text in data.items() if name != "sign"},
            # signed, but by the app's own key, which is not Alipay's
            lambda data: data | {"sign": sign(keys()[0], sorted_text(data, "sign", "sign_type"))},
        ],
    )
    def test_forged(self, provider, alipay, forge):
        with pytest.raises(Forged):
            provider.read(forge(alipay.notice(BUY.orderid)))

    def test_of_another_app(self, provider, alipay):
        with pytest.raises(Forged, match="another app"):
            provider.read(alipay.notice(BUY.orderid, app_id="x"))


class TestQuery:
    def test_unknown(self, provider, alipay):
        assert provider.query(BUY) == Payment(Status.UNKNOWN)
        assert alipay.asked == [("alipay.trade.query", {"out_trade_no": NUMBER})]

    def test_paid(self, provider, alipay):
        trade = alipay.pay(BUY.orderid, "108.00")
        assert provider.query(BUY) == Payment(Status.PAID, 10800, trade.trade_no)

    @pytest.mark.parametrize(
        "trouble",
        ["unsigned", "forged", "garbage", "list", "empty", "500", "cut", "ACQ.SYSTEM_ERROR"],
    )
    @pytest.mark.parametrize("function", ["query", "close", "refund"])
    def test_no_answer_to_rely_on(self, provider, alipay, trouble, function):
        alipay.trouble = trouble
        with pytest.raises(Unavailable):
            getattr(provider, function)(BUY)

    def test_silence(self, provider, alipay, monkeypatch):
        monkeypatch.setattr(provider._client._config, "timeout", 0.3)
        alipay.trouble = "silent"
        with pytest.raises(Unavailable):
            provider.query(BUY)

    def test_nobody_there(self, provider, alipay, monkeypatch):
        monkeypatch.setattr(provider._client, "_gateway", "http://127.0.0.1:9/gateway.do")
        with pytest.raises(Unavailable):
            provider.query(BUY)


class TestClose:
    def test_what_nobody_opened(self, provider):
        assert provider.close(BUY) is True

    def test_what_waits(self, provider, alipay):
        trade = alipay.pay(BUY.orderid, "108.00", "WAIT_BUYER_PAY")
        assert provider.close(BUY) is True
        assert trade.status == "TRADE_CLOSED"

    def test_what_is_paid(self, provider, alipay):
        alipay.pay(BUY.orderid, "108.00")
        assert provider.close(BUY) is False


class TestRefund:
    def test_everything_once(self, provider, alipay):
        trade = alipay.pay(BUY.orderid, "108.00")
        provider.refund(BUY)
        provider.refund(BUY)
        assert trade.refunds == {NUMBER: "108.00"}

    def test_refused(self, provider, alipay):
        alipay.pay(BUY.orderid, "108.00", "WAIT_BUYER_PAY")
        with pytest.raises(Declined, match=r"ACQ\.TRADE_STATUS_ERROR"):
            provider.refund(BUY)


def test_without_keys(configure):
    configure("payment", alipay_app_id=None)
    assert alipay.Alipay.make() is None
