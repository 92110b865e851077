"""Orders against a model in plain Python, under random sequences of everything that can happen."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from hypothesis.strategies import booleans, integers, sampled_from
from sqlalchemy import select

from models import Forbidden as RowForbidden
from models import Order, Paylog
from services.payment import Status, Unavailable, sandbox
from services.payment.sandbox import ledger
from tasks.jobs.orders import NO_PROVIDER, find_refunds, reconcile
from tasks.jobs.periodic import Stop
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import settlement
from tests.factories import make_goods, make_user
from tests.tasks.machines import try_sequences
from wire.errors import Busy, Forbidden

DAY = 86_400
PROVIDERS = ("sandbox", NO_PROVIDER)
STATES = sampled_from([Status.PAID, Status.PAID, Status.PAID, *Status])
LEGAL = {(0, 1), (0, -1), (3, 0), (3, -1), (1, 2)}
ANY = integers(0, 99)
"""Which of the orders there are."""


@dataclass
class Known:
    """What the model knows of an order."""

    orderid: str
    state: int
    price: int
    expires: int
    payable: bool = True
    """Whether a provider may speak of it."""
    by_card: bool = False
    late: bool = False
    paid_back: bool = False
    """Whether the sandbox's console paid it back."""
    states: list[int] = field(default_factory=list)
    trade: tuple[Status, float] | None = None
    """What stands in the sandbox's books, and from when on it counts."""

    def move(self, state: int) -> None:
        self.state = state
        self.states.append(state)

    def told(
        self, status: Status, *, right: bool = True, refunded: bool = False
    ) -> tuple[int, int]:
        """Change the order by the provider's state; returns (errno of its notice, pushes)."""
        if status in (Status.OPEN, Status.UNKNOWN):
            return 2, 0
        if status is Status.PAID:
            return self._paid(right=right)
        paid_back = status is Status.CLOSED and self.payable and right
        if self.state == 0 and paid_back and refunded:
            self.move(1)
        if self.state == 0:
            self.move(-1)
            return 0, int(status is Status.FAILED)
        if self.state == 1 and paid_back:
            self.move(2)
            return 0, 0
        return (0 if self.state in (-1, 2) else 2), 0

    def _paid(self, *, right: bool) -> tuple[int, int]:
        if not (self.payable and right):
            return 2, 0
        if self.state == 0:
            self.move(1)
            return 0, 1
        self.late = self.late or self.state == -1
        return (2 if self.state == -1 else 0), 0

    def asked(self, now: float) -> Status:
        """The sandbox's answer, and what it books because of the question."""
        if self.trade is None:
            if self.by_card or now >= self.expires:
                self.trade = (Status.CLOSED, now)
                return Status.CLOSED
            return Status.UNKNOWN
        status, at = self.trade
        if now < at:
            return Status.OPEN
        return Status.CLOSED if self.paid_back else status


class OrderMachine(RuleBasedStateMachine):
    """One buyer, many orders, a sandbox that may go away, and operations."""

    def __init__(self, db, call, books, patch):
        super().__init__()
        self.db, self.call, self.books = db, call, books
        self.patch = patch
        self.now = int(time.time())
        self.orders: list[Known] = []
        self.away = False
        patch.setattr(time, "time", lambda: self.now)

    @initialize()
    def begin(self):
        self.savepoint = self.db.begin_nested()
        self.uid = make_user(self.db).uid
        self.goods = make_goods(self.db)
        self.free = make_goods(self.db, amount=0, ex_people_amount=500)
        for people in range(3):
            self.order(people, free=False)
        self.reserve()

    def teardown(self):
        self.patch.undo()
        self.savepoint.rollback()

    def run(self, name, errno, pushes, **parm):
        answer = self.call(name, parm, uid=self.uid, now=self.now)
        assert answer.errno == errno, answer.error
        # refusals that are committed send no pushes, either
        assert len(answer.pushes) == pushes
        return answer.result

    def row(self, one):
        return self.db.get(Order, one.orderid, populate_existing=True)

    # ------------------------------------------------------------------------------ ordering

    @rule(people=integers(0, 2), free=booleans())
    def order(self, people, free):
        goods = self.free if free else self.goods
        price = goods.price(people)
        parm = {"mid": goods.mid, "people_count": people, "hardwareid": "x"}
        made = self.run("merchandise.createorder", 0, int(price == 0), **parm)
        assert (made["gourl"] is None) == (price == 0)
        one = Known(made["orderid"], 0, price, self.now + DAY, payable=price > 0)
        if price == 0:
            one.move(1)
        self.orders.append(one)

    @rule()
    def reserve(self):
        made = self.run("merchandise.pre_order", 0, 0, mid=self.goods.mid)
        self.orders.append(Known(made["orderid"], 3, self.goods.amount, 0, payable=False))

    @precondition(lambda self: not self.away)
    @rule(kind=sampled_from(["pays", "refuses", "delays", "silent"]))
    def charge(self, kind):
        status = Status.FAILED if kind == "refuses" else Status.PAID
        wait = {"delays": 30, "silent": 10}.get(kind, 0)
        parm = {"mid": self.goods.mid, "people_count": 0, "hardwareid": "x"}
        parm["cardid"] = ledger.bind(self.uid, kind)
        errno, pushes = (2 if kind == "refuses" else 0), int(wait == 0)
        made = self.run("merchandise.paybycard", errno, pushes, **parm)
        one = Known(made["orderid"], 0, self.goods.amount, self.now + DAY, by_card=True)
        one.trade = (status, self.now + wait)
        if not wait:
            one.told(status)
        self.orders.append(one)

    # ------------------------------------------------------------------------------- paying

    @rule(which=ANY, failed=booleans(), wait=sampled_from([0, 0, 90]))
    def pay_on_the_page(self, which, failed, wait):
        one = self.orders[which % len(self.orders)]
        status = Status.FAILED if failed else Status.PAID
        if not one.payable:
            return
        at = self.now + wait
        self.books.pay(self.row(one), status, at=at, amount=one.price)
        one.trade = one.trade or (status, at)

    @rule(which=ANY, status=STATES, right=sampled_from([True, True, False]), repeats=integers(1, 2))
    def notice(self, which, status, right, repeats):
        """A signed notice of any content: late, early, twice, or contradictory."""
        one = self.orders[which % len(self.orders)]
        data = self.books.notice(one.orderid, status, amount=one.price + (0 if right else 1))
        for _ in range(repeats):
            errno, pushes = one.told(status, right=right)
            self.run("http.payment.notice", errno, pushes, data=data)

    @rule(which=ANY, status=STATES)
    def forged(self, which, status):
        one = self.orders[which % len(self.orders)]
        data = self.books.notice(one.orderid, status, amount=one.price) | {"tradeid": "other"}
        self.run("http.payment.notice", 2, 0, data=data)

    @rule(which=ANY, status=STATES)
    def come_back(self, which, status):
        one = self.orders[which % len(self.orders)]
        data = self.books.notice(one.orderid, status, amount=one.price)
        _, pushes = one.told(status)
        stands = self.run("http.payment.returned", 0, pushes, data=data)
        goods = {"productname": self.goods.productname, "amount": one.price}
        assert stands == {"orderid": one.orderid, "paystate": one.state} | goods

    # ------------------------------------------------------------------------ reconciliation

    @rule(seconds=sampled_from([1, 31, 61, 600, DAY // 2, DAY]))
    def wait(self, seconds):
        self.now += seconds

    @rule(away=booleans())
    def provider(self, away):
        self.away = away

    @rule()
    def reconcile(self):
        """One run, until nothing is due or nobody answers."""
        due = [one for one in self.orders if self.is_due(one)]
        with self.patch.context() as patch:
            if self.away:
                patch.setattr(sandbox.Sandbox, "query", _away)
            asked = 0
            while self.ask_one():
                asked += 1
        if self.away:
            assert asked == 0
        else:
            assert asked == len(due)

    @rule(which=ANY)
    def refund_in_the_console(self, which):
        one = self.orders[which % len(self.orders)]
        if one.trade is not None and one.trade[0] is Status.PAID and one.trade[1] <= self.now:
            ledger.refund(one.orderid)
            one.paid_back = True

    @precondition(lambda self: not self.away)
    @rule()
    def find_refunds(self):
        due = [one for one in self.orders if self.may_be_paid_back(one)]
        for _ in due:
            first, second = (Ctx(self.db, NOBODY, self.now) for _ in "ab")
            assert find_refunds(first, "sandbox") == 1
            first.after_commit.record(second, first.after_commit.ask())
            self.db.flush()
            assert second.items == []
        assert find_refunds(Ctx(self.db, NOBODY, self.now), "sandbox") == 0
        for one in due:
            if one.paid_back:
                one.move(2)

    def may_be_paid_back(self, one):
        row = self.row(one)
        return row.paystate == 1 and (row.refund_check_time or self.now + 1) <= self.now

    def is_due(self, one):
        row = self.row(one)
        return row.paystate == 0 and row.check_time <= self.now

    def ask_one(self):
        first, second = (Ctx(self.db, NOBODY, self.now) for _ in "ab")
        if not any(reconcile(first, provider) for provider in PROVIDERS):
            return False
        self.db.flush()
        try:
            answer = first.after_commit.ask()
        except Stop:
            return False
        first.after_commit.record(second, answer)
        self.db.flush()
        (one,) = [one for one in self.orders if one.orderid == first.after_commit.record.args[0]]
        before = one.state
        _, pushes = one.told(one.asked(self.now), refunded=one.paid_back)
        assert before == 0
        assert len(second.items) == pushes
        return True

    # ---------------------------------------------------------------------------- operations

    @rule(which=ANY, to_pay=booleans(), people=integers(0, 2))
    def end_reservation(self, which, to_pay, people):
        one = self.orders[which % len(self.orders)]

        def act(ctx):
            settlement.end_reservation(ctx, one.orderid, to_pay=to_pay, people=people)

        assert self.operate(act) == (one.state == 3)
        if one.state == 3:
            one.move(0 if to_pay else -1)
        if one.state == 0 and to_pay and not one.payable:
            one.payable, one.expires = True, self.now + DAY
            one.price += self.goods.ex_people_amount * people

    @rule(which=ANY)
    def refund(self, which):
        one = self.orders[which % len(self.orders)]
        done = self.operate(lambda ctx: settlement.refund(ctx, one.orderid))
        assert done == self.can_refund(one)
        if done and one.state == 1:
            one.move(2)

    def can_refund(self, one):
        if one.state == 2:
            return True
        if one.state != 1 and not one.late:
            return False
        if one.price == 0:
            return True
        return one.trade is not None and one.trade[0] is Status.PAID and one.trade[1] <= self.now

    def operate(self, act):
        """Whether an action of operations was done; refused ones change nothing."""
        ctx = Ctx(self.db, NOBODY, self.now)
        try:
            with self.db.begin_nested():
                act(ctx)
        except (Busy, Forbidden, RowForbidden):
            return False
        finally:
            self.db.expire_all()
        return True

    # --------------------------------------------------------------------------- always true

    @invariant()
    def states_are_as_the_model_says(self):
        wanted = select(Order.orderid, Order.paystate).where(Order.uid == self.uid)
        found = dict(self.db.execute(wanted).all()) if self.orders else {}
        assert found == {one.orderid: one.state for one in self.orders}

    @invariant()
    def one_row_for_each_state_in_a_legal_order(self):
        rows = select(Paylog).order_by(Paylog.payid)
        logs = self.db.scalars(rows).all() if self.orders else []
        for one in self.orders:
            states = [log.paystate for log in logs if log.orderid == one.orderid]
            assert states == one.states
            assert len(set(states)) == len(states)
            begin = 3 if (states and states[0] == 0) or one.state == 3 else None
            path = [begin] * (begin is not None) + states
            assert set(pairwise(path)) <= LEGAL


def _away(*_):
    raise Unavailable("away")


@pytest.mark.timeout(300)
def test_no_sequence_breaks_a_rule(db, call, books, monkeypatch):
    monkeypatch.setattr(sandbox, "ANSWER_SECONDS", 0)

    def machine():
        return OrderMachine(db, call, books, pytest.MonkeyPatch())

    try_sequences(machine, examples=25, steps=50)
