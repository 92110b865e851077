"""What endpoints read of queries and bodies, and that invalid values count as absent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import parameters


def request(query: str = "", body: bytes = b"", kind: str = "") -> Any:
    return SimpleNamespace(query_string=query, body=body, content_type=kind)


@pytest.mark.parametrize(
    ("query", "phone"),
    [
        ("phone=+12015550123", "+12015550123"),
        ("a=1&phone=+12015550123", "+12015550123"),
        ("phone=%2B12015550123", "+12015550123"),
        ("phone=%2012015550123", " 12015550123"),
        ("phone=+", " "),
        ("phone=13800000001&phone=13800000002", "13800000001"),
    ],
)
def test_a_plus_that_was_not_encoded(query: str, phone: str) -> None:
    assert parameters.read(request(query), "phone") == {"phone": phone}


def test_other_texts_keep_their_blanks() -> None:
    assert parameters.read(request("psw=+1&code=+2"), "psw", "code") == {"psw": " 1", "code": " 2"}


KINDS = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        'multipart/form-data; boundary="',
        "application/json",
        "text/plain",
        "",
    ]
)
PIECES = st.sampled_from(
    [b"--x", b"\r\n", b"Content-Disposition: form-data; name=a", b":", b"=", b"&", b"\xff"]
)
JUNK = st.binary(max_size=200) | st.lists(PIECES, max_size=12).map(b"".join)


@given(query=st.text(max_size=50), body=JUNK, kind=KINDS)
def test_junk_is_nothing(query: str, body: bytes, kind: str) -> None:
    found = parameters.read(request(query, body, kind), "a", "phone")
    assert all(isinstance(value, str) for value in found.values())
