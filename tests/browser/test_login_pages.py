"""The login pages, as a developer of an app uses them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.fixtures.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


@pytest.mark.parametrize(("size", "phone"), [(PHONE, "13812340001"), (DESKTOP, "13812340002")])
def test_log_in_by_phone_and_go_on_to_the_test_page(
    service: Service, open_page: OpenPage, size: tuple[int, int], phone: str
) -> None:
    page = open_page(f"{service.url}/PhoneLogin", size)
    page.get_by_label("Phone").fill(phone)
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_text("The code is on its way")).to_be_visible()
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Logged in")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.get_by_role("link", name="API test page").click()
    expect(page.get_by_placeholder("24 characters").first).not_to_have_value("")


def test_refusals_are_shown(service: Service, open_page: OpenPage) -> None:
    page = open_page(f"{service.url}/login", PHONE)
    page.get_by_label("Phone or nick").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Name or password is wrong")).to_be_visible()


def test_no_phone(service: Service, open_page: OpenPage) -> None:
    page = open_page(f"{service.url}/PhoneLogin")
    page.get_by_label("Phone").fill("110")
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_text("Please enter a phone number").first).to_be_visible()


def test_enter_in_the_field_of_the_phone_asks_for_a_code(
    service: Service, open_page: OpenPage
) -> None:
    page = open_page(f"{service.url}/PhoneLogin")
    page.get_by_label("Phone").fill("13812340003")
    page.get_by_label("Phone").press("Enter")
    expect(page.get_by_text("The code is on its way")).to_be_visible()
    expect(page.get_by_label("Code")).not_to_have_value("")
    page.get_by_label("Code").press("Enter")
    expect(page.get_by_text("Logged in")).to_be_visible()
    expect(page.locator("pre")).not_to_be_visible()
    page.get_by_text("The reply").click()
    expect(page.locator("pre")).to_contain_text('"errno": 0')
