"""Calls that ask another company after their commit: stored first, asked once, answered."""

import json
import time

import pytest
from sqlalchemy import select

from models import Order
from services.payment import sandbox
from services.payment.sandbox import ledger
from tasks import merchandise
from tasks.rpc import load
from tasks.rpc.pipeline import answer
from tests.factories import make_goods, make_user
from tests.fixtures.payments import paystates
from wire.calls import Origin


@pytest.fixture
def scene(parallel, books):
    """`scene()`: one call of the same buyer with the same cdata, on a connection of its own."""

    class Scene:
        with parallel.database() as db:
            uid, mid = make_user(db).uid, make_goods(db).mid
        charges = 0

        def call(self, kind="pays"):
            self.charges += 1
            cards = ledger.cards(self.uid) or {ledger.bind(self.uid, kind): None}
            parm = {"cardid": next(iter(cards)), "mid": self.mid, "people_count": 0}
            origin = Origin(
                "f", 1, f"f-{self.charges}", self.uid, 1, False, time.time(), '"a-000001"'
            )
            rpc = load()["merchandise.paybycard"]
            text = json.dumps(parm | {"hardwareid": "x"})
            done = parallel.run(lambda: answer(rpc, text, origin))
            reply = json.loads(done.reply.frame)
            pushes = [json.loads(item.frame)["data"]["log"]["paystate"] for item in done.items]
            return reply["errno"], reply["result"], pushes

        def orders(self):
            with parallel.database() as db:
                found = list(db.scalars(select(Order).order_by(Order.seq)))
                return [(order.orderid, order.paystate) for order in found]

        def paystates(self, orderid):
            with parallel.database() as db:
                return paystates(db, orderid)

    return Scene()


def test_the_order_is_there_before_the_charge(scene, monkeypatch):
    charge, seen = sandbox.Sandbox.charge, []

    def look_and_charge(*arguments):
        seen.extend(scene.orders())
        return charge(*arguments)

    monkeypatch.setattr(sandbox.Sandbox, "charge", look_and_charge)
    errno, result, pushes = scene.call()
    assert (errno, seen, pushes) == (0, [(result["orderid"], 0)], [1])
    assert scene.orders() == [(result["orderid"], 1)]


def test_a_resend_while_the_charge_is_under_way(scene, monkeypatch):
    charge, resent = sandbox.Sandbox.charge, []

    def resend_and_charge(*arguments):
        resent.append(scene.call())
        return charge(*arguments)

    monkeypatch.setattr(sandbox.Sandbox, "charge", resend_and_charge)
    errno, result, pushes = scene.call()
    assert (errno, pushes) == (0, [1])
    assert resent == [(0, result, [])]
    assert len(scene.orders()) == 1


def test_a_resend_gets_the_refusal(scene):
    errno, result, pushes = scene.call("refuses")
    assert (errno, result["reason"], pushes) == (2, "余额不足", [-1])
    assert scene.call() == (2, result, [])
    assert scene.orders() == [(result["orderid"], -1)]


def test_a_worker_that_dies_before_the_charge(scene, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(merchandise, "_charge", _die)
        with pytest.raises(KeyboardInterrupt):
            scene.call()
    ((orderid, paystate),) = scene.orders()
    assert paystate == 0
    assert scene.call() == (0, {"orderid": orderid}, [])
    assert ledger.trade(orderid) is None
    assert scene.orders() == [(orderid, 0)]


def test_a_worker_that_dies_before_the_record(scene, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(merchandise, "_record_charge", _die)
        with pytest.raises(KeyboardInterrupt):
            scene.call()
    ((orderid, paystate),) = scene.orders()
    trade = ledger.trade(orderid)
    assert (paystate, trade is None) == (0, False)
    assert scene.call() == (0, {"orderid": orderid}, [])
    assert ledger.trade(orderid) == trade


@pytest.mark.parametrize("name", ["_charge", "_record_charge"])
def test_whatever_fails_the_first_reply_stands(scene, monkeypatch, name):
    monkeypatch.setattr(merchandise, name, _fail)
    errno, result, pushes = scene.call()
    assert (errno, pushes) == (0, [])
    assert scene.orders() == [(result["orderid"], 0)]
    assert scene.call() == (0, result, [])


def _die(*_):
    """An exception that the service does not catch, like the end of the process."""
    raise KeyboardInterrupt


def _fail(*_):
    raise ZeroDivisionError
