"""200 orders while notices and workers fail: every order ends in the one right state.

Notices come twice, late, in the wrong order, forged, wrong or not at all, and workers are killed
meanwhile. Every order has one row.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
import pytest
import redis
from celery import Celery

from services.payment import Payment, Status
from services.payment.sandbox import ledger, notices
from services.payment.sandbox.ledger import Trade
from tests.fixtures.client import PATIENCE, Client
from tests.fixtures.service import Http, NewService, Program, Service

pytestmark = pytest.mark.e2e

BACK = "/payresult/Paybackend"
PRICE = 8800
BUYERS, PAGES, CHARGES = 8, 160, 40
KILL_EVERY, KILLS = 1.0, 8
CARDS = ("pays", "refuses", "delays", "pays")


@dataclass
class Placed:
    """An order, and how it must end."""

    orderid: str
    state: int = 0
    alarm: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    """A notice that the provider will repeat for a day."""


class Provider:
    """The payment company: books payments, and sends notices, or none, or wrong ones."""

    def __init__(self, service: Service) -> None:
        self.http = Http(service.url)

    def pay(self, order: Placed, status: Status) -> Payment:
        trade = Trade(status, time.time(), PRICE, ledger.new_id())
        return ledger.enter(order.orderid, trade).payment()

    def told(self, data: dict[str, str]) -> str:
        return str(self.http.post(BACK, data=data, timeout=20).text)

    def until_taken(self, data: dict[str, str]) -> None:
        """Send a notice as companies do: again, until the shop says "success"."""
        for _ in range(40):
            if self.told(data) == "success":
                return
            time.sleep(0.2)
        raise AssertionError(f"never taken: {data}")

    def never(self, data: dict[str, str]) -> None:
        assert self.told(data) == "fail"

    def back(self, data: dict[str, str]) -> None:
        """The payer's browser returns; what it gets while workers die does not matter."""
        self.http.get(BACK, params=data, timeout=20)


# ------------------------------------------------------------------------------------ stories


def paid_and_repeated(at: Provider, order: Placed) -> None:
    data = notices.write(order.orderid, at.pay(order, Status.PAID))
    order.state = 1
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(at.until_taken, data) for _ in range(3)]
        jobs.append(pool.submit(at.back, data))
        for job in jobs:
            job.result()


def paid_in_the_wrong_order(at: Provider, order: Placed) -> None:
    old = notices.write(order.orderid, Payment(Status.OPEN, PRICE, "T"))
    at.never(old)
    at.until_taken(notices.write(order.orderid, at.pay(order, Status.PAID)))
    order.state = 1
    at.never(old)


def failed_and_repeated(at: Provider, order: Placed) -> None:
    data = notices.write(order.orderid, at.pay(order, Status.FAILED))
    order.state = -1
    at.until_taken(data)
    at.until_taken(data)


def forged(at: Provider, order: Placed) -> None:
    """Nobody paid: the order is given up in the end."""
    data = notices.write(order.orderid, Payment(Status.PAID, PRICE, "T"))
    at.never(data | {"sign": data["sign"][::-1]})
    at.never(data | {"amount": "1"})
    at.back({**data, "noticeid": "other"})
    order.state = -1


def lost(status: Status, at: Provider, order: Placed) -> None:
    at.pay(order, status)
    order.state = 1 if status is Status.PAID else -1


def wrong_amount_first(at: Provider, order: Placed) -> None:
    trade = at.pay(order, Status.PAID)
    order.refused = notices.write(order.orderid, trade._replace(amount=1))
    at.never(order.refused)
    at.until_taken(notices.write(order.orderid, trade))
    order.state, order.alarm = 1, "payment amount"


def paid_too_late(at: Provider, order: Placed) -> None:
    failed_and_repeated(at, order)
    order.refused = notices.write(order.orderid, Payment(Status.PAID, PRICE, "late"))
    at.never(order.refused)
    order.alarm = "payment late"


STORIES: list[Callable[[Provider, Placed], None]] = [
    paid_and_repeated,
    paid_in_the_wrong_order,
    failed_and_repeated,
    forged,
    partial(lost, Status.PAID),
    partial(lost, Status.FAILED),
    wrong_amount_first,
    paid_too_late,
]


# -------------------------------------------------------------------------------------- chaos


class Chaos:
    """Kills a worker and starts it again, one after the other without a pause."""

    def __init__(self, service: Service) -> None:
        self.service, self.ending, self.kills = service, asyncio.Event(), 0
        self.victims = [service[name] for name in ("worker.1", "worker-slow", "worker.2")]

    async def run(self) -> None:
        while not self.ending.is_set():
            await asyncio.sleep(KILL_EVERY)
            victim = self.victims[self.kills % len(self.victims)]
            # On a slow machine, too, a worker must have time to start.
            if self.is_up(victim):
                await asyncio.to_thread(victim.kill)
                name = {"HONCHO_PROCESS_NAME": f"w{self.kills}"}
                victim.start(self.service.environment | name)
                self.kills += 1

    def is_up(self, program: Program) -> bool:
        starts = program.log.read_text().count("Connected to redis")
        return program.log.read_text().count(" ready.") == starts > self.kills // 3


@pytest.fixture
def shop(new_service: NewService, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    service = new_service(workers=2, RATE_MULTIPLIER="0")
    client = redis.Redis.from_url(service.redis_url)
    monkeypatch.setattr(ledger, "_redis", lambda: client)
    yield service
    service.stop()
    client.close()


async def place(client: Client, mid: int) -> Placed:
    order = await client.ok("merchandise.createorder", mid=mid, people_count=0, hardwareid="x")
    return Placed(order["orderid"])


async def charge(client: Client, mid: int, cardid: str, number: int) -> None:
    """As clients do: errno 5 is sent again with the same cdata."""
    parm = {"mid": mid, "cardid": cardid, "people_count": 0, "hardwareid": "x"}
    for _ in range(6):
        tag = f"charge-{number:04}"
        reply = await client.call("merchandise.paybycard", cdata=tag, **parm)
        if reply["errno"] != 5:
            return
    raise AssertionError(f"charge {number} was never answered")


def reconcile(service: Service, queue: Celery) -> None:
    """Set the times back by a day: leases have ended, and every open order is due."""
    service.redis.delete("lease:jobs.orders.reconcile")
    service.sql("UPDATE orders SET check_time = 1 WHERE paystate = 0")
    queue.send_task("jobs.orders.reconcile", queue="slow")


async def test_every_order_ends_right(shop: Service) -> None:
    ((mid,),) = shop.sql(
        "INSERT INTO merchandise (productname, amount, time) VALUES ('茶', 8800, 1) RETURNING mid"
    )
    queue = Celery(broker=shop.redis_url)
    random.seed(1)
    async with AsyncClients(shop) as clients:
        placed = await asyncio.gather(
            *(place(clients[number % BUYERS], mid) for number in range(PAGES))
        )
        chaos = Chaos(shop)
        killing = asyncio.create_task(chaos.run())
        await asyncio.gather(
            tell_stories(shop, list(placed)),
            charge_cards(clients, mid),
        )
        while chaos.kills < KILLS:
            await asyncio.to_thread(reconcile, shop, queue)
            await asyncio.sleep(0.5)
        chaos.ending.set()
        await killing
    await asyncio.to_thread(shop.wait_until_ready)
    await give_up_the_rest(shop, queue)
    provider = Provider(shop)
    for order in placed:
        if order.refused:
            provider.never(order.refused)
    queue.close()
    check(shop, {order.orderid: order for order in placed})


class AsyncClients:
    """Every buyer's socket."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._clients: list[Any] = []

    async def __aenter__(self) -> list[Client]:
        self._people = [self._service.make_user() for _ in range(BUYERS)]
        self._entered = [self._service.enter(person) for person in self._people]
        self._clients = [await one.__aenter__() for one in self._entered]
        for client, person in zip(self._clients, self._people, strict=True):
            client.uid = person.uid
        return self._clients

    async def __aexit__(self, *_: object) -> None:
        for one in self._entered:
            await one.__aexit__(None, None, None)


async def tell_stories(service: Service, placed: list[Placed]) -> None:
    """Run every story equally often, mixed, many at the same time."""
    told = [(STORIES[number % len(STORIES)], order) for number, order in enumerate(placed)]
    random.shuffle(told)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(6) as pool:
        provider = partial(Provider, service)
        await asyncio.gather(
            *(loop.run_in_executor(pool, story, provider(), order) for story, order in told)
        )


async def charge_cards(clients: list[Any], mid: int) -> None:
    for number in range(CHARGES):
        client = clients[number % BUYERS]
        cardid = ledger.bind(client.uid, CARDS[number % len(CARDS)])
        await charge(client, mid, cardid, number)


async def give_up_the_rest(service: Service, queue: Celery) -> None:
    """Until the last order is final: payments under way succeed, the others are too late."""
    until = time.monotonic() + PATIENCE
    while service.sql("SELECT 1 FROM orders WHERE paystate = 0 LIMIT 1"):
        assert time.monotonic() < until, service.sql("SELECT * FROM orders WHERE paystate = 0")
        service.sql("UPDATE orders SET close_time = 1 WHERE cardid IS NULL")
        finish_what_is_under_way()
        await asyncio.to_thread(reconcile, service, queue)
        await asyncio.sleep(0.5)


def finish_what_is_under_way() -> None:
    """Set the sandbox's times back by half a minute, too."""
    books: Any = ledger._redis()
    for key in books.scan_iter("sandbox:trade:*"):
        trade = msgspec.json.decode(books.get(key), type=Trade)
        if trade.at > time.time():
            books.set(key, msgspec.json.encode(msgspec.structs.replace(trade, at=1)))


def check(service: Service, placed: dict[str, Placed]) -> None:
    states = dict(service.sql("SELECT orderid, paystate FROM orders"))
    logs = service.sql("SELECT orderid, paystate FROM paylogs ORDER BY payid")
    assert len(logs) == len(states)
    assert dict(logs) == states
    assert {name: states[name] for name in placed} == {
        name: order.state for name, order in placed.items()
    }
    charged = {name: state for name, state in states.items() if name not in placed}
    assert len(charged) == CHARGES
    for orderid, state in charged.items():
        trade = ledger.trade(orderid)
        assert trade is not None
        assert state == (1 if trade.status is Status.PAID else -1)
    rows = service.sql("SELECT action, params->>'orderid' FROM audit_log WHERE who = 'payment'")
    alarms = {(order.alarm, name) for name, order in placed.items() if order.alarm}
    assert sorted(map(tuple, rows)) == sorted(alarms)
