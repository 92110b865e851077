"""Queries, forms, uploads and notices over HTTP."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
import requests
from hypothesis import strategies as st

from tests.fixtures.calls import Answer
from tests.fixtures.service import Service
from tests.fuzz.budget import attempt
from tests.fuzz.values import MARK, anything, texts
from tests.services.media.callbacks import BASE, JSON, signature

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(0)]

PATHS = (
    "/getcode", "/PhoneLogin", "/login", "/RenewSession", "/upload/HeadImg", "/upload/HeadImgDone",
    "/upload/Message", "/upload/MessageDone", "/PostWithFile", "/push", "/metrics", "/health",
    "/functions.json", "/pay/alipay/notify", "/pay/alipay/return", "/operational_background/Login",
    "/operational_background/", "/static/PhoneTest.html", f"/{MARK}",
)  # fmt: skip
KINDS = (
    "application/x-www-form-urlencoded", "application/json", "multipart/form-data", "", MARK,
    "multipart/form-data; boundary=x", "text/plain; charset=\\", "application/json;;;",
)  # fmt: skip
FORM = '--x\r\nContent-Disposition: form-data; name="file"; filename="NAME"\r\n\r\n1\r\n--x--'
NAMES = ("phone", "code", "name", "psw", "sessionid", "toid", "usepage", "proof", "token", MARK)


def pairs() -> st.SearchStrategy[str]:
    given = st.tuples(
        st.sampled_from(NAMES), texts.map(lambda text: quote(text[:500], safe="+%&="))
    )
    return st.lists(given.map("=".join), max_size=4).map("&".join)


bodies = (
    pairs().map(str.encode)
    | st.binary(max_size=200)
    | st.just(
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n1\r\n--x--'
        % MARK.encode()
    )
)
requests_ = st.tuples(
    st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    st.sampled_from(PATHS),
    pairs(),
    bodies,
    st.sampled_from(KINDS),
)


def test_pages(fuzzed: Service) -> None:
    def check(parts: tuple[str, str, str, bytes, str]) -> None:
        method, path, query, body, kind = parts
        answer = fuzzed.http.request(
            method, f"{path}?{query}", data=body, headers={"Content-Type": kind}, timeout=30,
            allow_redirects=False,
        )  # fmt: skip
        assert answer.status_code < 500, parts
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            reply = answer.json() if method != "HEAD" else {}
            assert not isinstance(reply, dict) or reply.get("errno") != 7, parts

    attempt(requests_, check)


def test_the_store(fuzzed: Service) -> None:
    def check(parts: tuple[str, str, str, bytes, str]) -> None:
        method, _, query, body, kind = parts
        answer = requests.request(
            method, f"{fuzzed.store}{MARK}?{query}", data=body, headers={"Content-Type": kind},
            timeout=30, proxies={"http": ""},
        )  # fmt: skip
        assert answer.status_code < 500, parts

    attempt(requests_, check)


def test_callbacks_that_are_signed(call: Any) -> None:
    """The signature is the store's; the fields, which a form sets, may be anything."""
    url = f"{BASE}/upload/MessageDone"
    names = ("kind", "uid", "name", "hash", "toid", "length", "said_length", "width", "until",
             "target", "content", "filetype", "seal", "base", "upload", "mime")  # fmt: skip
    notices = st.dictionaries(st.sampled_from(names), anything) | anything

    def check(notice: Any) -> None:
        body = json.dumps(notice)
        answer: Answer = call("http.uploads.uploaded", {
            "kind": "Message", "authorization": signature(url, body), "url": url, "body": body,
            "content_type": JSON, "headers": {"Host": "service.example"}, "reqid": MARK,
        })  # fmt: skip
        assert answer.errno in (0, 2, 6)

    attempt(notices, check)
