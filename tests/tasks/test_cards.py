"""merchandise.*: bound cards and what is charged to them."""

import pytest
from sqlalchemy import select

from models import Order
from services.payment import Status, sandbox
from services.payment.sandbox import ledger
from tests.factories import make_goods, make_user
from tests.fixtures.payments import alarms, paystates

NOW = 1_394_090_000


@pytest.fixture
def user(db):
    return make_user(db)


@pytest.fixture
def goods(db):
    return make_goods(db)


@pytest.fixture
def charge(call, user, goods, books):
    """Bind a card of a kind and charge it."""

    def run(kind="pays", **parm):
        card = {} if "cardid" in parm else {"cardid": ledger.bind(user.uid, kind)}
        known = {"mid": goods.mid, "people_count": 2, "hardwareid": "phone"}
        return call("merchandise.paybycard", known | card | parm, uid=user.uid, now=NOW)

    return run


class TestCards:
    def test_mine_oldest_first(self, call, user, books):
        first, second = ledger.bind(user.uid, "pays"), ledger.bind(user.uid, "delays")
        ledger.bind(user.uid + 1, "pays")
        look = {"card_name": "储蓄卡", "card_top": "622202", "card_last": "1111"}
        other = {"card_name": "信用卡", "card_top": "621700", "card_last": "3333"}
        assert call("merchandise.cards", uid=user.uid).result == {
            "cards": [
                {"cardid": first, **look, "bindvalidthru": None},
                {"cardid": second, **other, "bindvalidthru": None},
            ]
        }

    def test_no_answer(self, call, user, books):
        ledger.bind(user.uid, "pays")
        books.go_away()
        answer = call("merchandise.cards", uid=user.uid)
        assert (answer.errno, answer.result) == (0, {"cards": []})

    @pytest.mark.parametrize("provider", ["none", "alipay"])
    def test_a_provider_without_cards(self, call, user, configure, provider):
        configure("payment", provider=provider)
        assert call("merchandise.cards", uid=user.uid).result == {"cards": []}


class TestUnbind:
    def test_once(self, call, user, books):
        cardid = ledger.bind(user.uid, "pays")
        answer = call("merchandise.unbind", {"cardid": cardid}, uid=user.uid)
        assert answer.result == {"cardid": cardid}
        assert ledger.cards(user.uid) == {}
        assert call("merchandise.unbind", {"cardid": cardid}, uid=user.uid).errno == 3

    def test_not_mine(self, db, call, user, books):
        cardid = ledger.bind(user.uid, "pays")
        assert call("merchandise.unbind", {"cardid": cardid}, uid=make_user(db).uid).errno == 3
        assert list(ledger.cards(user.uid)) == [cardid]

    def test_no_answer(self, call, user, books):
        books.go_away()
        assert call("merchandise.unbind", {"cardid": "x"}, uid=user.uid).errno == 5

    @pytest.mark.parametrize("provider", ["none", "alipay"])
    def test_a_provider_without_cards(self, call, user, configure, provider):
        configure("payment", provider=provider)
        assert call("merchandise.unbind", {"cardid": "x"}, uid=user.uid).errno == 2

    @pytest.mark.parametrize("cardid", ["", "x" * 129, None, []])
    def test_bad_cardid(self, call, user, cardid):
        assert call("merchandise.unbind", {"cardid": cardid}, uid=user.uid).errno == 6


class TestPayByCard:
    def test_paid_at_once(self, db, charge, user):
        recommender = make_user(db)
        answer = charge(recommend_uid=recommender.uid)
        order = Order.get(db, answer.result["orderid"])
        assert (answer.errno, answer.result) == (0, {"orderid": order.orderid})
        assert (order.paystate, order.remain, order.check_time) == (1, 10800, None)
        assert order.tradeid == ledger.trade(order.orderid).tradeid
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("paylog", [user.uid, recommender.uid])
        assert push.data["log"]["paystate"] == 1
        assert paystates(db, order.orderid) == [1]

    def test_refused(self, db, charge):
        answer = charge("refuses")
        order = db.scalars(select(Order)).one()
        refused = {"orderid": order.orderid, "reason": "余额不足"}
        assert (answer.errno, answer.result) == (2, refused)
        assert order.paystate == -1
        assert [push.data["log"]["paystate"] for push in answer.pushes] == [-1]
        assert paystates(db, order.orderid) == [-1]

    def test_under_way(self, db, charge):
        answer = charge("delays")
        order = Order.get(db, answer.result["orderid"])
        assert (answer.errno, order.paystate, order.check_time) == (0, 0, NOW + 60)
        assert answer.pushes == []

    def test_no_answer_leaves_it_to_reconciliation(self, db, charge, monkeypatch):
        monkeypatch.setattr(sandbox, "ANSWER_SECONDS", 0)
        answer = charge("silent")
        order = Order.get(db, answer.result["orderid"])
        assert (answer.errno, order.paystate, answer.pushes) == (0, 0, [])
        # and yet it was charged
        assert ledger.trade(order.orderid).status is Status.PAID

    def test_a_notice_was_faster(self, db, charge, call, books, monkeypatch):
        charged = sandbox.Sandbox.charge

        def charge_and_tell(self, purchase, cardid):
            answer = charged(self, purchase, cardid)
            data = books.notice(purchase.orderid, amount=purchase.amount, tradeid=answer.tradeid)
            assert call("http.payment.notice", {"data": data}).errno == 0
            return answer

        monkeypatch.setattr(sandbox.Sandbox, "charge", charge_and_tell)
        answer = charge()
        assert (answer.errno, answer.pushes) == (0, [])
        assert paystates(db, answer.result["orderid"]) == [1]

    def test_free_goods_are_not_charged(self, db, charge):
        free = make_goods(db, amount=0, ex_people_amount=0)
        answer = charge(mid=free.mid)
        assert answer.errno == 0
        assert Order.get(db, answer.result["orderid"]).paystate == 1
        assert ledger.trade(answer.result["orderid"]) is None

    def test_not_my_card(self, db, charge):
        other = ledger.bind(make_user(db).uid, "pays")
        for cardid in (other, "nonsense"):
            assert charge(cardid=cardid).errno == 3
        assert db.scalars(select(Order)).all() == []

    def test_unbound_meanwhile(self, db, charge, user, monkeypatch):
        monkeypatch.setattr("tasks.merchandise._require_card", lambda *_: None)
        answer = charge(cardid="gone")
        assert (answer.errno, answer.result["reason"]) == (2, "no such card")
        assert db.scalars(select(Order)).one().paystate == -1

    def test_nobody_can_tell_whose_card_it_is(self, db, charge, books):
        books.go_away()
        assert charge(cardid="x").errno == 5
        assert db.scalars(select(Order)).all() == []

    @pytest.mark.parametrize("parm", [{"mid": 2**40}, {"recommend_uid": 2**40}])
    def test_missing_targets(self, db, charge, parm):
        assert charge(**parm).errno == 3
        assert db.scalars(select(Order)).all() == []

    @pytest.mark.parametrize("provider", ["none", "alipay"])
    def test_a_provider_without_cards(self, db, charge, configure, provider):
        configure("payment", provider=provider)
        assert charge(cardid="x").errno == 2
        assert charge(cardid="x", mid=2**40).errno == 3
        assert db.scalars(select(Order)).all() == []

    @pytest.mark.parametrize(
        "parm", [{"cardid": ""}, {"cardid": "x" * 129}, {"people_count": 101}, {"hardwareid": ""}]
    )
    def test_bad_parameters(self, charge, parm):
        assert charge(**parm).errno == 6

    def test_nobody_is_alarmed(self, db, charge):
        for kind in ("pays", "refuses", "delays"):
            charge(kind)
        assert alarms(db) == []
