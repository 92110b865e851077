"""A customer calls: the operator finds the order by the phone number and refunds it."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import faults
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.test_ops import PSW, fits, log_in
from tests.fixtures.service import NewService, Service

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

AT = 1_700_000_000


@pytest.fixture(scope="module")
def ops(new_service: NewService) -> Service:
    return new_service(OPS_PASSWORD=PSW, PAY_PROVIDER="sandbox")


@pytest.mark.parametrize(("size", "nick"), [(DESKTOP, "小明"), (PHONE, "大山")])
def test_refund_by_phone_number(
    ops: Service, open_page: OpenPage, size: tuple[int, int], nick: str
) -> None:
    user = ops.make_user(nick=nick)
    ((orderid,),) = ops.sql(
        "INSERT INTO orders (create_time, mid, uid, amount, productname, paystate, paytime)"
        " VALUES (:t, 1, :u, 16800, '龙井', 1, :t) RETURNING orderid",
        t=AT,
        u=user.uid,
    )
    page = open_page(f"{ops.url}/operational_background/", size)
    log_in(page)
    page.get_by_role("textbox", name="Search").fill(user.phone.removeprefix("+86"))
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name=nick)).to_be_visible()
    assert fits(page)
    assert size == DESKTOP or faults(page) == []
    page.get_by_role("row", name="龙井").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="龙井")).to_be_visible()
    local = page.evaluate("t => new Date(t * 1000).toLocaleString('sv-SE')", AT)
    expect(page.get_by_text(local).first).to_be_visible()
    page.get_by_text("Pay an order back").click()
    expect(page.get_by_text("no money moves")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Refund").click()
    expect(page.get_by_role("status")).to_contain_text("paid back")
    states = page.locator("section").filter(has=page.get_by_role("heading", name="States it"))
    expect(states.get_by_text("paid back")).to_be_visible()
    expect(states.get_by_text("¥168.00")).to_be_visible()
    log = page.locator("section").filter(has=page.get_by_role("heading", name="What operations"))
    expect(log.get_by_text("RefundOrder")).to_be_visible()
    expect(page.get_by_text("It was paid back already")).to_be_visible()
    assert size == DESKTOP or faults(page) == []
    assert fits(page)
    assert ops.sql("SELECT paystate FROM orders WHERE orderid = :o", o=orderid) == [(2,)]
    page.reload()
    expect(page.get_by_role("status")).not_to_be_visible()
