"""Paying in a browser: the sandbox's page, and the page payers come back to."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.fixtures.service import Service

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def gourl(service: Service) -> str:
    """The pay page of a new order."""
    return new_gourl(service)


def new_gourl(service: Service) -> str:
    ((mid,),) = service.sql(
        "INSERT INTO merchandise (productname, amount, time) VALUES ('龙井', 16800, 1)"
        " RETURNING mid"
    )

    async def order() -> Any:
        async with service.enter(service.make_user()) as client:
            return await client.ok(
                "merchandise.createorder", mid=mid, people_count=0, hardwareid="x"
            )

    # Playwright's own loop runs in this thread.
    with ThreadPoolExecutor(1) as pool:
        return str(pool.submit(lambda: asyncio.run(order())).result()["gourl"])


def fits(page: Any) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@SIZES
def test_pay(open_page: OpenPage, gourl: str, size: tuple[int, int]) -> None:
    page = open_page(gourl, size)
    assert page.get_by_text("¥168.00").is_visible()
    assert fits(page)
    page.get_by_role("button", name="Pay", exact=True).click()
    page.get_by_role("heading", name="Paid").wait_for()
    assert "/payresult/Paybackend?" in page.url
    assert fits(page)
    page.goto(gourl)
    assert page.get_by_text("Paid", exact=True).is_visible()
    assert not page.get_by_role("button", name="Pay", exact=True).is_visible()
    page.get_by_role("button", name="Pay back").click()
    page.get_by_text("Paid back", exact=True).wait_for()


@SIZES
def test_fail(open_page: OpenPage, gourl: str, size: tuple[int, int]) -> None:
    page = open_page(gourl, size)
    page.get_by_role("button", name="Fail").click()
    page.get_by_role("heading", name="The payment failed").wait_for()
    page.goto(gourl)
    assert page.get_by_text("Failed: refused on the pay page").is_visible()


def test_slowly(open_page: OpenPage, gourl: str) -> None:
    page = open_page(gourl, PHONE)
    page.get_by_role("button", name="Pay slowly").click()
    page.get_by_role("heading", name="Being processed").wait_for()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("heading", name="Being processed").wait_for()
    page.goto(gourl)
    assert page.get_by_text("Under way").is_visible()


def test_without_a_word_to_the_shop(open_page: OpenPage, gourl: str) -> None:
    page = open_page(gourl, DESKTOP)
    page.get_by_label("How the shop hears of it").select_option("none")
    page.get_by_role("button", name="Pay", exact=True).click()
    page.get_by_text("Paid", exact=True).wait_for()
    assert "/pay/sandbox?" in page.url


@SIZES
def test_cards(open_page: OpenPage, gourl: str, size: tuple[int, int]) -> None:
    page = open_page(gourl, size)
    page.get_by_label("A test card").select_option("refuses")
    page.get_by_role("button", name="Bind it").click()
    card = page.get_by_role("listitem").filter(has_text="622848…2222")
    card.wait_for()
    assert fits(page)
    card.get_by_role("button", name="Unbind").click()
    card.wait_for(state="detached")
