"""The chat of the TypeScript client's README, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import browser
from tests.clients.site import HOME, Site, scripts, served
from tests.fixtures.client import PATIENCE
from tests.fixtures.service import Service

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

EXAMPLE = HOME / "examples" / "chat"
MILLISECONDS = PATIENCE * 1000

__all__ = ["browser"]


def test_the_chat_is_as_short_as_the_readme_says() -> None:
    lines = (EXAMPLE / "chat.ts").read_text()
    assert len(lines.splitlines()) < 40
    assert lines in (HOME / "README.md").read_text()


def test_two_people_talk(browser: Browser, site: str) -> None:
    pages = [open_chat(browser, site) for _ in range(2)]
    uids = [enter(page, f"1390000{number:04}") for number, page in enumerate(pages, 1)]
    said = []
    for page, author, other, text in (
        (pages[0], uids[0], uids[1], "你好"),
        (pages[1], uids[1], uids[0], "在吗"),
    ):
        send(page, other, text)
        said.append(f"{author}: {text}")
        for one in pages:
            expect(one.locator("#log li")).to_have_text(said, timeout=MILLISECONDS)
    send(pages[0], "1", "?")
    refused = "This does not exist any more."
    expect(pages[0].locator("#log li").last).to_have_text(refused, timeout=MILLISECONDS)
    for page in pages:
        page.context.close()


class WithLogin(Site):
    """The example's own web server: its files, and the login of the service behind it."""

    page = (EXAMPLE / "index.html").read_text()
    service: ClassVar[Service]

    def take(self, body: bytes) -> None:
        kind = {"Content-Type": self.headers["Content-Type"]}
        passed = self.service.http.post(self.path, data=body, headers=kind)
        self.answer("application/json", passed.content)


@pytest.fixture
def site(breakable: Service, node: str) -> Iterator[str]:
    """The address of the example."""
    own = {"service": breakable, "scripts": scripts(node, EXAMPLE)}
    with served(type("ThisSite", (WithLogin,), own)) as port:
        yield f"http://127.0.0.1:{port}/"


def open_chat(browser: Browser, site: str) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(MILLISECONDS)
    page.goto(site)
    return page


def send(page: Page, to: str, text: str) -> None:
    page.get_by_label("To uid").fill(to)
    page.get_by_label("Message").fill(text)
    page.get_by_role("button", name="Send").click()


def enter(page: Page, phone: str) -> str:
    """Log in with the code that a service with DEBUG shows; returns the uid."""
    page.get_by_label("Phone").fill(phone)
    page.get_by_role("button", name="Get code").click()
    expect(page.get_by_label("Code")).to_have_value(re.compile(r"\d{6}"), timeout=MILLISECONDS)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_title(re.compile(r"\d+ online"), timeout=MILLISECONDS)
    return page.title().split()[0]
