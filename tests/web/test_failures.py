"""Pages about failures, and the page after a payment, as browsers get them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from web import failures, pay
from web.replies import page

HEADERS = {"accept": "text/html", "accept-language": "en"}
REQUEST: Any = SimpleNamespace(headers=HEADERS, cookies={}, raw_url=b"/x?a=<b>&lang=%22")
ORDER = {"orderid": "1-2", "productname": "<b>茶</b>", "amount": 8805, "paystate": 1}


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (400, "This did not work"),
        (404, "There is no such page"),
        (405, "There is no such page"),
        (413, "This did not work"),
        (500, "Something went wrong"),
        (503, "Back in a moment"),
    ],
)
def test_a_page_says_no_more_than_the_kind_of_failure(status: int, heading: str) -> None:
    answer = failures.written(REQUEST, status, "secret detail")
    text = (answer.body or b"").decode()
    assert answer.status == status
    assert f"<h1>{heading}</h1>" in text
    assert "secret detail" not in text
    assert "<b>" not in text


def test_the_way_back_to_the_app(configure: Any) -> None:
    configure("payment", app_url="myapp://orders/{orderid}?from=pay")
    link = pay._app("1-2")
    assert link == "myapp://orders/1-2?from=pay"
    text = (page(REQUEST, "pay/back.html", order=ORDER, app=link).body or b"").decode()
    assert f'<a href="{link}">Back to the app</a>' in text
    for told in ("&lt;b&gt;茶&lt;/b&gt;", "¥88.05", "1-2", "Paid"):
        assert told in text


def test_without_a_link_there_is_none(configure: Any) -> None:
    configure("payment", app_url=None)
    answer = page(REQUEST, "pay/back.html", order=ORDER, app=pay._app("1-2"))
    assert b"Back to the app" not in (answer.body or b"")
