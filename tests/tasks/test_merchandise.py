"""merchandise.*: goods, prices, and orders as they are made and listed."""

import pytest
from sqlalchemy import select

from models import Order, Paylog, PayState
from tests.factories import make_goods, make_order, make_shop, make_user

NOW = 1_394_090_000


@pytest.fixture
def user(db):
    return make_user(db)


class TestGroups:
    def test_by_gid_and_info_only_where_there_is_some(self, db, call, user):
        info = {"location": "成都", "phone": ["02800000000"]}
        shops = [make_shop(db, show_info=some) for some in (None, info, {})]
        assert call("merchandise.groups", uid=user.uid).result == {
            "groups": [
                {"gid": shops[0].gid, "groupname": "总店"},
                {"gid": shops[1].gid, "groupname": "总店", "show_info": info},
                {"gid": shops[2].gid, "groupname": "总店", "show_info": {}},
            ]
        }

    def test_none(self, call, user):
        assert call("merchandise.groups", uid=user.uid).result == {"groups": []}


class TestGoods:
    @pytest.fixture
    def shop(self, db):
        return make_shop(db)

    def list(self, call, user, gid):
        answer = call("merchandise.list", {"gid": gid}, uid=user.uid)
        return answer.errno or [goods["mid"] for goods in answer.result["merchandises"]]

    def test_every_key(self, db, call, user, shop):
        info = {"type": "room", "name": "A1"}
        goods = make_goods(db, group_id=shop.gid, show_info=info, time=1_394_000_000)
        listed = call("merchandise.list", {"gid": str(shop.gid)}, uid=user.uid).result
        assert listed == {
            "merchandises": [
                {
                    "mid": goods.mid,
                    "productname": "茶",
                    "productdesc": "一盒",
                    "amount": 8800,
                    "ex_people_amount": 1000,
                    "group_id": shop.gid,
                    "show_info": info,
                    "show_post_url": None,
                    "icon_url": None,
                    "no_list": 0,
                    "time": 1_394_000_000,
                }
            ]
        }

    def test_of_the_group_by_mid_without_hidden_ones(self, db, call, user, shop):
        first, second = (make_goods(db, group_id=shop.gid) for _ in "ab")
        make_goods(db, group_id=shop.gid, no_list=1)
        make_goods(db, group_id=make_shop(db).gid)
        make_goods(db)
        assert self.list(call, user, shop.gid) == [first.mid, second.mid]

    def test_a_group_without_goods(self, call, user, shop):
        assert self.list(call, user, shop.gid) == []

    def test_no_such_group(self, call, user):
        assert self.list(call, user, 2**40) == 3

    @pytest.mark.parametrize("gid", [None, "", "x", 0, -1, 2**63, [1]])
    def test_bad_gid(self, call, user, gid):
        assert self.list(call, user, gid) == 6

    def test_get_hidden_ones_in_the_order_asked(self, db, call, user):
        first, second = make_goods(db, no_list=1), make_goods(db)
        wanted = [second.mid, str(first.mid), 2**40, second.mid]
        answer = call("merchandise.get", {"mid": wanted}, uid=user.uid)
        mids = [goods["mid"] for goods in answer.result["merchandises"]]
        assert mids == [second.mid, first.mid]
        assert "show_info" not in answer.result["merchandises"][0]

    def test_get_one(self, db, call, user):
        goods = make_goods(db)
        answer = call("merchandise.get", {"mid": goods.mid}, uid=user.uid)
        assert [one["mid"] for one in answer.result["merchandises"]] == [goods.mid]

    def test_only_a_single_id_can_be_missing(self, call, user):
        assert call("merchandise.get", {"mid": 2**40}, uid=user.uid).errno == 3
        for nothing in ([2**40], []):
            answer = call("merchandise.get", {"mid": nothing}, uid=user.uid)
            assert answer.result == {"merchandises": []}

    def test_get_at_most_500(self, call, user):
        assert call("merchandise.get", {"mid": list(range(1, 501))}, uid=user.uid).errno == 0
        assert call("merchandise.get", {"mid": list(range(1, 502))}, uid=user.uid).errno == 6


class TestCountPrice:
    def price(self, call, user, goods, people):
        parm = {"mid": goods.mid, "people_count": people}
        answer = call("merchandise.count_price", parm, uid=user.uid)
        return answer.errno or answer.result["price"]

    @pytest.mark.parametrize(("people", "price"), [(0, 8800), ("2", 10800), (100, 108_800)])
    def test_price(self, db, call, user, people, price):
        assert self.price(call, user, make_goods(db), people) == price

    @pytest.mark.parametrize("people", [-1, 101, "x", None, "", 1.5])
    def test_bad_count(self, db, call, user, people):
        assert self.price(call, user, make_goods(db), people) == 6

    def test_no_such_goods(self, call, user):
        parm = {"mid": 2**40, "people_count": 0}
        assert call("merchandise.count_price", parm, uid=user.uid).errno == 3


class TestCreateOrder:
    @pytest.fixture
    def order(self, db, call, user):
        goods = make_goods(db)

        def make(**parm):
            known = {"mid": goods.mid, "people_count": 2, "hardwareid": "phone"}
            return call("merchandise.createorder", known | parm, uid=user.uid, now=NOW)

        return make

    def test_a_page_to_pay_on(self, db, order, user):
        answer = order()
        row = Order.get(db, answer.result["orderid"])
        assert answer.result == {"gourl": answer.result["gourl"], "orderid": f"{NOW}-{row.seq}"}
        assert answer.result["gourl"].startswith("http://127.0.0.1:8000/pay/sandbox?order=")
        assert (row.paystate, row.remain, row.amount, row.ex_people) == (0, 10800, 10800, 2)
        assert (row.uid, row.recommend_uid, row.hardwareid) == (user.uid, None, "phone")
        assert (row.provider, row.check_time, row.close_time) == ("sandbox", NOW + 60, NOW + 86400)
        assert (row.productname, row.desc) == ("茶", "一盒")
        assert db.scalars(select(Paylog)).all() == []
        assert answer.pushes == []

    def test_each_call_makes_another_order(self, order):
        first, second = (order().result["orderid"] for _ in "ab")
        assert int(first.partition("-")[2]) < int(second.partition("-")[2])

    def test_free_goods_are_paid_at_once(self, db, order, user):
        recommender = make_user(db)
        free = make_goods(db, amount=0, ex_people_amount=0)
        answer = order(mid=free.mid, recommend_uid=recommender.uid)
        row = Order.get(db, answer.result["orderid"])
        assert answer.result == {"gourl": None, "orderid": row.orderid}
        assert (row.paystate, row.paytime, row.remain, row.provider) == (1, NOW, 0, None)
        log = db.scalars(select(Paylog)).one()
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("paylog", sorted([user.uid, recommender.uid]))
        assert push.data == {
            "log": {
                "payid": log.payid,
                "orderid": row.orderid,
                "mid": free.mid,
                "uid": user.uid,
                "paystate": 1,
                "productcatalog": 1,
                "productname": "茶",
                "productdesc": "一盒",
                "amount": 0,
                "create_time": NOW,
                "ex_people": 2,
                "recommend_uid": recommender.uid,
            }
        }

    def test_nobody_recommends_to_themselves(self, db, order, user):
        row = Order.get(db, order(recommend_uid=user.uid).result["orderid"])
        assert row.recommend_uid is None

    @pytest.mark.parametrize("parm", [{"mid": 2**40}, {"recommend_uid": 2**40}])
    def test_missing_targets(self, db, order, parm):
        assert order(**parm).errno == 3
        assert db.scalars(select(Order)).all() == []

    @pytest.mark.parametrize(
        "parm",
        [
            {"people_count": 101},
            {"people_count": -1},
            {"people_count": None},
            {"hardwareid": ""},
            {"hardwareid": "x" * 129},
            {"hardwareid": None},
            {"mid": "x"},
            {"recommend_uid": 0},
            {"recommend_uid": "x"},
        ],
    )
    def test_bad_parameters(self, order, parm):
        assert order(**parm).errno == 6

    def test_tolerance(self, order):
        assert order(people_count="2", hardwareid=123, recommend_uid="").errno == 0
        assert order(hardwareid="x" * 128).errno == 0

    def test_without_a_provider(self, db, order, configure):
        configure("payment", provider="none")
        assert order().errno == 2
        assert order(mid=2**40).errno == 3
        assert db.scalars(select(Order)).all() == []
        free = make_goods(db, amount=0, ex_people_amount=0)
        assert order(mid=free.mid).errno == 0

    def test_statements(self, db, order, statements):
        db.expunge_all()
        with statements() as seen:
            order()
        # goods, order; a call over the wire adds its claim and the commit
        assert len(seen) == 2


class TestPreOrder:
    def test_reserved_without_a_price(self, db, call, user):
        goods, recommender = make_goods(db), make_user(db)
        parm = {"mid": goods.mid, "recommend_uid": recommender.uid}
        answer = call("merchandise.pre_order", parm, uid=user.uid, now=NOW)
        row = Order.get(db, answer.result["orderid"])
        assert answer.result == {"orderid": f"{NOW}-{row.seq}", "msg": ""}
        assert (row.paystate, row.remain, row.ex_people) == (PayState.RESERVED, 0, 0)
        assert (row.recommend_uid, row.check_time) == (recommender.uid, None)
        assert answer.pushes == []
        assert db.scalars(select(Paylog)).all() == []

    def test_the_text_of_the_settings(self, db, call, user, configure):
        configure("payment", pre_order_msg="我们会联系您")
        answer = call("merchandise.pre_order", {"mid": make_goods(db).mid}, uid=user.uid)
        assert answer.result["msg"] == "我们会联系您"

    def test_no_provider_is_needed(self, db, call, user, configure):
        configure("payment", provider="none")
        answer = call("merchandise.pre_order", {"mid": make_goods(db).mid}, uid=user.uid)
        assert answer.errno == 0

    def test_missing_targets(self, db, call, user):
        goods = make_goods(db)
        for parm in ({"mid": 2**40}, {"mid": goods.mid, "recommend_uid": 2**40}):
            assert call("merchandise.pre_order", parm, uid=user.uid).errno == 3


class TestHistory:
    def ids(self, call, uid, function="merchandise.history", **parm):
        answer = call(function, parm, uid=uid)
        return answer.errno or [order["orderid"] for order in answer.result["history"]]

    def test_every_key(self, db, call, user):
        order = make_order(db, user, people=2)
        order.move(db, PayState.PAID, NOW + 516)
        assert call("merchandise.history", uid=user.uid).result == {
            "history": [
                {
                    "orderid": f"{NOW}-{order.seq}",
                    "mid": order.mid,
                    "uid": user.uid,
                    "paystate": 1,
                    "create_time": NOW,
                    "paytime": NOW + 516,
                    "refundtime": None,
                    "ex_people": 2,
                    "recommend_uid": None,
                    "remain": 10800,
                    "productname": "茶",
                    "desc": "一盒",
                }
            ]
        }

    def test_my_orders_in_every_state_newest_first(self, db, call, user):
        goods = make_goods(db)
        orders = [make_order(db, user, goods, NOW + wait) for wait in (5, 0, 5)]
        orders.append(Order.reserve(db, goods, user.uid, NOW + 3, None))
        orders[0].move(db, PayState.FAILED, NOW)
        make_order(db, make_user(db), goods)
        assert self.ids(call, user.uid) == [orders[i].orderid for i in (2, 0, 3, 1)]

    def test_pages_by_seconds_then_sequence_as_numbers(self, db, call, user):
        goods = make_goods(db)
        made = [make_order(db, user, goods, second) for second in (9, 10, 10, 100)]
        newest = [order.orderid for order in reversed(made)]
        assert self.ids(call, user.uid, count=2) == newest[:2]
        assert self.ids(call, user.uid, count=2, before=newest[1]) == newest[2:]
        assert self.ids(call, user.uid, before=newest[3]) == []
        # need not be that of an order
        assert self.ids(call, user.uid, before="10-0") == newest[3:]
        assert self.ids(call, user.uid, before="") == newest
        assert self.ids(call, user.uid, before=None) == newest

    def test_ten_unless_asked_for_more(self, db, call, user):
        goods = make_goods(db)
        for _ in range(12):
            make_order(db, user, goods)
        assert len(self.ids(call, user.uid)) == 10
        assert len(self.ids(call, user.uid, count=5000)) == 12
        assert len(self.ids(call, user.uid, count=0)) == 1

    @pytest.mark.parametrize(
        "before", ["5", "-", "5-", "-5", "x-1", "1-2-3", "1 -2", "9" * 19 + "-1"]
    )
    def test_bad_before(self, call, user, before):
        assert self.ids(call, user.uid, before=before) == 6
        assert self.ids(call, user.uid, "merchandise.recommendbyme", before=before) == 6

    def test_recommended_by_me_only_what_was_completed(self, db, call, user):
        buyer, goods = make_user(db), make_goods(db)

        def recommended(*moves):
            order = make_order(db, buyer, goods, recommend_uid=user.uid)
            for move in moves:
                order.move(db, move, NOW)
            return order.orderid

        recommended()
        paid = recommended(PayState.PAID)
        recommended(PayState.FAILED)
        refunded = recommended(PayState.PAID, PayState.REFUNDED)
        Order.reserve(db, goods, buyer.uid, NOW, user.uid)
        make_order(db, user, goods).move(db, PayState.PAID, NOW)
        name = "merchandise.recommendbyme"
        assert self.ids(call, user.uid, name) == [refunded, paid]
        assert self.ids(call, user.uid, name, before=refunded) == [paid]
        assert self.ids(call, user.uid, name, count=1) == [refunded]
        assert self.ids(call, buyer.uid, name) == []

    def test_one_statement(self, db, call, user, statements):
        with statements() as seen:
            self.ids(call, user.uid)
        assert len(seen) == 1
