"""Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE = (1400, 900), (390, 844)

OpenPage = Callable[..., Page]


def chromium() -> dict[str, Any]:
    """How to launch the browser; without one the test is skipped."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("there is no Chromium")
    return {"executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; without one the tests are skipped.

    It ends with the module, because its event loop must not be running when an async test
    starts one.
    """
    options = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(url, size)`: a page of its own; errors in its console fail the test."""
    contexts, problems = [], []

    def open_(url: str, size: tuple[int, int] = DESKTOP) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console", lambda line: problems.append(line.text) if line.type == "error" else None
        )
        page.set_default_timeout(15_000)
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []
