"""The TypeScript client in Node and in Chromium, while the service's processes are killed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from tests.browser.conftest import chromium
from tests.clients.driver import InPage, Remote
from tests.clients.site import Site, scripts, served
from tests.clients.story import STORIES, Story
from tests.fixtures.service import Service

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
PAGE = """<!doctype html><title>A client</title><link rel=icon href="data:,">
<script type=module>
  const social = await import("social-client");
  const { remote } = await import("/src/remote.ts");
  window.take = remote(social, say);
</script>"""


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_in_node(breakable: Service, node: str, story: Story) -> None:
    async with Remote(node, str(HERE / "node.ts")) as driver:
        await story(breakable, driver)


@pytest.fixture(scope="module")
def site(node: str) -> Iterator[str]:
    """The address of a page with the client in it."""
    own = {"page": PAGE, "scripts": scripts(node, HERE)}
    with served(type("ThisSite", (Site,), own)) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium())
        yield await browser.new_page()
        await browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_in_chromium(breakable: Service, site: str, page: Page, story: Story) -> None:
    driver = InPage(page)
    await driver.enter(site)
    await story(breakable, driver)
