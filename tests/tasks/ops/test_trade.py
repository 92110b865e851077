"""ops.trade.*, ops.present.*"""

import pytest

from models import Endorsement, EndorsementItem, Merchandise, Order, PayState, StoreGroup
from services import payment
from tests.factories import make_goods, make_order, make_user

NOW = 1_401_990_500
GONE = 10**15
URL = "https://img.example.com/FkQ2"


class TestGoods:
    def test_a_shop(self, db, call, audited):
        parm = {"groupname": "KTV", "show_info": '{"ktvName": "好", "phone": ["1"]}'}
        gid = call("ops.trade.edit_store_group", parm).result["gid"]
        shop = db.get(StoreGroup, gid)
        assert shop.show_info == {"ktvName": "好", "phone": ["1"]}
        assert audited()[0][2] == parm | {"show_info": shop.show_info}
        call("ops.trade.edit_store_group", {"gid": gid, "show_info": {"log": 1.5}})
        assert (shop.groupname, shop.show_info) == ("KTV", {"log": 1.5})
        call("ops.trade.edit_store_group", {"gid": gid, "show_info": ""})
        assert shop.show_info is None

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({}, 6),
            ({"gid": GONE, "groupname": "x"}, 3),
            ({"groupname": "x", "show_info": "{"}, 6),
            ({"groupname": "x", "show_info": "[1]"}, 6),
            ({"groupname": "x", "show_info": [1]}, 6),
        ],
    )
    def test_shops_refused(self, call, parm, errno):
        assert call("ops.trade.edit_store_group", parm).errno == errno

    def test_goods(self, db, call):
        columns = {
            "productname": "茶",
            "productdesc": "一盒",
            "amount": 8800,
            "ex_people_amount": 100,
            "productcatalog": 3,
            "show_info": {"type": 1},
            "show_post_url": URL,
            "icon_url": URL,
            "no_list": 1,
        }
        mid = call("ops.trade.edit_merchandise", columns, now=NOW).result["mid"]
        goods = db.get(Merchandise, mid)
        assert {name: getattr(goods, name) for name in columns} == columns
        assert (goods.group_id, goods.time) == (0, NOW)
        call("ops.trade.edit_merchandise", {"mid": mid, "amount": "5", "icon_url": ""})
        assert (goods.amount, goods.icon_url, goods.show_post_url) == (5, None, URL)
        assert (goods.productdesc, goods.time) == ("一盒", NOW)

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"productname": "x"}, 6),
            ({"amount": 1}, 6),
            ({"productname": "x", "amount": -1}, 6),
            ({"productname": "x", "amount": 1, "group_id": GONE}, 3),
            ({"mid": GONE, "amount": 1}, 3),
            ({"productname": "x", "amount": 1, "group_id": "0", "mid": "0"}, 0),
        ],
    )
    def test_goods_refused(self, call, parm, errno):
        assert call("ops.trade.edit_merchandise", parm).errno == errno


class TestEndorsers:
    def test_made_changed_ended_and_made_again(self, db, call):
        user = make_user(db)
        parm = {"uid": user.uid, "type": "歌手, 舞者", "level": 2, "weight": "9"}
        assert call("ops.trade.edit_endorser", parm, now=NOW).result == {"uid": user.uid}
        row = db.get(Endorsement, user.uid)
        assert (row.endorsement_type, row.type, row.weight) == (1, ["歌手", "舞者"], 9)

        def edit(now, **parm):
            call("ops.trade.edit_endorser", {"uid": user.uid} | parm, now=now)

        edit(NOW + 1, endorsement_point=5, consumer_point=6, endorsement_type=3)
        assert (row.endorsement_point, row.consumer_point, row.level) == (5, 6, 2)
        assert (row.endorsement_type, row.create_time) == (3, NOW)
        edit(NOW + 2, endorsement_type=0)
        assert Endorsement.of_user(db, user.uid) is None
        edit(NOW + 3, endorsement_type=1)
        assert (row.create_time, row.level) == (NOW + 3, 2)

    def test_unknown_user(self, call):
        assert call("ops.trade.edit_endorser", {"uid": GONE}).errno == 3

    def test_goods(self, db, call):
        user, goods = make_user(db), make_goods(db)
        parm = {"uid": user.uid, "mid": goods.mid}
        answer = call("ops.trade.edit_endorsed", parm | {"slogan": "好茶"}, now=NOW)
        assert answer.result == parm
        call("ops.trade.edit_endorsed", parm | {"slogan": "更好"}, now=NOW + 1)
        row = db.get(EndorsementItem, (user.uid, goods.mid))
        assert (row.slogan, row.create_time) == ("更好", NOW)
        assert call("ops.trade.edit_endorsed", parm | {"delete": 1}).result == parm
        assert db.get(EndorsementItem, (user.uid, goods.mid)) is None
        assert call("ops.trade.edit_endorsed", parm | {"delete": 1}).errno == 3

    @pytest.mark.parametrize("unknown", ["uid", "mid"])
    def test_goods_unknown(self, db, call, unknown):
        parm = {"uid": make_user(db).uid, "mid": make_goods(db).mid, unknown: GONE}
        assert call("ops.trade.edit_endorsed", parm).errno == 3


@pytest.fixture
def reserved(db, call):
    goods, user = make_goods(db), make_user(db)
    return call("merchandise.pre_order", {"mid": goods.mid}, uid=user.uid).result["orderid"]


class TestReservations:
    def test_it_is_to_be_paid(self, db, call, configure, reserved, audited):
        configure("payment", provider="sandbox")
        parm = {"orderid": reserved, "paystate": 0, "people_count": "2"}
        answer = call("ops.trade.end_reservation", parm)
        order = db.get(Order, reserved)
        assert (order.paystate, order.remain, order.provider) == (0, 10_800, "sandbox")
        page = answer.result.pop("gourl")
        assert page.startswith("http")
        assert answer.result == {"orderid": reserved, "paystate": 0}
        assert (audited()[0][3], answer.pushes) == (answer.result, [])

    def test_it_is_off(self, call, reserved):
        answer = call("ops.trade.end_reservation", {"orderid": reserved, "paystate": "-1"})
        assert answer.result == {"orderid": reserved, "paystate": -1}
        for paystate in (0, -1):
            again = {"orderid": reserved, "paystate": paystate}
            assert call("ops.trade.end_reservation", again).errno == 2

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"orderid": "1-1"}, 3),
            ({"orderid": ""}, 6),
            ({"paystate": 1}, 6),
            ({"paystate": None}, 6),
            ({"paystate": -1, "people_count": 2}, 6),
            ({"people_count": 101}, 6),
        ],
    )
    def test_refused(self, call, reserved, parm, errno):
        known = {"orderid": reserved, "paystate": 0}
        assert call("ops.trade.end_reservation", known | parm).errno == errno

    def test_an_order_is_no_reservation(self, db, call):
        order = make_order(db, make_user(db))
        parm = {"orderid": order.orderid, "paystate": -1}
        assert call("ops.trade.end_reservation", parm).errno == 2


class Provider:
    name = "sandbox"

    def __init__(self, error=None):
        self.error, self.refunded = error, []

    def refund(self, purchase):
        if self.error:
            raise self.error
        self.refunded.append((purchase.orderid, purchase.amount))

    def query(self, purchase):
        return payment.Payment(payment.Status.PAID)


class TestRefund:
    @pytest.fixture
    def paid(self, db):
        order = make_order(db, make_user(db))
        order.move(db, PayState.PAID, NOW)
        return order

    @pytest.fixture
    def provide(self, monkeypatch):
        def run(error=None):
            provider = Provider(error)
            monkeypatch.setattr(payment, "named", lambda name: provider)
            return provider

        return run

    def test_once(self, call, paid, provide, audited):
        provider = provide()
        parm = {"orderid": paid.orderid}
        answer = call("ops.trade.refund", parm, now=NOW + 5)
        assert answer.result == {"orderid": paid.orderid, "paystate": 2}
        again = call("ops.trade.refund", parm, now=NOW + 6)
        assert again.result == answer.result | {"repeated": 1}
        assert provider.refunded == [(paid.orderid, 8800)]
        assert (paid.paystate, paid.refundtime) == (2, NOW + 5)
        assert audited()[0] == ("RefundOrder", 0, parm, {"orderid": paid.orderid, "paystate": 2})

    @pytest.mark.parametrize(
        ("error", "errno"), [(payment.Declined("no"), 2), (payment.Unavailable("away"), 5)]
    )
    def test_the_provider_does_not(self, call, paid, provide, audited, error, errno):
        provide(error)
        assert call("ops.trade.refund", {"orderid": paid.orderid}).errno == errno
        assert paid.paystate == 1
        assert audited()[0][:2] == ("RefundOrder", errno)

    def test_refused(self, db, call):
        unpaid = make_order(db, make_user(db))
        assert call("ops.trade.refund", {"orderid": unpaid.orderid}).errno == 2
        assert call("ops.trade.refund", {"orderid": "1-1"}).errno == 3
        assert call("ops.trade.refund", {}).errno == 6


class TestPresent:
    def test_rows_and_row(self, db, call, audited):
        old, new = make_goods(db), make_goods(db, show_info={"type": 1})
        rows = call("ops.present.rows", {"kind": "goods"}).result["rows"]
        assert [row["mid"] for row in rows] == [new.mid, old.mid]
        row = call("ops.present.row", {"kind": "goods", "key": [str(new.mid)]}).result["row"]
        assert (row["show_info"], row["productname"], len(row)) == ({"type": 1}, "茶", 12)
        assert audited() == []

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"kind": "goods", "key": [GONE]}, 3),
            ({"kind": "role", "key": [1, 2]}, 3),
            ({"kind": "user", "key": [1]}, 6),
            ({"kind": "goods", "key": []}, 6),
            ({"kind": "goods", "key": ["x"]}, 6),
        ],
    )
    def test_refused(self, call, parm, errno):
        assert call("ops.present.row", parm).errno == errno
