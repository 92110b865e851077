"""The pages for phones and developers can be used by everybody."""

from __future__ import annotations

import pytest

from tests.browser.accessible import faults
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_pay import gourl
from tests.fixtures.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

__all__ = ["gourl"]


def test_axe_finds_nothing(service: Service, open_page: OpenPage, gourl: str) -> None:
    who = service.make_user()
    upload = f"/upload/Message?sessionid={who.sessionid}&usepage=1"
    page = open_page(gourl, PHONE)
    found = {"pay": faults(page)}
    page.get_by_role("button", name="Pay", exact=True).click()
    page.get_by_role("heading", name="Paid").wait_for()
    found["back"] = faults(page)
    for path in ("/", "/PhoneLogin", "/login", upload, "/static/PhoneTest.html"):
        page.goto(service.url + path)
        found[path] = faults(page)
    page.goto("about:blank")
    page.set_content('<p style="color: #aaa; background: #fff; width: 2000px">faint</p><input>')
    assert {one.split(":")[0] for one in faults(page)} == {
        "light",
        "dark",
        "wider than 390",
        "wider than 1400",
    }
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
