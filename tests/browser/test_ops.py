"""The pages of operations, as an operator uses them."""

import json
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessible import faults
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.fixtures.service import NewService, Service
from tests.services.media import files

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

PSW = "open sesame"


@pytest.fixture(scope="module")
def ops(new_service: NewService) -> Iterator[Service]:
    made = new_service(store=True, OPS_PASSWORD=PSW)
    yield made
    made.stop()


def log_in(page: Page) -> None:
    page.get_by_label("Password").fill(PSW)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Operations")).to_be_visible()


def act(page: Page, name: str) -> Locator:
    """The form of an action on the page of an entity, opened."""
    summary = page.locator("summary").get_by_text(name, exact=True)
    summary.click()
    return page.locator("details").filter(has=summary)


def fits(page: Page) -> bool:
    width = page.viewport_size
    return bool(width and page.evaluate("document.documentElement.scrollWidth") <= width["width"])


@pytest.mark.parametrize(("size", "name"), [(DESKTOP, "读书会"), (PHONE, "登山")])
def test_make_a_circle_and_announce(
    ops: Service, open_page: OpenPage, size: tuple[int, int], name: str
) -> None:
    page = open_page(f"{ops.url}/operational_background/FindUser", size)
    assert size == PHONE or faults(page) == []
    log_in(page)
    assert size == PHONE or faults(page) == []
    page.get_by_role("link", name="Circles", exact=True).click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Role of newcomers").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    assert fits(page)
    page.get_by_role("row", name=name).get_by_role("link").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    form = act(page, "Circles")
    form.get_by_label("Open to everybody").select_option("yes")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    found = ops.sql("SELECT open_join, default_roleid FROM circles WHERE name = :n", n=name)
    assert found == [(1, 1)]
    for board in ("大家好", "再见"):
        form = act(page, "Change an announcement")
        form.get_by_label("Announcement").fill(board)
        form.get_by_role("button", name="Announce").click()
        expect(page.get_by_role("status")).to_contain_text("Announced")
    page.get_by_role("link", name="Undo").first.click()
    expect(page.get_by_label("Announcement")).to_have_value("大家好")
    assert size == PHONE or faults(page) == []
    assert fits(page)
    page.get_by_role("button", name="Announce").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert ops.sql("SELECT board FROM circles WHERE name = :n", n=name) == [("大家好",)]
    assert fits(page)
    page.get_by_role("link", name="Operations").click()
    page.get_by_role("link", name="What operations did").click()
    expect(page.get_by_text("UpdateCircleBoard").first).to_be_visible()
    assert size == PHONE or faults(page) == []
    assert fits(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password")).to_be_visible()


def test_the_figures_move(ops: Service, open_page: OpenPage) -> None:
    ops.redis.delete("figures")
    kept = dict.fromkeys(("users", "orders", "hour", "day", "older", "sms", "alerts", "alarms"), 0)
    now = int(time.time())
    for line in ({"time": now - 60, "sms": 2}, {"time": now - 30, "sms": 5, "orders": 7}):
        ops.redis.lpush("figures", json.dumps(kept | line))
    page = open_page(f"{ops.url}/operational_background/", PHONE)
    page.clock.install()
    log_in(page)
    tile = page.locator("[data-tile=orders]")
    expect(tile.get_by_role("status")).to_have_text("7", timeout=60_000)
    failures = page.locator("[data-tile=failures]").get_by_role("status")
    expect(failures).to_have_text("3", timeout=60_000)
    plot = page.locator("[data-tile=calls] output + svg path.c0")
    while not re.match("M.*L", plot.get_attribute("d") or ""):
        page.clock.run_for(5_000)
        page.wait_for_timeout(50)
    expect(page.locator("#state").get_by_text("redis: up")).to_be_visible(timeout=60_000)
    assert fits(page)


def test_an_icon_from_the_page(ops: Service, open_page: OpenPage) -> None:
    ((cid,),) = ops.sql("INSERT INTO circles (name) VALUES ('茶') RETURNING cid")
    page = open_page(f"{ops.url}/operational_background/", PHONE)
    log_in(page)
    page.goto(f"{ops.url}/operational_background/Circle?cid={cid}")
    page.get_by_role("link", name="Upload the icon of a circle").click()
    picture = files.picture(form="PNG")
    page.get_by_label("File").set_input_files(
        {"name": "icon.png", "mimeType": "image/png", "buffer": picture}
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Uploaded.")).to_be_visible(timeout=60_000)
    ((url,),) = ops.sql("SELECT icon_url FROM circles WHERE cid = :c", c=cid)
    assert url.startswith("http")


def test_the_way_back_from_an_upload(ops: Service, open_page: OpenPage) -> None:
    page = open_page(f"{ops.url}/operational_background/Image")
    log_in(page)
    page.goto(f"{ops.url}/operational_background/Image")
    page.get_by_role("link", name="Operations").click()
    expect(page.get_by_role("heading", name="Operations")).to_be_visible()


def test_a_dangerous_page_asks_first(ops: Service, open_page: OpenPage) -> None:
    user = ops.make_user()
    page = open_page(f"{ops.url}/operational_background/", PHONE)
    log_in(page)
    page.goto(f"{ops.url}/operational_background/DeleteUser")
    page.get_by_label("User").fill(str(user.uid))
    page.get_by_role("button", name="Delete for ever").click()
    assert ops.sql("SELECT 1 FROM users WHERE uid = :u", u=user.uid) == [(1,)]
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete for ever").click()
    expect(page.get_by_role("status")).to_contain_text("is gone")
    assert ops.sql("SELECT 1 FROM users WHERE uid = :u", u=user.uid) == []


def test_axe_finds_nothing(ops: Service, open_page: OpenPage) -> None:
    user = ops.make_user()
    page = open_page(f"{ops.url}/operational_background/")
    log_in(page)
    paths = ("SecondFactor", "Orders", "Reports?state=dismissed", f"SuspendUser?uid={user.uid}")
    for path in (f"ActAs?uid={user.uid}&function=message.send", *paths):
        page.goto(f"{ops.url}/operational_background/{path}")
        assert faults(page) == [], path
