"""No answer depends on what others asked before: neither its headers nor its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.service import Service
from tests.web.ops.operator import addresses

ASKED: list[tuple[str, dict[str, str], bytes | None]] = [
    ("/getcode", {}, None),
    ("/PhoneLogin", {}, None),
    ("/PhoneLogin?phone=1&code=2", {}, None),
    ("/login", {}, None),
    ("/login?name=nobody", {}, None),
    ("/RenewSession", {}, None),
    ("/operational_background/DeleteNick?uid=1", {}, None),
    ("/operational_background/DeleteNick?uid=1", {"Accept": "application/json"}, None),
    ("/operational_background/Login", {}, None),
    ("/operational_background/nothing", {}, None),
    ("/pay/sandbox?order=x", {}, None),
    ("/pay/sandbox", {}, b"order=x&action=pay"),
    ("/payresult/Paybackend", {}, b"trade_no=1"),
    ("/payresult/Paybackend?trade_no=1", {}, None),
    ("/upload/HeadImg?sessionid=x", {}, None),
    ("/upload/HeadImgDone", {}, b"{}"),
    ("/static/PhoneTest.html", {}, None),
    ("/static/PhoneTest.html", {"Accept-Encoding": "gzip"}, None),
    ("/static/functions.json", {}, None),
    ("/health", {}, None),
    ("/nothing", {}, None),
    ("/", {"Cookie": "language=en"}, None),
    ("/language?to=en&back=/login", {}, None),
    ("/push", {"Authorization": "Bearer x"}, b"{}"),
    ("store:", {}, b""),
    ("store:nothing", {}, None),
    (f"store:F{'k' * 27}?imageInfo", {"Range": "bytes=0-1"}, None),
    ("store:buckets/x/objects/~/uploads", {"Authorization": "UpToken x"}, b""),
]
RANDOM = re.compile(
    rb"(nonce-?=?\"?|ops_entry=\d+\.|name=\"csrf\" value=\"|expires=\w+, )[\w -]{10,}"
)
CHANGING = ("date", "retry-after", "x-reqid")


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def answer(service: Service, number: int) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, without what is new in every answer."""
    path, headers, body = ASKED[number]
    # Each from an address of its own: failed logins are counted by address.
    headers = headers | {"X-Forwarded-For": next(addresses)}
    _, _, rest = path.rpartition("store:")
    url = service.url + path if rest == path else service.store + rest
    request = Request(url, body, headers)
    try:
        with build_opener(_Stay).open(request, timeout=10) as got:
            status, head, text = got.status, got.headers, got.read()
    except HTTPError as error:
        with error:
            status, head, text = error.code, error.headers, error.read()
    told = {name.lower(): _plain(value.encode()).decode() for name, value in head.items()}
    return status, {name: told[name] for name in told if name not in CHANGING}, _plain(text)


def _plain(text: bytes) -> bytes:
    return RANDOM.sub(b"nonce", text)


@pytest.fixture(scope="module")
def alone(ops_service: Service) -> Callable[[int], tuple[int, dict[str, str], bytes]]:
    answers = [answer(ops_service, number) for number in range(len(ASKED))]
    return lambda number: answers[number]


PLACES = st.integers(0, len(ASKED) - 1)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=PLACES, number=PLACES)
def test_an_answer_is_the_same_after_any_other(service: Service, alone, before, number):
    answer(service, before)

    assert answer(service, number) == alone(number)


def test_nobody_else_is_sent_anywhere(service: Service) -> None:
    status, headers, _ = answer(service, 6)
    assert (status, headers["location"]) == (303, "/operational_background/Login")

    assert "location" not in answer(service, 0)[1]
