"""The documents as a site: each page on phones and desktops, by day and night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from devtools.docs import site
from tests.browser.accessible import BY_DAY, BY_NIGHT, faults
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.spoken import foreign
from tests.fixtures.service import NewService, Service

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

KINDS = ("", "README.zh-CN/", "protocol/report/", "clients/typescript/")
"""Pages with all that there is on pages: axe-core takes seconds for a large one."""
OF_THE_THEME = ("empty-table-header", "landmark-unique")
"""What axe-core calls minor or moderate."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site will be."""
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
def service(new_service: NewService, folder: Path) -> Iterator[Service]:
    made = new_service(slow=False, DOCS_DIR=str(folder))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def home(service: Service, folder: Path, browser: Browser) -> str:
    """The address of the site; before it is built there is a page that says so."""
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{service.url}/docs/")
    assert foreign(page, "zh") + faults(page) == []
    page.close()
    site.build(folder)
    return f"{service.url}/docs/"


@pytest.fixture
def pages(home: str, folder: Path) -> list[str]:
    """The addresses of all pages."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("index.html")))
    return [home + name.removesuffix("index.html") for name in names]


def test_pages_are_as_wide_as_the_screen(pages: list[str], open_page: OpenPage) -> None:
    assert len(pages) > 50
    page = open_page(pages[0])
    wide = []
    for address in pages:
        page.goto(address)
        wide += [(address, size) for size in (PHONE, DESKTOP) if not fits(page, size)]
    assert wide == []


def fits(page: Page, size: tuple[int, int]) -> bool:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return bool(page.evaluate("document.documentElement.scrollWidth") <= size[0])


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_serious(home: str, open_page: OpenPage, kind: str) -> None:
    page = open_page(home + kind)
    found = faults(page, BY_DAY + BY_NIGHT)
    assert [one for one in found if not any(name in one for name in OF_THE_THEME)] == []


def test_the_chinese_page_says_so(home: str, open_page: OpenPage) -> None:
    page = open_page(f"{home}README.zh-CN/")
    assert page.locator("[lang=zh] h1").count() == 1
    assert page.locator("[lang=zh] table").count() >= 1
    page.goto(home)
    page.get_by_role("link", name="中文").first.click()
    assert page.url.endswith("README.zh-CN/")
