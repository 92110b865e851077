"""Whether a page can be read and used by everybody: axe-core, both schemes, both widths."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE

CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
EVERYTHING = {"resultTypes": ["violations"]}
Look = tuple[Literal["light", "dark"], tuple[int, int], dict[str, Any] | None]
"""A scheme, a size, and what axe-core looks for; None: only whether the page fits."""
LOOKS: list[Look] = [("light", PHONE, CONTRAST), ("dark", DESKTOP, EVERYTHING)]
BY_DAY: list[Look] = [("light", DESKTOP, None), ("light", PHONE, EVERYTHING)]
BY_NIGHT: list[Look] = [("dark", PHONE, None), ("dark", DESKTOP, EVERYTHING)]


def faults(page: Page, looks: list[Look] = LOOKS) -> list[str]:
    """The faults of the open page, a line each."""
    found, size = [], page.viewport_size
    for scheme, (width, height), rules in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        if rules:
            found += [f"{scheme}: {one}" for one in _violations(page, rules)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"wider than {width}")
    page.emulate_media(color_scheme="light")
    if size:
        page.set_viewport_size(size)
    return found


def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    told = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in told for node in one["nodes"]]
