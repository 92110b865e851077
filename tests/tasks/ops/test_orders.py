"""ops.orders.find: all orders, with filters."""

import pytest

from models import PayState
from tests.factories import make_goods, make_order, make_user

NOON = 1_700_020_800  # 2023-11-15 12:00 in Shanghai
DAY = 86_400


@pytest.fixture
def found(call):
    def run(**parm):
        answer = call("ops.orders.find", parm)
        assert answer.errno == 0, answer.error
        return [row["orderid"] for row in answer.result["rows"]]

    return run


@pytest.fixture
def orders(db):
    """Three days, three buyers, three prices: 88, 8.80 and 0.05 yuan."""
    return [
        make_order(db, make_user(db), make_goods(db, amount=amount), now=NOON + day * DAY)
        for day, amount in enumerate((8800, 880, 5))
    ]


def test_newest_first_page_by_page(found, orders):
    ids = [order.orderid for order in orders[::-1]]
    assert found() == found(before="", count=200) == found(count=201) == ids
    assert found(count=2) == ids[:2]
    assert found(count=2, before=ids[1]) == ids[2:]
    assert found(before=ids[2]) == []


def test_orders_of_one_second_are_all_listed(db, found):
    ids = [make_order(db, make_user(db), now=NOON).orderid for _ in range(3)][::-1]
    assert found(count=2) + found(before=ids[1]) == ids


def test_by_state_and_provider(db, found, orders):
    first, second, third = orders
    second.move(db, PayState.PAID, NOON)
    third.provider = "alipay"
    db.flush()
    assert found(paystate=1) == [second.orderid]
    assert found(provider="alipay") == [third.orderid]
    assert found(paystate=0, provider="sandbox") == [first.orderid]
    assert found(paystate=3) == found(paystate=1, provider="alipay") == []


@pytest.mark.parametrize(
    ("parm", "which"),
    [
        ({"least": "8.8"}, [1, 0]),
        ({"least": "8.81"}, [0]),
        ({"most": "8.80"}, [2, 1]),
        ({"most": "8"}, [2]),
        ({"least": "0.05", "most": "0.05"}, [2]),
        ({"least": "9999999999.99"}, []),
    ],
)
def test_by_amount(found, orders, parm, which):
    assert found(**parm) == [orders[number].orderid for number in which]


@pytest.mark.parametrize(
    ("parm", "which"),
    [
        ({"since": "2023-11-16"}, [2, 1]),
        ({"until": "2023-11-16"}, [1, 0]),
        ({"since": "2023-11-16", "until": "2023-11-16"}, [1]),
        ({"since": "0001-01-01", "until": "9999-12-31"}, [2, 1, 0]),
        ({"since": "2023-11-17", "until": "2023-11-15"}, []),
        ({"since": "", "until": ""}, [2, 1, 0]),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", ""])
def test_by_day(configure, found, orders, parm, which, zone):
    configure("ops", timezone=zone)
    assert found(**parm) == [orders[number].orderid for number in which]


def test_days_begin_in_the_zone_of_operators(db, configure, found):
    order = make_order(db, make_user(db), now=NOON + 11 * 3600)  # 15:00 in UTC
    for zone, day in (("Asia/Shanghai", "2023-11-15"), ("Asia/Tokyo", "2023-11-16")):
        configure("ops", timezone=zone)
        assert found(since=day, until=day) == [order.orderid]


@pytest.mark.parametrize(
    "parm",
    [
        {"paystate": 4},
        {"paystate": -2},
        {"least": "-1"},
        {"most": "1.234"},
        {"most": "12345678901"},
        {"since": "2023-02-30"},
        {"until": "0000-01-01"},
        {"since": "yesterday"},
        {"until": "2023-11-15\n"},
        {"provider": "nobody"},
        {"before": "1"},
    ],
)
def test_no_filter(call, parm):
    assert call("ops.orders.find", parm).errno == 6


def test_looking_is_kept(call, audited, orders):
    call("ops.orders.find", {"paystate": 0})
    ((action, errno, params, result),) = audited()
    assert (action, errno, params["paystate"], result) == ("Orders", 0, 0, {"rows": 3})
