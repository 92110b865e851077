"""Who may do what with goods, orders and cards."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from services.payment.sandbox import ledger
from tests.factories import make_goods, make_shop, make_user
from tests.tasks.permissions import matrix

# "owner" has bound the card, "user" has none. hidden: goods that no list shows. closed: no payment
# provider. free: goods without a price.
TABLE = """
                                  | none user owner
merchandise.groups                |    1    0     0
merchandise.list                  |    1    0     0
merchandise.get                   |    1    0     0
merchandise.get            hidden |    1    0     0
merchandise.count_price           |    1    0     0
merchandise.count_price    hidden |    1    0     0
merchandise.createorder           |    1    0     0
merchandise.createorder    hidden |    1    0     0
merchandise.createorder    closed |    1    2     2
merchandise.createorder    closed free |    1    0     0
merchandise.paybycard             |    1    3     0
merchandise.paybycard      free   |    1    3     0
merchandise.paybycard      closed |    1    2     2
merchandise.paybycard      closed free |    1    2     2
merchandise.pre_order             |    1    0     0
merchandise.pre_order      closed |    1    0     0
merchandise.history               |    1    0     0
merchandise.recommendbyme         |    1    0     0
merchandise.cards                 |    1    0     0
merchandise.cards          closed |    1    0     0
merchandise.unbind                |    1    3     0
merchandise.unbind         closed |    1    2     2
"""


class Shop:
    """A shop, goods in it, and a bound card."""

    def __init__(self, db: Session, settings: tuple[str, ...]) -> None:
        self.cast = {word: make_user(db).uid for word in ("user", "owner")}
        self.shop = make_shop(db)
        price = {"amount": 0, "ex_people_amount": 0} if "free" in settings else {}
        hidden = int("hidden" in settings)
        self.goods = make_goods(db, group_id=self.shop.gid, no_list=hidden, **price)
        self.card = ledger.bind(self.cast["owner"], "pays")

    def parm(self, function: str) -> dict[str, Any]:
        """What to call a function with."""
        if function == "merchandise.list":
            return {"gid": self.shop.gid}
        known = {"mid": self.goods.mid, "people_count": 1, "hardwareid": "x", "cardid": self.card}
        return {} if function in ("merchandise.history", "merchandise.recommendbyme") else known


@matrix.each(TABLE)
def test_rights(db, call, books, configure, cell):
    if "closed" in cell.settings:
        configure("payment", provider="none")
    matrix.check(call, Shop(db, cell.settings), cell)


@pytest.mark.parametrize("mine", ["history", "recommendbyme"])
def test_nobody_sees_the_orders_of_others(db, call, books, mine):
    shop = Shop(db, ())
    buyer, other = shop.cast["owner"], shop.cast["user"]
    parm = shop.parm("merchandise.paybycard") | {"recommend_uid": buyer}
    call("merchandise.paybycard", parm, uid=buyer)
    assert call(f"merchandise.{mine}", uid=other).result == {"history": []}


def test_every_function_is_listed():
    assert matrix.functions(TABLE) == matrix.namespace("merchandise")
